import assert from "node:assert/strict";
import { type Proof, proveRequests } from "../../../analysis/authorization";
import type { Graph } from "../../../analysis/graph/types";
import {
  assertRefused,
  catalog,
  changeStatements,
  organizationGraph,
  organizationProofs,
  refusals,
  resourcesOf,
  withoutGrant,
  withoutTrust,
} from "./organization-graph";

const { names, organization } = catalog;
const toolchain = organization.accounts["toolchain"]!;
const partition = "aws";
const region = organization.home;
const trackRole = (service: string, role: "build" | "source" | "start" | "batch", track?: string) =>
  names.trackRoleArn(partition, toolchain, service, track, role);
const nameOf = (arn: string) => arn.split("/").at(-1)!;
const pipelineRole = names.pipelineRoleArn(partition, toolchain);

describe("proof of delivery pipelines, from the recorded programs", function () {
  this.timeout(60_000);
  let graph: Graph;
  let proofs: Proof[];

  before(async () => {
    proofs = await organizationProofs();
  });
  beforeEach(async () => {
    graph = await organizationGraph();
  });

  const by = (proof: Proof, arn: string) => {
    const { caller } = proof.request.request;
    return caller.kind === "principal" && caller.arn === arn;
  };
  const asks = (proof: Proof, action: string, resource: string | RegExp = /./) => {
    const { request } = proof.request;
    const fits = typeof resource === "string" ? request.resource === resource : resource.test(request.resource);
    return request.action === action && fits;
  };
  const asked = (action: string, resource: RegExp, what = /./) =>
    proofs.some((proof) => asks(proof, action, resource) && what.test(proof.request.what));

  it("asks for what each kind of source, build, gate, rule and approval needs", () => {
    for (const [action, resource] of [
      ["codeconnections:UseConnection", /connection\//],
      ["codecommit:UploadArchive", /:ledger$/],
      ["s3:GetObjectVersion", /globex-rates\/daily\/rates\.zip$/],
      ["ecr:DescribeImages", /repository\/globex\/platform\/runtime$/],
      ["sts:AssumeRole", /globex-ledger-source$/],
      ["lambda:InvokeFunction", /function:globex-gates$/],
      ["ssm:GetParameters", /parameter\/slipway\/globex\/pipelines\/globex-ledger\/definition$/],
      ["ssm:GetParameters", /parameter\/slipway\/globex\/releases\/ledger\/prod$/],
      ["ssm:PutParameter", /parameter\/slipway\/globex\/releases\/ledger\/test$/],
      ["codepipeline:PutJobSuccessResult", /^\*$/],
      ["codepipeline:StopPipelineExecution", /:globex-payments$/],
      ["cloudwatch:DescribeAlarms", /alarm:\*$/],
      ["sns:Publish", /globex-ledger$/],
      ["codepipeline:StartPipelineExecution", /:globex-ledger$/],
      ["codebuild:StartBuildBatch", /project\/globex-ledger-build$/],
      ["codebuild:BatchPutTestCases", /report-group\/globex-ledger-build-unit$/],
      ["codebuild:BatchPutCodeCoverages", /report-group\/globex-ledger-build-coverage$/],
      ["ssm:GetParameters", /parameter\/globex\/ledger\/rates-url$/],
      ["secretsmanager:GetSecretValue", /secret:globex\/ledger\/database-\w{6}$/],
      ["ecr:PutImage", /repository\/globex\/ledger\/worker$/],
      ["ecr:GetAuthorizationToken", /^\*$/],
      ["ecr:BatchImportUpstreamImage", /repository\/.+\/any$/],
      ["ec2:CreateNetworkInterfacePermission", /network-interface\//],
    ] as const) {
      assert.ok(asked(action, resource), `${action} on ${resource}`);
    }
    assert.ok(asked("sts:AssumeRole", /globex-ledger-batch$/, /codebuild works as/));
    assert.ok(asked("sts:AssumeRole", /globex-gates$/, /lambda works as/));
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
      assert.ok(asked(action, /:key\//, /announces an approval/), `approval: ${action}`);
      assert.ok(asked(action, /:key\//, /tells a topic/), `rule: ${action}`);
    }
  });

  it("knows the role of a build that is made in the same stack, for each project of its own", () => {
    const stack = resourcesOf(graph, "aws:codebuild/project:Project");
    for (const { inputs } of stack) {
      const works = new RegExp(`codebuild works as \\S+ for ${String(inputs["name"])}$`);
      assert.ok(asked("sts:AssumeRole", /role\/services\/globex-[\w-]+-(build|test)$/, works), String(inputs["name"]));
    }
  });

  it("asks for the writing of artifacts only for builds that leave any, and of caches where they are", () => {
    const writers = proveRequests(graph).flatMap(({ request: { request, what } }) =>
      request.action === "s3:PutObject" && /the build writes/.test(what) && request.caller.kind === "principal"
        ? [`${nameOf(request.caller.arn)} ${request.resource.split("/").slice(1).join("/")}`]
        : [],
    );
    assert.ok(writers.includes("globex-ledger-build globex-ledger/artifact"), writers.join("\n"));
    assert.ok(writers.includes("globex-ledger-build cache/build/file"), writers.join("\n"));
    assert.deepEqual(
      writers.filter((each) => each.includes("-test ")),
      [],
    );
  });

  it("misses exactly the step into a source role without its trust", () => {
    const source = trackRole("ledger", "source");
    withoutTrust(graph, nameOf(source));
    const step = (proof: Proof) => asks(proof, "sts:AssumeRole", source);
    assertRefused(graph, proofs, step, { verdict: "missing", sides: ["trust policy"] });
  });

  it("misses exactly the gates of trunks without the pipeline role's right to invoke", () => {
    withoutGrant(graph, names.pipelineRole(), "lambda:InvokeFunction");
    const invoked = (proof: Proof) => by(proof, pipelineRole) && asks(proof, "lambda:InvokeFunction");
    assertRefused(graph, proofs, invoked, { verdict: "missing", sides: ["identity policy"] });
  });

  it("denies exactly what a topic's policy no longer lets the pipeline publish", () => {
    const topic = `arn:${partition}:sns:${region}:${toolchain}:${names.topic("ledger")}`;
    const changed = resourcesOf(graph, "aws:sns/topicPolicy:TopicPolicy").filter((each) =>
      changeStatements(each, "policy", (statement) => {
        const text = JSON.stringify(statement);
        return text.includes(`${topic}"`)
          ? JSON.parse(text.replaceAll(`"${pipelineRole}"`, `"${pipelineRole}-x"`))
          : statement;
      }),
    );
    assert.equal(changed.length, 1);
    const published = (proof: Proof) => by(proof, pipelineRole) && asks(proof, "sns:Publish", topic);
    assert.ok(proofs.some(published));
    const refused = refusals(graph);
    assert.deepEqual(
      [...refused.keys()],
      proofs.filter(published).map(({ request }) => request.id),
    );
    for (const { verdict } of refused.values()) assert.equal(verdict, "denied");
  });

  it("misses exactly the use of the notifications' key when its policy names no publisher", () => {
    const keys = resourcesOf(graph, "aws:kms/key:Key").filter((each) =>
      changeStatements(each, "policy", (statement) =>
        JSON.stringify(statement).includes(`sns.${region}.amazonaws.com`) ? undefined : statement,
      ),
    );
    assert.equal(keys.length, 1);
    const opened = ({ request: { request } }: Proof) =>
      request.action.startsWith("kms:") && "kms:EncryptionContext:aws:sns:topicArn" in (request.context ?? {});
    assertRefused(graph, proofs, opened, { verdict: "missing", sides: ["key policy"] });
  });

  it("finds that the role which events start a pipeline with is made by nobody", () => {
    const start = nameOf(trackRole("ledger", "start"));
    for (const stack of graph.stacks) {
      stack.resources = stack.resources.filter(({ inputs }) => inputs["name"] !== start && inputs["role"] !== start);
    }
    const refused = [...refusals(graph)];
    assert.ok(refused.some(([id]) => id.includes("codepipeline:StartPipelineExecution")));
    for (const [id, verdict] of refused) {
      assert.match(id, /^ledger\.pipeline: /);
      // Nobody can hand it on either.
      if (/iam:PassRole .*EventTarget/.test(id)) continue;
      assert.match(id, /events works as|starts a pipeline/);
      assert.equal(verdict.verdict, "undecidable");
      assert.match(JSON.stringify(verdict), /does not exist/);
    }
  });

  it("misses exactly the rule that has another name than the start role admits", () => {
    const [rule] = resourcesOf(graph, "aws:cloudwatch/eventTarget:EventTarget").filter(({ inputs }) =>
      String(inputs["arn"]).endsWith(`:${names.pipeline("ledger")}`),
    );
    rule!.inputs["rule"] = "globex-renamed";
    const refused = [...refusals(graph)];
    assert.deepEqual(
      refused.map(([, verdict]) => verdict),
      [{ verdict: "missing", sides: ["trust policy"] }],
    );
    assert.match(refused[0]![0], /events works as globex-ledger-start for globex-renamed/);
  });

  it("misses exactly one service's images when its build role may not push", () => {
    withoutGrant(graph, nameOf(trackRole("ledger", "build")), "ecr:PutImage");
    const refused = refusals(graph);
    const pushed = proofs.filter((proof) => asks(proof, "ecr:PutImage", /repository\/globex\/ledger\//));
    assert.ok(pushed.length > 0);
    for (const { request } of pushed) {
      assert.deepEqual(refused.get(request.id), { verdict: "missing", sides: ["identity policy"] });
    }
    for (const id of refused.keys()) assert.match(id, /the build pushes its image/);
  });

  it("says that a function which no stack makes does not exist", () => {
    for (const stack of graph.stacks) {
      stack.resources = stack.resources.filter(
        ({ type, inputs }) => type !== "aws:lambda/function:Function" || inputs["name"] !== names.gates,
      );
    }
    const refused = [...refusals(graph)];
    assert.ok(refused.length > 0);
    for (const [id, verdict] of refused) {
      // The settings of its calls are made by themselves.
      assert.match(id, /lambda:InvokeFunction|a run \w+ FunctionEventInvokeConfig/);
      assert.match(JSON.stringify(verdict), /undecidable.*does not exist/);
    }
  });
});
