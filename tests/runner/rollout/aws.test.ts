/** The way to a rollout against a loopback server that speaks as STS, and calls that are written down. */
import assert from "node:assert/strict";
import type { Catalog } from "../../../catalog/types";
import type { Place } from "../../../functions/release/sdk";
import type { Cloud } from "../../../runner/cloud/types";
import { RefusedError } from "../../../runner/exit";
import { rolloutServices } from "../../../runner/rollout/aws";
import { rolloutPlace } from "../../../runner/rollout/place";
import { accounts, catalogOf } from "../../catalog/pipeline/sample";
import { type Sts, startSts } from "../sts";

const certificate = (id: string) => `arn:aws:acm:us-east-1:${id}:certificate/1`;
const ecs = {
  kind: "ecs" as const,
  containers: [{ name: "web", port: 8080 }] as [{ name: string; port: number }],
  health: "/health",
  loadBalancer: { certificate: { dev: certificate(accounts.dev), prod: certificate(accounts.prod) } },
};
const build = { images: [{ name: "web" }] };
const operator = [`arn:aws:iam::${accounts.toolchain}:role/on-call`];

function withPeople(catalog: Catalog, people: Catalog["organization"]["people"] = { operator }): Catalog {
  return { ...catalog, organization: { ...catalog.organization, ...(people ? { people } : {}) } };
}

const role = `arn:aws:iam::${accounts.prod}:role/slipway/acme-operator`;

describe("the way to a rollout", () => {
  let sts: Sts;
  let cloud: Cloud;
  /** Role and session's name of everything that was assumed. */
  let entered: [role: string | null, session: string | null][];
  let started: string;
  let refused: string | undefined;
  let asked: { service: string; operation: string; key: string; region?: string; input: Record<string, unknown> }[];

  before(async () => {
    sts = await startSts({
      arn: () => started,
      assume(form) {
        entered.push([form.get("RoleArn"), form.get("RoleSessionName")]);
        return "inside";
      },
    });
    const { endpoint } = sts;
    const ambient = { accessKeyId: "started", secretAccessKey: "s" };
    cloud = {
      kind: "aws",
      title: "AWS",
      environment: {},
      ambient,
      client: (region, credentials) => ({ region, endpoint, ...(credentials ? { credentials } : {}) }),
      refusal: async () => refused,
      delivery: async () => assert.fail("no pipeline is changed"),
      backendParameters: {},
      releases: {
        calls:
          (service, at: Place = {}) =>
          async <Answer>(operation: string, input: object) => {
            const { accessKeyId } = at.credentials ? await at.credentials() : { accessKeyId: "ambient" };
            const given = input as Record<string, unknown>;
            asked.push({ service, operation, key: accessKeyId, region: at.region!, input: given });
            return {} as Answer;
          },
        pipelineStages: async () => assert.fail("no pipeline is asked"),
        secondMs: 0,
      },
    };
  });
  beforeEach(() => {
    entered = [];
    asked = [];
    refused = undefined;
    started = `arn:aws:sts::${accounts.toolchain}:assumed-role/on-call/anna@acme.example`;
  });
  after(() => sts.close());

  const place = (catalog: Catalog) => rolloutPlace(catalog, "orders", "prod");

  it("leads through the operator role of the target's account, under the person's own name, to ECS", async () => {
    const services = await rolloutServices(cloud, place(withPeople(catalogOf({ target: ecs, build }))));
    assert.equal(await services.look(), undefined);
    assert.deepEqual(entered, [[role, "anna@acme.example"]]);
    const [{ service, operation, key, region, input }] = asked as [(typeof asked)[number]];
    assert.deepEqual([service, operation, key, region], ["ecs", "ListServiceDeployments", "inside", "us-east-1"]);
    assert.deepEqual([input["cluster"], input["service"]], ["acme-prod", "acme-orders-prod"]);
  });

  it("leads to CodeDeploy for what it rolls out, by the names of application and group", async () => {
    const stages = ["dev", "prod"].map((environment) => ({
      environment,
      rollout: { controller: "codedeploy" as const },
    }));
    const catalog = withPeople(catalogOf({ target: ecs, build, stages: stages as [(typeof stages)[0]] }));
    await (await rolloutServices(cloud, place(catalog))).look();
    assert.ok(asked.every(({ service, key }) => service === "codedeploy" && key === "inside"));
    const { applicationName, deploymentGroupName } = asked[0]!.input;
    assert.deepEqual([applicationName, deploymentGroupName], ["acme-orders", "acme-orders-prod"]);
  });

  it("is short for somebody who is in that role already", async () => {
    started = `arn:aws:sts::${accounts.prod}:assumed-role/acme-operator/anna@acme.example`;
    await (await rolloutServices(cloud, place(withPeople(catalogOf({ target: ecs, build }))))).look();
    assert.deepEqual(entered, []);
    assert.ok(asked.every(({ key }) => key === "started"));
  });

  it("goes on from the operator role of another account by that of the target's", async () => {
    started = `arn:aws:sts::${accounts.dev}:assumed-role/acme-operator/anna@acme.example`;
    await rolloutServices(cloud, place(withPeople(catalogOf({ target: ecs, build }))));
    assert.deepEqual(entered, [[role, "anna@acme.example"]]);
  });

  it("is closed to whom the role does not admit, which is said with its name", async () => {
    refused = "its trust policy does not admit berta";
    await assert.rejects(
      rolloutServices(cloud, place(withPeople(catalogOf({ target: ecs, build })))),
      (error: Error) => {
        assert.ok(error instanceof RefusedError);
        assert.match(
          error.message,
          /anna@acme\.example may not assume \S+:role\/slipway\/acme-operator: its trust policy/,
        );
        return true;
      },
    );
  });

  it("is none where the files name no operators, which is said with the role's name", async () => {
    await assert.rejects(rolloutServices(cloud, place(catalogOf({ target: ecs, build }))), (error: Error) => {
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /in the role \S+acme-operator, and Pulumi\.yaml names none: set people\.operator/);
      return true;
    });
    assert.deepEqual(entered, []);
  });

  it("is an administrator's on the laptop, where nobody else is", async () => {
    await rolloutServices({ ...cloud, kind: "laptop" }, place(catalogOf({ target: ecs, build })));
    assert.equal(entered[0]![0], `arn:aws:iam::${accounts.prod}:role/OrganizationAccountAccessRole`);
  });
});
