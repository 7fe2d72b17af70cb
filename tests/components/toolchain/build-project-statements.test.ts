import assert from "node:assert/strict";
import { policy } from "../../../catalog/iam";
import {
  batchStatements,
  buildStatements,
  networkStatements,
} from "../../../components/toolchain/build-project-statements";
import { allowedActions, boundless } from "../statements";
import { type Asked, accountId, everything, fullUse, leastUse, may, network, requests } from "./builds";

const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${accountId}:${resource}`;
const verdict = (asked: Asked) => may({ document: everything() }, asked);
const ask = (action: string, resource: string, context: Asked["context"] = {}) =>
  verdict({ action, resource, context });

describe("rights of a service's builds", () => {
  it("allow every request that the builds make", () => {
    for (const asked of requests) assert.equal(verdict(asked), "allowed", `${asked.action} ${asked.resource}`);
  });

  it("are logs, artifacts and their key alone when a build uses nothing else", () => {
    const document = policy(...buildStatements(leastUse()));
    assert.deepEqual(
      [...new Set(allowedActions(document).map((action) => action.split(":")[0]))],
      ["logs", "s3", "kms"],
    );
    assert.deepEqual(boundless(document), []);
  });

  it("reach the service's own artifacts and no other service's", () => {
    assert.equal(ask("s3:PutObject", `arn:aws:s3:::acme-orders-artifacts-${accountId}-us-east-1/x`), "allowed");
    for (const other of ["acme-payments-artifacts", "acme-orders-artifacts-prod", "acme-state"]) {
      assert.equal(ask("s3:GetObject", `arn:aws:s3:::${other}-${accountId}-us-east-1/x`), "missing", other);
    }
    const alias = (name: string) => ({ "kms:ResourceAliases": [name] });
    assert.equal(ask("kms:Decrypt", regional("kms", "key/1"), alias("alias/acme/artifacts/payments")), "missing");
    assert.equal(ask("kms:Decrypt", regional("kms", "key/1")), "missing");
  });

  it("read exactly the parameters and secrets of the builds, not a neighbour's", () => {
    assert.equal(ask("ssm:GetParameters", regional("ssm", "parameter/acme/orders/url")), "allowed");
    for (const other of [
      "acme/orders/url2",
      "acme/orders/password",
      "acme/payments/url",
      "slipway/acme/releases/x/y",
    ]) {
      assert.equal(ask("ssm:GetParameters", regional("ssm", `parameter/${other}`)), "missing", other);
    }
    assert.equal(ask("ssm:PutParameter", regional("ssm", "parameter/acme/orders/url")), "missing");
    const secret = (name: string) => ask("secretsmanager:GetSecretValue", regional("secretsmanager", `secret:${name}`));
    assert.equal(secret("acme/orders/database-a1B2c3"), "allowed");
    assert.equal(secret("acme/orders/database-replica-a1B2c3"), "missing");
    assert.equal(secret("acme/payments/database-a1B2c3"), "missing");
  });

  it("open keys of variables only through the services that hold them, and for the builds' own variables", () => {
    const key = regional("kms", "key/1");
    const of = (alias: string, service?: string, parameter = "acme/orders/url") => ({
      "kms:ResourceAliases": [alias],
      "kms:EncryptionContext:PARAMETER_ARN": regional("ssm", `parameter/${parameter}`),
      ...(service ? { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } : {}),
    });
    assert.equal(ask("kms:Decrypt", key, of("alias/acme/orders", "ssm")), "allowed");
    assert.equal(ask("kms:Decrypt", key, of("alias/acme/orders", "s3")), "missing");
    assert.equal(ask("kms:Decrypt", key, of("alias/acme/orders")), "missing");
    assert.equal(ask("kms:Decrypt", key, of("alias/acme/payments", "ssm")), "missing");
    assert.equal(ask("kms:Decrypt", key, of("alias/acme/orders", "ssm", "acme/payments/url")), "missing");
    const none = policy(...buildStatements(fullUse({ variables: [{ value: "plain" }] })));
    assert.ok(!JSON.stringify(none).includes("ViaService"), "no variable, no key");
  });

  it("give a group of reports four rights, on that group alone", () => {
    const reporting = buildStatements(leastUse({ reportGroups: [{ name: "acme-orders-build-unit", type: "TEST" }] }));
    const rights = allowedActions(policy(...reporting)).filter((action) => action.startsWith("codebuild:"));
    assert.deepEqual(rights.sort(), [
      "codebuild:BatchPutTestCases",
      "codebuild:CreateReport",
      "codebuild:CreateReportGroup",
      "codebuild:UpdateReport",
    ]);
    const group = (name: string) => regional("codebuild", `report-group/${name}`);
    assert.equal(ask("codebuild:UpdateReport", group("acme-orders-build-unit")), "allowed");
    assert.equal(ask("codebuild:UpdateReport", group("acme-payments-build-unit")), "missing");
    assert.equal(ask("codebuild:BatchPutTestCases", group("acme-orders-build-lines")), "missing");
    assert.equal(ask("codebuild:DeleteReportGroup", group("acme-orders-build-unit")), "missing");
  });

  it("fetch exactly the images that builds run in, with one login however many need it", () => {
    const repository = (name: string) => regional("ecr", `repository/${name}`);
    const document = policy(...buildStatements(leastUse({ images: fullUse().images! })));
    assert.equal(may({ document }, { action: "ecr:BatchGetImage", resource: repository("acme-base/node") }), "allowed");
    assert.equal(may({ document }, { action: "ecr:BatchGetImage", resource: repository("acme-base/java") }), "missing");
    assert.equal(may({ document }, { action: "ecr:PutImage", resource: repository("acme-base/node") }), "missing");
    const own = buildStatements(leastUse({ images: ["aws/codebuild/amazonlinux-x86_64-standard:5.0"] }));
    assert.ok(!allowedActions(policy(...own)).some((action) => action.startsWith("ecr:")));
    const ids = everything().Statement.map(({ Sid }) => Sid);
    assert.equal(new Set(ids).size, ids.length, "IAM refuses two statements with one id");
  });

  it("make network interfaces in the private subnets of the network with the builds' own group only, for CodeBuild", () => {
    const place = { partition: "aws", accountId, region: "us-east-1" };
    const document = policy(...networkStatements(place, network));
    const asked = (action: string, resource: string, context: Asked["context"] = {}) =>
      may({ document }, { action: `ec2:${action}`, resource: regional("ec2", resource), context });
    const tagged = (stack: string, kind?: string) => ({
      "aws:ResourceTag/slipway:stack": stack,
      ...(kind ? { "aws:ResourceTag/SubnetType": kind } : {}),
    });
    const into = (context: Asked["context"]) => asked("CreateNetworkInterface", "subnet/subnet-a", context);
    assert.equal(into(tagged("toolchain", "Private")), "allowed");
    assert.equal(into(tagged("toolchain", "Public")), "missing");
    assert.equal(into(tagged("dev", "Private")), "missing");
    assert.equal(into({}), "missing");
    const group = (stack: string) => asked("CreateNetworkInterface", "security-group/sg-1", tagged(stack));
    assert.equal(group("orders.pipeline"), "allowed");
    assert.equal(group("payments.pipeline"), "missing");
    const permit = (service: string) =>
      asked("CreateNetworkInterfacePermission", "network-interface/eni-1", { "ec2:AuthorizedService": service });
    assert.equal(permit("codebuild.amazonaws.com"), "allowed");
    assert.equal(permit("lambda.amazonaws.com"), "missing");
  });

  it("leave starting builds to the role of batches, for its own projects", () => {
    const builds = policy(...buildStatements(fullUse()));
    const batches = policy(
      ...batchStatements({ partition: "aws", accountId, region: "us-east-1" }, ["acme-orders-build"]),
    );
    const start = (document: typeof builds, project: string) =>
      may({ document }, { action: "codebuild:StartBuild", resource: regional("codebuild", `project/${project}`) });
    assert.equal(start(builds, "acme-orders-build"), "missing");
    assert.equal(start(batches, "acme-orders-build"), "allowed");
    assert.equal(start(batches, "acme-payments-build"), "missing");
  });

  it("name the partition of their account", () => {
    const text = JSON.stringify([
      ...buildStatements(fullUse({ partition: "aws-cn", region: "cn-north-1", extraStatements: [] })),
      ...networkStatements({ partition: "aws-cn", accountId, region: "cn-north-1" }, network),
    ]);
    assert.ok(!text.includes("arn:aws:"));
    assert.ok(text.includes("ssm.cn-north-1.amazonaws.com.cn"));
  });
});
