import assert from "node:assert/strict";
import { prover } from "../../../analysis/authorization";
import { requestsOf } from "../../../analysis/authorization/requests";
import type { Graph } from "../../../analysis/graph/types";
import { recordGraph } from "../../../runner/graph/record";
import { accounts, catalogOf, type ServiceFile, stage } from "../../catalog/pipeline/sample";
import { changeStatements, resourcesOf } from "./organization-graph";

const certificate = `arn:aws:acm:us-east-1:${accounts.dev}:certificate/01234567-89ab-cdef-0123-456789abcdef`;
const target: ServiceFile["target"] = {
  kind: "ecs",
  containers: [{ name: "web", port: 8080 }],
  health: "/health",
  loadBalancer: { certificate: { dev: certificate } },
};
const rolling = { strategy: "rolling" as const };
const codedeploy = { strategy: "canary" as const, controller: "codedeploy" as const };

describe("proof of CodePipeline's own actions on ECS", function () {
  this.timeout(30_000);

  for (const [action, rollout, started] of [
    ["ECS", rolling, "ecs:UpdateService"],
    ["CodeDeployToECS", codedeploy, "codedeploy:CreateDeployment"],
  ] as const) {
    describe(action, () => {
      let graph: Graph;
      before(async () => {
        const build = { images: [{ name: "web" }] };
        const file = { target, build, deploy: "standard" as const, stages: [stage("dev", { rollout })] };
        graph = await recordGraph(catalogOf(file));
      });

      const refused = () => {
        const prove = prover(graph);
        return requestsOf(graph)
          .filter(({ stack, engine }) => stack === "orders.pipeline" && !engine)
          .filter(
            ({ request, callerOnly }) => prove(request, { callerOnly, region: "us-east-1" }).verdict !== "allowed",
          )
          .map(({ id }) => id);
      };

      it("has every right that it needs, and its requests are asked", () => {
        assert.deepEqual(refused(), []);
        const actions = new Set(requestsOf(graph).map(({ request }) => request.action));
        for (const each of [started, "ecs:RegisterTaskDefinition", "ecs:TagResource", "iam:PassRole", "s3:GetObject"]) {
          assert.ok(actions.has(each), each);
        }
      });

      it("has neither release role nor release function", () => {
        const names = [
          ...resourcesOf(graph, "aws:iam/role:Role"),
          ...resourcesOf(graph, "aws:lambda/function:Function"),
        ].map(({ inputs }) => inputs["name"]);
        assert.ok(!names.includes("acme-release"), names.join());
      });

      it("is found to miss the right to register a revision", () => {
        const changed = resourcesOf(graph, "aws:iam/rolePolicy:RolePolicy").filter((each) =>
          changeStatements(each, "policy", (statement) => (statement.Sid === "Register" ? undefined : statement)),
        );
        assert.ok(changed.length > 0);
        assert.ok(refused().some((id) => id.includes("ecs:RegisterTaskDefinition")));
      });
    });
  }
});
