import assert from "node:assert/strict";
import { proveRequests } from "../../../analysis/authorization";
import type { Graph, GraphMap, GraphResource } from "../../../analysis/graph/types";
import { policy, type Statement } from "../../../catalog/iam";
import { deliveryGraph, roleArn, toolchain } from "./delivery-graph";

const region = "us-east-1";
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${toolchain}:${resource}`;

function pipelineStack(graph: Graph) {
  return graph.stacks.find(({ kind }) => kind === "pipeline")!;
}

/** Adds a resource to the pipeline's stack. */
function add(graph: Graph, type: string, name: string, inputs: GraphMap, dependencies: Record<string, string[]> = {}) {
  const stack = pipelineStack(graph);
  const like = stack.resources[0]!;
  const urn = `urn:pulumi:${stack.name}::slipway::${type}::${name}`;
  const made: GraphResource = { ...like, urn, type, name, inputs, outputs: {}, propertyDependencies: dependencies };
  stack.resources.push(made);
  return made;
}

const find = (graph: Graph, type: string) => pipelineStack(graph).resources.find((each) => each.type === type)!;
const document = (...statements: Statement[]) => JSON.stringify(policy(...statements));

/** Adds an action to the pipeline's first stage. */
function act(graph: Graph, action: GraphMap) {
  const stages = find(graph, "aws:codepipeline/pipeline:Pipeline").inputs["stages"] as GraphMap[];
  (stages[0]!["actions"] as GraphMap[]).push({ name: "Extra", ...action });
}

/** `caller action resource: verdict` of requests whose purpose fits. */
function verdicts(graph: Graph, what: RegExp): string[] {
  return proveRequests(graph)
    .filter(({ request }) => what.test(request.what))
    .map(({ request: { request }, verdict }) => {
      const { caller } = request;
      const who =
        caller.kind === "principal" ? caller.arn.split("/").at(-1) : "service" in caller ? caller.service : "";
      const why = "sides" in verdict ? verdict.sides.join(", ") : verdict.verdict;
      return `${who} ${request.action} ${request.resource}: ${why}`;
    });
}

const allow = (Action: string | string[], Resource: string, more: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

/** Lets a role do something more. */
function grant(graph: Graph, role: string, statement: Statement) {
  add(graph, "aws:iam/rolePolicy:RolePolicy", `more-${role}`, { name: "more", role, policy: document(statement) });
}

describe("requests of sources", () => {
  const using = (connection: string, key: string) => {
    const graph = deliveryGraph();
    act(graph, {
      provider: "CodeStarSourceConnection",
      configuration: { ConnectionArn: connection, FullRepositoryId: "acme/orders" },
    });
    const service = connection.split(":")[2]!;
    const Condition = { StringEquals: { [key]: "acme/orders" } };
    grant(graph, "pipeline", allow(`${service}:UseConnection`, connection, { Condition }));
    return verdicts(graph, /fetches acme\/orders/);
  };

  it("name the repository under the connection service's name, of today or of before", () => {
    for (const service of ["codeconnections", "codestar-connections"]) {
      const connection = arn(service, "connection/x");
      const asked = `pipeline ${service}:UseConnection ${connection}`;
      assert.deepEqual(using(connection, `${service}:FullRepositoryId`), [`${asked}: allowed`]);
      assert.deepEqual(using(connection, "other:FullRepositoryId"), [`${asked}: identity policy`]);
    }
  });

  it("are all there when two sources use one connection", () => {
    const graph = deliveryGraph();
    for (const FullRepositoryId of ["acme/one", "acme/two"]) {
      act(graph, { provider: "CodeStarSourceConnection", configuration: { FullRepositoryId } });
    }
    assert.equal(verdicts(graph, /fetches acme\/(one|two)/).length, 2);
  });

  it("prove the caller's side alone of a bucket that no stack makes", () => {
    const graph = deliveryGraph();
    act(graph, { provider: "S3", configuration: { S3Bucket: "elsewhere", S3ObjectKey: "app.zip" } });
    const object = "arn:aws:s3:::elsewhere/app.zip";
    assert.ok(verdicts(graph, /fetches elsewhere/).includes(`pipeline s3:GetObject ${object}: identity policy`));
    grant(graph, "pipeline", allow("s3:GetObject", object));
    assert.ok(verdicts(graph, /fetches elsewhere/).includes(`pipeline s3:GetObject ${object}: allowed`));
  });
});

describe("requests of builds", () => {
  const project = (graph: Graph) => find(graph, "aws:codebuild/project:Project");

  it("find the role that the project depends on", () => {
    const graph = deliveryGraph();
    const role = graph.stacks
      .flatMap(({ resources }) => resources)
      .find(({ type, name }) => type === "aws:iam/role:Role" && name === "build")!;
    project(graph).inputs["serviceRole"] = { $unknown: true };
    project(graph).propertyDependencies["serviceRole"] = [role.urn];
    assert.deepEqual(verdicts(graph, /codebuild works/), [
      `codebuild.amazonaws.com sts:AssumeRole ${roleArn(toolchain, "build")}: allowed`,
    ]);
    project(graph).propertyDependencies["serviceRole"] = [];
    assert.match(verdicts(graph, /codebuild works/).join(), /unknown-role-of-orders-build: undecidable$/);
  });

  it("open a parameter that a customer's key encrypts", () => {
    const graph = deliveryGraph();
    const key = find(graph, "aws:kms/key:Key");
    const parameter = "/acme/orders/url";
    add(graph, "aws:ssm/parameter:Parameter", "url", { name: parameter, keyId: "alias/acme/artifacts" });
    project(graph).inputs["environment"] = {
      environmentVariables: [
        { name: "URL", type: "PARAMETER_STORE", value: parameter },
        { name: "LEVEL", type: "PLAINTEXT", value: "info" },
      ],
    };
    grant(graph, "build", allow("ssm:GetParameters", arn("ssm", `parameter${parameter}`)));
    assert.deepEqual(verdicts(graph, /reads a parameter|opens a variable/), [
      `build ssm:GetParameters ${arn("ssm", `parameter${parameter}`)}: allowed`,
      `build kms:Decrypt ${arn("kms", `key/orders.pipeline.${key.name}`)}: allowed`,
    ]);
  });

  it("read variables that the action gives, and take a text that is none for nothing", () => {
    const given = (text: string) => {
      const graph = deliveryGraph();
      act(graph, { provider: "CodeBuild", configuration: { ProjectName: "orders-build", EnvironmentVariables: text } });
      return verdicts(graph, /reads a secret/);
    };
    const secret = { name: "DATABASE", type: "SECRETS_MANAGER", value: "acme/orders/database:url:AWSCURRENT" };
    assert.deepEqual(given(JSON.stringify([secret])), [
      `build secretsmanager:GetSecretValue ${arn("secretsmanager", "secret:acme/orders/database-Abc123")}: identity policy`,
    ]);
    assert.deepEqual(given("#{no json}"), []);
  });

  it("fetch the image that a build runs in, and push to the repositories that its buildspec names", () => {
    const graph = deliveryGraph();
    const host = `${toolchain}.dkr.ecr.${region}.amazonaws.com`;
    for (const name of ["acme/orders/api", "acme/orders/api-docs"]) {
      add(graph, "aws:ecr/repository:Repository", name, { name });
    }
    Object.assign(project(graph).inputs, {
      environment: { image: `${host}/tools/node:24`, imagePullCredentialsType: "SERVICE_ROLE" },
      source: { type: "CODEPIPELINE", buildspec: `version: 0.2\n# docker push ${host}/acme/orders/api:$TAG\n` },
    });
    const repositories = verdicts(graph, /image is fetched|pushes its image/).map((each) => each.split(" ")[2]);
    assert.deepEqual(
      [...new Set(repositories)],
      ["tools/node", "acme/orders/api"].map((name) => `${arn("ecr", `repository/${name}`)}:`),
    );
    assert.equal(verdicts(graph, /enters the registry/).length, 1);
  });

  it("start the batch with the batch's role when the action asks for one", () => {
    const graph = deliveryGraph();
    project(graph).inputs["buildBatchConfig"] = { serviceRole: roleArn(toolchain, "pipeline") };
    assert.deepEqual(verdicts(graph, /batch/), []);
    act(graph, { provider: "CodeBuild", configuration: { ProjectName: "orders-build", BatchEnabled: "true" } });
    assert.deepEqual(verdicts(graph, /batch of orders-build/), [
      `pipeline codebuild:RetryBuild ${arn("codebuild", "project/orders-build")}: identity policy`,
      `pipeline codebuild:StartBuild ${arn("codebuild", "project/orders-build")}: allowed`,
      `pipeline codebuild:StopBuild ${arn("codebuild", "project/orders-build")}: identity policy`,
    ]);
  });
});

describe("requests of events", () => {
  const topicArn = arn("sns", "acme-team");

  function told(topicPolicy: Statement, keyed = false): string[] {
    const graph = deliveryGraph();
    const topic = add(graph, "aws:sns/topic:Topic", "team", {
      name: "acme-team",
      ...(keyed ? { kmsMasterKeyId: "alias/acme/artifacts" } : {}),
    });
    const unknown = { $unknown: true } as const;
    add(
      graph,
      "aws:sns/topicPolicy:TopicPolicy",
      "team-policy",
      { arn: unknown, policy: document(topicPolicy) },
      { arn: [topic.urn] },
    );
    add(graph, "aws:cloudwatch/eventRule:EventRule", "failed", { name: "acme-failed" });
    add(
      graph,
      "aws:cloudwatch/eventTarget:EventTarget",
      "target",
      { rule: "acme-failed", arn: unknown },
      { arn: [topic.urn] },
    );
    return verdicts(graph, /tells a topic/);
  }
  const publish = (service: string): Statement => ({
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sns:Publish",
    Resource: topicArn,
  });

  it("are EventBridge's own where a target names no role, and then the topic's policy decides", () => {
    assert.deepEqual(told(publish("events")), [`events.amazonaws.com sns:Publish ${topicArn}: allowed`]);
    assert.deepEqual(told(publish("budgets")), [`events.amazonaws.com sns:Publish ${topicArn}: resource policy`]);
  });

  it("miss the key of a topic that is encrypted with a key which does not let EventBridge in", () => {
    const key = arn("kms", "key/orders.pipeline.artifacts-key");
    assert.deepEqual(told(publish("events"), true), [
      `events.amazonaws.com sns:Publish ${topicArn}: allowed`,
      `events.amazonaws.com kms:Decrypt ${key}: key policy`,
      `events.amazonaws.com kms:GenerateDataKey ${key}: key policy`,
    ]);
  });
});
