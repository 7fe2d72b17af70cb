import assert from "node:assert/strict";
import { columns, lookups, type RightsPlace, type Row, rights, rightsStatements } from "../../../../catalog/iam/rights";
import { on, regional } from "../../../../catalog/iam/rights/row";
import { patternsOf } from "../../../../catalog/iam/rights/statements";
import { filled, namesIn } from "../../../../catalog/iam/rights/template";
import { naming } from "../../../../catalog/naming";

const place: RightsPlace = {
  names: naming("acme"),
  partition: "aws-cn",
  accountId: "222222222222",
  toolchainId: "111111111111",
};
const table: readonly Row[] = [...rights, ...lookups];
const list = (value: string | string[] | undefined) => [value ?? []].flat();

function row(type: string, needs: Partial<Row>): Row {
  return { type, source: "", parts: {}, create: [], read: [], update: [], delete: [], ...needs };
}

describe("statements of the table of rights", () => {
  for (const [name, chosen] of [
    ["an update", columns],
    ["a preview", ["read"]],
  ] as const) {
    it(`grant ${name} each action on each resource under each condition of its columns, and nothing else`, () => {
      const wanted = table.flatMap((each) =>
        chosen.flatMap((column) =>
          each[column].flatMap(({ actions, on: where }) =>
            actions.flatMap((action) =>
              patternsOf(where, place).map((resource) =>
                JSON.stringify([action, resource, where.when?.(place) ?? null]),
              ),
            ),
          ),
        ),
      );
      const granted = rightsStatements(table, place, chosen).flatMap((statement) => {
        assert.equal(statement.Effect, "Allow");
        return list(statement.Action).flatMap((action) =>
          list(statement.Resource).map((resource) => JSON.stringify([action, resource, statement.Condition ?? null])),
        );
      });
      assert.deepEqual([...new Set(granted)].sort(), [...new Set(wanted)].sort());
      assert.equal(new Set(granted).size, granted.length, "no grant is said twice");
    });
  }

  it("join what has the same resources and condition, and bear the name of the first type with it", () => {
    const thing = regional("sns", "{name}", { name: ({ names }) => `${names.prefix}-*` });
    const tagged = { ...thing, when: () => ({ StringLike: { "aws:ResourceTag/slipway:stack": "*" } }) };
    const statements = rightsStatements(
      [
        row("aws:a/thing:Thing", { create: [on(thing, "sns:B", "sns:A")], delete: [on(tagged, "sns:C")] }),
        row("aws:a/other:Other", { read: [on(thing, "sns:D")], update: [on({ arn: "*" }, "sns:A")] }),
      ],
      place,
      columns,
    );
    const arn = "arn:aws-cn:sns:*:222222222222:acme-*";
    assert.deepEqual(statements, [
      { Sid: "Thing", Effect: "Allow", Action: ["sns:B", "sns:D"], Resource: arn },
      { Sid: "Thing2", Effect: "Allow", Action: ["sns:A"], Resource: ["*", arn] },
      {
        Sid: "Thing3",
        Effect: "Allow",
        Action: ["sns:C"],
        Resource: arn,
        Condition: { StringLike: { "aws:ResourceTag/slipway:stack": "*" } },
      },
    ]);
  });

  it("name the account and leave the region open", () => {
    const resources = rightsStatements(table, place, columns).flatMap(({ Resource }) => list(Resource));
    for (const resource of resources.filter((each) => each !== "*")) {
      const [, partition, service, region, account] = resource.split(":");
      assert.equal(partition, "aws-cn", resource);
      assert.ok(["", "*"].includes(region!), resource);
      // Buckets, images and public parameters name no account; a Transit Gateway is another account's mostly, the images
      // of containers and functions are the toolchain's, the layer of Synthetics' runtime is AWS's.
      assert.ok(
        account === place.accountId ||
          (service === "ecr" && account === place.toolchainId) ||
          service === "s3" ||
          /:image|:parameter\/aws|transit-gateway|hostedzone|:layer:Synthetics/.test(resource),
        resource,
      );
    }
  });
});

describe("templates of ARNs", () => {
  it("stand for each combination of their names' values", () => {
    const values: Record<string, string[]> = { a: ["1", "2"], b: ["x"], none: [] };
    const fill = (template: string) => filled(template, (name) => values[name]!);
    assert.deepEqual(fill("{b}/{a}:*"), ["x/1:*", "x/2:*"]);
    assert.deepEqual(fill("{a}{a}"), ["11", "12", "21", "22"]);
    assert.deepEqual(fill("no names"), ["no names"]);
    assert.deepEqual(fill("{a}-{none}"), []);
    assert.deepEqual(namesIn("{b}/{a}:{@role}"), ["b", "a", "@role"]);
  });
});
