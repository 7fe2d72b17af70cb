import assert from "node:assert/strict";
import { loadCatalogue } from "../../../analysis/iam/catalogue";
import { decide } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import { matrix, type Person, personPolicy } from "../../../catalog/people/matrix";
import { matrixRows } from "../../../catalog/people/rows";
import { type Zone, zoneOf, zones } from "../../../catalog/people/zones";
import { exampleCatalog } from "../../stacks/example";

const accountId = "222222222222";
const place = { names: naming("acme"), partition: "aws", accountId };

function may(person: Person, zone: Zone, action: string, resource = "*", context = {}): boolean {
  const document = personPolicy(person, zone, place);
  const arn = place.names.platformRoleArn("aws", accountId, person);
  const { verdict } = decide(
    { caller: { kind: "principal", arn, accountId }, action, resource, resourceAccount: accountId, context },
    { identity: [{ name: person, document }] },
  );
  return verdict === "allowed";
}

const here = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${accountId}:${resource}`;

describe("what people may do", () => {
  /** Action and resource, and where developers and operators may: T toolchain, N non-production, P production. */
  const table: [action: string, resource: string, developer: string, operator: string, context?: object][] = [
    ["codepipeline:GetPipelineState", here("codepipeline", "acme-orders"), "T", "T"],
    // It may name any commit of the repository, also one that nobody has reviewed.
    ["codepipeline:StartPipelineExecution", here("codepipeline", "acme-orders"), "", "T"],
    ["codepipeline:RetryStageExecution", here("codepipeline", "acme-orders/Build"), "T", "T"],
    ["codepipeline:PutApprovalResult", here("codepipeline", "acme-orders/prod/Approval"), "", "T"],
    ["codepipeline:StopPipelineExecution", here("codepipeline", "acme-orders"), "", "T"],
    ["codepipeline:DisableStageTransition", here("codepipeline", "acme-orders/prod"), "", "T"],
    ["codepipeline:EnableStageTransition", here("codepipeline", "acme-orders/prod"), "", "T"],
    ["codepipeline:RollbackStage", here("codepipeline", "acme-orders/prod"), "", "T"],
    ["codepipeline:OverrideStageCondition", here("codepipeline", "acme-orders/prod"), "", ""],
    ["codepipeline:UpdatePipeline", here("codepipeline", "acme-orders"), "", ""],
    ["codepipeline:StartPipelineExecution", here("codepipeline", "other"), "", ""],
    ["codebuild:BatchGetReports", here("codebuild", "report-group/acme-orders-build-unit"), "T", "T"],
    ["codebuild:StartBuild", here("codebuild", "project/acme-orders-build"), "", ""],
    ["logs:GetLogEvents", here("logs", "log-group:/slipway/acme/orders/build:log-stream:x"), "TNP", "TNP"],
    ["logs:GetLogEvents", here("logs", "log-group:/aws/lambda/x:log-stream:x"), "", ""],
    ["cloudwatch:GetMetricData", "*", "TNP", "TNP"],
    ["codedeploy:GetDeployment", here("codedeploy", "deploymentgroup:acme-orders/acme-orders-dev"), "NP", "NP"],
    ["ec2:DescribeInstances", "*", "NP", "NP"],
    ["codedeploy:StopDeployment", "*", "", "NP"],
    ["codedeploy:ContinueDeployment", "*", "", "NP"],
    ["ecs:DescribeServiceDeployments", here("ecs", "service-deployment/acme-dev/acme-orders-dev/1"), "NP", "NP"],
    ["ecs:DescribeServiceRevisions", here("ecs", "service-revision/acme-dev/acme-orders-dev/1"), "NP", "NP"],
    ["ecs:ListServiceDeployments", here("ecs", "service/acme-dev/acme-orders-dev"), "NP", "NP"],
    // Each asks for the service, and for its deployment.
    ["ecs:ContinueServiceDeployment", here("ecs", "service/acme-dev/acme-orders-dev"), "", "NP"],
    ["ecs:ContinueServiceDeployment", here("ecs", "service-deployment/acme-dev/acme-orders-dev/1"), "", "NP"],
    ["ecs:StopServiceDeployment", here("ecs", "service-deployment/acme-dev/acme-orders-dev/1"), "", "NP"],
    ["ecs:ContinueServiceDeployment", here("ecs", "service-deployment/acme-dev/other/1"), "", ""],
    ["ecs:ContinueServiceDeployment", here("ecs", "service-deployment/other/acme-orders-dev/1"), "", ""],
    ["ecs:UpdateService", here("ecs", "service/acme-dev/acme-orders-dev"), "", ""],
    ["codedeploy:CreateDeployment", here("codedeploy", "deploymentgroup:acme-orders/acme-orders-dev"), "", ""],
    ["ssm:StartSession", here("ec2", "instance/i-1"), "N", "N", { "aws:ResourceTag/slipway:service": "orders" }],
    ["ssm:StartSession", here("ec2", "instance/i-1"), "", ""],
    ["ssm:StartSession", here("ssm", "document/SSM-SessionManagerRunShell"), "N", "N"],
    ["ssm:StartSession", here("ssm", "document/AWS-StartPortForwardingSession"), "", ""],
    ["ssm:GetParameter", here("ssm", "parameter/acme/orders/url"), "", ""],
    ["secretsmanager:GetSecretValue", here("secretsmanager", "secret:acme/orders-x"), "", ""],
    ["kms:Decrypt", here("kms", "key/1"), "", ""],
    ["s3:GetObject", "arn:aws:s3:::acme-orders-artifacts-1/x", "", ""],
    ["dynamodb:GetItem", here("dynamodb", "table/acme-state-lock"), "", ""],
    ["iam:PassRole", `arn:aws:iam::${accountId}:role/services/acme-orders-dev-instance`, "", ""],
    ["sts:AssumeRole", `arn:aws:iam::${accountId}:role/slipway/acme-update`, "", ""],
  ];

  for (const [action, resource, developer, operator, context] of table) {
    it(`${action} on ${resource}: developers ${developer || "nowhere"}, operators ${operator || "nowhere"}`, () => {
      const where = (person: Person) =>
        zones.map((zone) => (may(person, zone, action, resource, context) ? zone[0]!.toUpperCase() : "")).join("");
      assert.equal(where("developer"), developer);
      assert.equal(where("operator"), operator);
    });
  }

  it("ends only the own session of a shell", () => {
    const session = here("ssm", "session/anna-1");
    const asked = (id: string) =>
      may("developer", "non-production", "ssm:TerminateSession", session, {
        "aws:userid": "AROAX:anna",
        "ssm:resourceTag/aws:ssmmessages:session-id": id,
      });
    assert.equal(asked("AROAX:anna"), true);
    assert.equal(asked("AROAX:berta"), false);
  });

  it("is only said of actions that exist, and names what can be named", async () => {
    const actions = matrix.flatMap(({ grants }) => Object.values(grants));
    const catalogue = await loadCatalogue(actions.flatMap((grant) => grant.actions.map((each) => each.split(":")[0]!)));
    for (const { actions: some, resources } of actions) {
      for (const action of some) {
        const [known] = catalogue.expand(action);
        assert.ok(known, action);
        // The datasets of metrics are something else than metrics.
        if (action !== "cloudwatch:GetMetricData" && action !== "cloudwatch:ListMetrics") {
          assert.equal(known.resourceTypes.length === 0, resources === "*", action);
        }
      }
    }
  });

  it("names each statement once", () => {
    const sids = matrix.flatMap(({ grants }) => Object.keys(grants));
    assert.equal(new Set(sids).size, sids.length);
  });

  it("is the same table that people are shown", () => {
    const catalog = exampleCatalog();
    assert.deepEqual(matrixRows(catalog), []);
    const people = { operator: ["arn:aws:iam::111111111111:role/on-call"] };
    const rows = matrixRows({ organization: { ...catalog.organization, people } });
    assert.deepEqual(
      rows.map(({ does }) => does),
      matrix.map(({ does }) => does),
    );
    assert.ok(rows.every(({ developer, operator }) => developer.length === 0 && operator.length > 0));
  });
});

describe("kinds of accounts", () => {
  const environments = exampleCatalog({ environments: ["dev", "prod"] }).environments;

  it("are the toolchain's, production and the rest; one without environments counts as production", () => {
    assert.equal(zoneOf({ environments }, "toolchain"), "toolchain");
    assert.equal(zoneOf({ environments }, "dev"), "non-production");
    assert.equal(zoneOf({ environments }, "prod"), "production");
    assert.equal(zoneOf({ environments }, "management"), "production");
  });

  it("an account with one production environment is production", () => {
    const both = environments.map((each) => ({ ...each, account: "shared" }));
    assert.equal(zoneOf({ environments: both }, "shared"), "production");
  });
});
