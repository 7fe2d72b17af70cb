import assert from "node:assert/strict";
import { loadCatalog } from "../../../catalog/load";
import { packageRoot } from "../../../catalog/package-root";
import { deliveryPipeline } from "../../../catalog/pipeline/delivery";
import type { ConfigurationValue, PipelineModel } from "../../../catalog/pipeline/model";
import type { Source } from "../../../catalog/service-types";
import { type GateName, read, requestOf } from "../../../functions/gates/request";
import { catalogOf, modelIn, type ServiceFile } from "../../catalog/pipeline/sample";

const ecs: ServiceFile["target"] = {
  kind: "ecs",
  containers: [{ name: "web", port: 8080 }],
  health: "/health",
  loadBalancer: { certificate: { dev: "arn:aws:acm:us-east-1:222222222222:certificate/1" } },
};

/** What CodePipeline puts in place of a variable, by its key. */
const values: Record<string, string> = {
  PipelineExecutionId: "3137f7cb-7cf7-039j-s83l-d7eu3EXAMPLE",
  Digest: `sha256:${"a".repeat(64)}`,
  CommitId: "c0ffee".padEnd(40, "0"),
  VersionId: "L4kqtJlcpXroDTDmpUMLUo",
  ImageDigest: `sha256:${"b".repeat(64)}`,
};

const filled = (text: string) =>
  text.replace(/#\{[A-Za-z0-9@_-]+\.([A-Za-z0-9@_-]+)\}/g, (variable, key: string) => {
    return values[key] ?? assert.fail(`no value for ${variable}`);
  });

/** The `UserParameters` of every gate, of actions and of rules; an action may run another function than theirs. */
function asked(model: PipelineModel, gates: string): string[] {
  const configurations: Record<string, ConfigurationValue>[] = model.stages.flatMap((stage) => [
    ...stage.actions
      .filter(({ provider, configuration }) => provider === "Lambda" && configuration["FunctionName"] === gates)
      .map(({ configuration }) => configuration),
    ...[stage.beforeEntry, stage.onSuccess]
      .flatMap((condition) => condition?.rules ?? [])
      .filter(({ provider }) => provider === "LambdaInvoke")
      .map(({ configuration }) => configuration),
  ]);
  return configurations.map(({ UserParameters }) => {
    return typeof UserParameters === "string" ? filled(UserParameters) : assert.fail("UserParameters must be text");
  });
}

function accepted(model: PipelineModel, gates: string): GateName[] {
  return asked(model, gates).map((text) => {
    const { gate, fields } = requestOf(text);
    assert.deepEqual({ gate, ...read(gate, fields) }, JSON.parse(text));
    return gate;
  });
}

describe("what pipelines ask of the gates", () => {
  const catalog = loadCatalog(packageRoot());

  it("is accepted for every service of the organisation, and has every gate", () => {
    const gates = catalog.services.flatMap((service) =>
      service.tracks.flatMap((track) => accepted(deliveryPipeline(catalog, service, track), catalog.names.gates)),
    );
    const every: Record<GateName, true> = {
      definition: true,
      candidate: true,
      same: true,
      changed: true,
      previous: true,
      approver: true,
      record: true,
    };
    assert.deepEqual([...new Set(gates)].sort(), Object.keys(every).sort());
  });

  it("is accepted where CodePipeline's own actions deploy to ECS, for both of them", () => {
    const rollouts = [
      { strategy: "rolling" as const },
      { strategy: "canary" as const, controller: "codedeploy" as const },
    ];
    for (const rollout of rollouts) {
      const stages = [{ environment: "dev", rollout }];
      const company = catalogOf({ target: ecs, build: { images: [{ name: "web" }] }, deploy: "standard", stages });
      assert.ok(accepted(modelIn(company), company.names.gates).includes("same"), rollout.strategy);
    }
  });

  it("is accepted for every kind of source", () => {
    const service = catalog.services[0]!;
    const sources: Source[] = [
      { kind: "codecommit", name: "Source", repository: "orders", branch: "main", create: false, approvals: 0 },
      { kind: "s3", name: "Source", bucket: "promoted", key: "orders.zip" },
      { kind: "ecr", name: "Source", repository: "orders", tag: "main" },
    ];
    for (const source of sources) {
      const gates = accepted(
        deliveryPipeline(catalog, service, { ...service.tracks[0], sources: [source] }),
        catalog.names.gates,
      );
      assert.ok(gates.includes("record"), source.kind);
    }
  });
});
