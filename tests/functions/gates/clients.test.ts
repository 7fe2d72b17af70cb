import assert from "node:assert/strict";
import type { ArtifactCredentials } from "../../../functions/gates/aws";
import { awsOf, type Clients } from "../../../functions/gates/clients";
import { commitAuthor } from "../../../functions/gates/code-commit";

interface Sent {
  service: string;
  command: string;
  input: Record<string, unknown>;
}

/** Clients that answer from a queue, and what was sent to them. */
function clients(...answers: object[]) {
  const sent: Sent[] = [];
  const used: ArtifactCredentials[] = [];
  const of = (service: string) => ({
    async send(command: { constructor: { name: string }; input: Record<string, unknown> }) {
      sent.push({ service, command: command.constructor.name, input: command.input });
      return answers.shift() ?? {};
    },
  });
  const s3 = (credentials: ArtifactCredentials) => {
    used.push(credentials);
    return of("s3");
  };
  const commitAuthor = async (repository: string, commit: string) => `author of ${repository} ${commit}`;
  const fakes = { codepipeline: of("codepipeline"), ssm: of("ssm"), s3, commitAuthor } as unknown as Clients;
  return { aws: awsOf(fakes), sent, used };
}

describe("the gates' calls to AWS", () => {
  it("read every page of an execution's actions", async () => {
    const startTime = new Date(5);
    const first = {
      actionExecutionDetails: [
        {
          actionExecutionId: "a1",
          stageName: "Source",
          actionName: "Source",
          status: "Succeeded",
          startTime,
          input: { actionTypeId: { category: "Source", provider: "CodeStarSourceConnection" } },
          output: { outputVariables: { AuthorEmail: "ann@acme.com" } },
        },
      ],
      nextToken: "more",
    };
    const second = {
      actionExecutionDetails: [{ stageName: "Prod", actionName: "Approve", updatedBy: "arn:aws:iam::1:user/bob" }],
    };
    const { aws, sent } = clients(first, second);
    const runs = await aws.actions("acme-orders", "e1");
    assert.deepEqual(runs[0], {
      id: "a1",
      stage: "Source",
      action: "Source",
      category: "Source",
      provider: "CodeStarSourceConnection",
      status: "Succeeded",
      started: 5,
      updatedBy: undefined,
      variables: { AuthorEmail: "ann@acme.com" },
    });
    assert.equal(runs[1]!.updatedBy, "arn:aws:iam::1:user/bob");
    assert.deepEqual(
      sent.map(({ input }) => [input["filter"], input["nextToken"]]),
      [
        [{ pipelineExecutionId: "e1" }, undefined],
        [{ pipelineExecutionId: "e1" }, "more"],
      ],
    );
  });

  it("read parameters ten at a time", async () => {
    const names = Array.from({ length: 23 }, (_, index) => `/p/${index}`);
    const { aws, sent } = clients(
      { Parameters: [{ Name: "/p/0", Value: "zero" }] },
      {},
      {
        Parameters: [{ Name: "/p/22", Value: "last" }],
      },
    );
    assert.deepEqual(
      [...(await aws.parameters(names))],
      [
        ["/p/0", "zero"],
        ["/p/22", "last"],
      ],
    );
    assert.deepEqual(
      sent.map(({ input }) => (input["Names"] as string[]).length),
      [10, 10, 3],
    );
  });

  it("read an artifact with the given credentials, and only up to the limit", async () => {
    const credentials = { accessKeyId: "a", secretAccessKey: "s", sessionToken: "t" };
    const body = { transformToByteArray: async () => Uint8Array.from([1, 2, 3]) };
    const { aws, sent, used } = clients({ Body: body, ContentLength: 3 }, { Body: body, ContentLength: 4 });
    const place = { bucket: "artifacts", key: "orders/1" };
    assert.deepEqual(await aws.artifact(place, credentials, 3), Buffer.from([1, 2, 3]));
    assert.deepEqual(sent[0], {
      service: "s3",
      command: "GetObjectCommand",
      input: { Bucket: "artifacts", Key: "orders/1" },
    });
    assert.deepEqual(used, [credentials]);
    await assert.rejects(aws.artifact(place, credentials, 3), /has 4 bytes; the gates read at most 3 of it/);
    const unmeasured = clients({ Body: body }).aws;
    await assert.rejects(unmeasured.artifact(place, credentials, 3), /unknown number of bytes/);
  });

  it("read executions and stages, and answer jobs", async () => {
    const stage = {
      stageName: "Prod",
      latestExecution: { pipelineExecutionId: "e1", status: "InProgress" },
      actionStates: [{ actionName: "Approve", latestExecution: { actionExecutionId: "a", lastUpdatedBy: "bob" } }, {}],
    };
    const { aws, sent } = clients(
      { pipelineExecution: { trigger: { triggerType: "CreatePipeline" } } },
      { pipelineExecution: { rollbackMetadata: { rollbackTargetPipelineExecutionId: "e0" } } },
      {
        stageStates: [stage],
      },
    );
    assert.deepEqual(await aws.execution("acme-orders", "e1"), { trigger: "CreatePipeline", rollbackOf: undefined });
    assert.deepEqual(await aws.execution("acme-orders", "e2"), { trigger: undefined, rollbackOf: "e0" });
    const [prod] = await aws.stages("acme-orders");
    assert.deepEqual([prod!.stage, prod!.execution, prod!.status], ["Prod", "e1", "InProgress"]);
    assert.deepEqual(prod!.actions["Approve"], { id: "a", updatedBy: "bob" });
    await aws.stop("acme-orders", "e0", { abandon: true, reason: "newer" });
    await aws.writeParameter("/p", "v");
    await aws.succeed("job", "done", { Digest: "d" });
    await aws.fail("job", { type: "JobFailed", message: "no" });
    assert.deepEqual(
      sent.slice(3).map(({ command, input }) => [command, input]),
      [
        [
          "StopPipelineExecutionCommand",
          { pipelineName: "acme-orders", pipelineExecutionId: "e0", abandon: true, reason: "newer" },
        ],
        ["PutParameterCommand", { Name: "/p", Value: "v", Type: "String", Overwrite: true }],
        [
          "PutJobSuccessResultCommand",
          { jobId: "job", executionDetails: { summary: "done" }, outputVariables: { Digest: "d" } },
        ],
        ["PutJobFailureResultCommand", { jobId: "job", failureDetails: { type: "JobFailed", message: "no" } }],
      ],
    );
  });

  it("read a commit's author with the package of the runtime, which is loaded then only", async () => {
    const asked: unknown[] = [];
    const loaded: string[] = [];
    class GetCommitCommand {
      constructor(readonly input: object) {}
    }
    class CodeCommitClient {
      async send(command: GetCommitCommand) {
        asked.push(command.input);
        return { commit: { author: { email: "ann@acme.com" } } };
      }
    }
    const load = (name: string) => {
      loaded.push(name);
      return { CodeCommitClient, GetCommitCommand };
    };
    assert.equal(await commitAuthor("orders", "c0ffee", load), "ann@acme.com");
    assert.deepEqual(asked, [{ repositoryName: "orders", commitId: "c0ffee" }]);
    assert.deepEqual(loaded, ["@aws-sdk/client-codecommit"]);
    assert.equal(await clients().aws.commitAuthor("orders", "c0ffee"), "author of orders c0ffee");
  });
});
