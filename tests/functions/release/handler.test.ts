import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { limits, naming } from "../../../catalog/naming";
import type { ActionRun, Failure } from "../../../functions/gates/aws";
import { contentDigest } from "../../../functions/gates/digest";
import { handle, type Pipeline, type ReleaseEvent } from "../../../functions/release/handler";
import { type ReleaseParameters, releaseParameters } from "../../../functions/release/request";
import { tokenLimit } from "../../../functions/release/state";
import { pack } from "../gates/archive";
import { run } from "../gates/cloud";
import { awsError } from "./world/clock";
import { type Cloud, cloud, digestOf, image } from "./world/cloud";

const images = pack([["images.json", JSON.stringify({ web: image("a") })]]);
const build = pack([["appspec.yml", "version: 0.0"]]);
const artifacts: Record<string, Buffer> = { BuildOutput: build, ImagesOutput: images };
const approved = () => contentDigest(Object.entries(artifacts).map(([name, archive]) => ({ name, archive })));

async function parameters(changes: Partial<ReleaseParameters> = {}): Promise<ReleaseParameters> {
  return {
    service: "orders",
    environment: "prod",
    pipeline: "acme-orders",
    execution: "e1",
    digest: await approved(),
    region: "us-east-1",
    role: "arn:aws:iam::222222222222:role/slipway/acme-release",
    target: "/slipway/acme/prod/orders/target",
    record: "/slipway/acme/releases/orders/prod/running",
    minutes: 60,
    ...changes,
  };
}

function event(asked: object, token?: string): ReleaseEvent {
  const inputArtifacts = Object.keys(artifacts).map((name) => ({
    name,
    location: { s3Location: { bucketName: "artifacts", objectKey: name } },
  }));
  return {
    "CodePipeline.job": {
      id: "job-1",
      data: {
        actionConfiguration: { configuration: { FunctionName: "acme-release", UserParameters: JSON.stringify(asked) } },
        inputArtifacts,
        artifactCredentials: {
          accessKeyId: "key-of-job",
          secretAccessKey: "secret-of-job",
          sessionToken: "token-of-job",
        },
        ...(token ? { continuationToken: token } : {}),
      },
    },
  };
}

interface Answers extends Pipeline {
  tokens: string[];
  passed?: { summary: string; variables: Record<string, string> };
  failed?: Failure;
  reads: string[];
}

function pipeline(changes: Partial<Pipeline> = {}): Answers {
  const actions: ActionRun[] = [run({ started: 5000 }), run({ started: 4000 }), run({ started: 0 })];
  const answers: Answers = {
    tokens: [],
    reads: [],
    artifact: async ({ key }) => {
      answers.reads.push(key);
      return artifacts[key]!;
    },
    actions: async () => actions,
    execution: async () => ({}),
    fail: async (_, failed) => {
      answers.failed = failed;
    },
    succeed: async (_, summary, variables) => {
      answers.passed = { summary, variables };
    },
    proceed: async (_, token) => {
      answers.tokens.push(token);
    },
    ...changes,
  };
  return answers;
}

const logged: string[] = [];

async function invoke(of: Cloud, answers: Pipeline, asked: object, token?: string): Promise<void> {
  const { log } = console;
  console.log = (line: string) => logged.push(line);
  const { content: _, origin: __, request: ___, ...entered } = of.world({ watched: true });
  try {
    await handle(event(asked, token), answers, async () => entered);
  } finally {
    console.log = log;
  }
}

/** Invokes again and again, as CodePipeline does, until the job has its end. */
async function pipelineRun(of: Cloud, answers: Answers, asked: object): Promise<Answers> {
  for (let invocation = 0; !answers.passed && !answers.failed; invocation += 1) {
    assert.ok(invocation < 200, "the job never ends");
    await invoke(of, answers, asked, answers.tokens.at(-1));
    of.clock.advance(30);
  }
  return answers;
}

describe("release function", () => {
  it("goes on by token until the rollout has ended, and hands on digest, revision and deployment", async () => {
    const of = cloud("native");
    const answers = await pipelineRun(of, pipeline(), await parameters());
    assert.match(answers.passed!.summary, /^prod runs sha256:.* as orders-prod:1, by d1\.$/);
    assert.deepEqual(Object.keys(answers.passed!.variables), ["Digest", "Revision", "Deployment"]);
    assert.ok(answers.tokens.length > 10);
    assert.ok(answers.tokens.every((token) => token.length <= tokenLimit));
    assert.equal(of.record!.built, 4000);
    assert.equal(of.rollouts(), 1);
  });

  it("reads artifacts only until the revision is there, and logs neither them nor credentials", async () => {
    logged.length = 0;
    const answers = await pipelineRun(cloud("lambda"), pipeline(), await parameters());
    assert.ok(answers.reads.length <= 8, answers.reads.join());
    const text = logged.join("\n");
    for (const secret of ["key-of-job", "secret-of-job", "token-of-job", "images.json"])
      assert.ok(!text.includes(secret));
  });

  it("takes the build's artifact as the zip of a function, where it lies, and records that", async () => {
    const of = cloud("lambda");
    of.target = { ...of.target, image: undefined } as typeof of.target;
    const given: unknown[] = [];
    const { updateCode } = of.lambda.api;
    of.lambda.api.updateCode = async (...asked) => {
      given.push(asked[1]);
      await updateCode(...asked);
    };
    const answers = await pipelineRun(of, pipeline(), await parameters());
    assert.ok(answers.passed, answers.failed?.message);
    const digest = `sha256:${createHash("sha256").update(build).digest("hex")}`;
    const zip = { bucket: "artifacts", key: "BuildOutput", digest };
    assert.deepEqual(given, [{ zip }]);
    assert.deepEqual(of.record!.zip, zip);
  });

  it("records no zip that has taken the place of the one that it released", async () => {
    const of = cloud("lambda");
    of.target = { ...of.target, image: undefined } as typeof of.target;
    const answers = pipeline();
    const other = pack([["index.js", "other"]]);
    answers.artifact = async ({ key }) => (key === "BuildOutput" && of.rollouts() > 0 ? other : artifacts[key]!);
    const { passed, failed } = await pipelineRun(of, answers, await parameters());
    assert.ok(passed, failed?.message);
    assert.equal(of.record!.zip, undefined);
  });

  it("takes no zip out of another service's store", async () => {
    const zip = {
      bucket: "acme-billing-artifacts-111111111111-us-east-1",
      key: "k",
      version: "v",
      digest: digestOf("a"),
    };
    const named = { BuildOutput: pack([["code.json", JSON.stringify(zip)]]), ImagesOutput: images };
    const digest = await contentDigest(Object.entries(named).map(([name, archive]) => ({ name, archive })));
    const of = cloud("lambda");
    of.target = { ...of.target, image: undefined } as typeof of.target;
    const artifact: Pipeline["artifact"] = async ({ key }) => named[key as keyof typeof named];
    const { failed } = await pipelineRun(of, pipeline({ artifact }), await parameters({ digest }));
    assert.match(failed!.message, /code\.json of the build names the bucket acme-billing-artifacts-/);
    assert.equal(of.lambda.versions.length, 1);
  });

  it("compares the artifacts with what the gates approved whenever it reads them", async () => {
    const of = cloud("lambda");
    const asked = await parameters();
    const other = pack([["images.json", JSON.stringify({ web: image("b") })]]);
    let swapped = false;
    const answers = pipeline();
    answers.artifact = async ({ key }) => (swapped && key === "ImagesOutput" ? other : artifacts[key]!);
    // A function that takes an update: the release looks again by its next invocation.
    const { api } = of.lambda;
    const asks = api.function;
    api.function = async (name) => ({ ...(await asks(name)), ...(swapped ? {} : { lastUpdate: "InProgress" }) });
    await invoke(of, answers, asked);
    assert.equal(answers.tokens.length, 1, answers.failed?.message);
    swapped = true;
    const { failed } = await pipelineRun(of, answers, asked);
    assert.match(failed!.message, /^The gates approved sha256:.*but the artifacts/);
    assert.notEqual(of.serves(), image("b"));
  });

  it("fails a job whose artifacts are not what the gates approved", async () => {
    const digest = `sha256:${"e".repeat(64)}`;
    const { failed } = await pipelineRun(cloud("native"), pipeline(), await parameters({ digest }));
    assert.match(failed!.message, /^The gates approved sha256:e+, but the artifacts/);
  });

  it("goes back to what is older in an execution that rolls a stage back, and in no other", async () => {
    const of = cloud("native");
    await pipelineRun(of, pipeline(), await parameters());
    of.record!.built = 9000;
    assert.match((await pipelineRun(of, pipeline(), await parameters())).failed!.message, /before what runs in prod/);
    const asked: string[] = [];
    const back = pipeline({
      execution: async () => ({ rollbackOf: "e0" }),
      actions: async (_, execution) => {
        asked.push(execution);
        return [run({ started: 3000 })];
      },
    });
    assert.ok((await pipelineRun(of, back, await parameters())).passed);
    assert.ok(asked.length > 0 && asked.every((execution) => execution === "e0"));
  });

  it("runs an invocation again that was killed, with one rollout", async () => {
    const of = cloud("codedeploy");
    const asked = await parameters();
    let broken = 0;
    const answers = pipeline();
    const { proceed } = answers;
    answers.proceed = async (...given) => {
      broken += 1;
      if (broken % 2 === 1) throw new Error("killed");
      await proceed(...given);
    };
    for (let invocation = 0; !answers.passed; invocation += 1) {
      assert.ok(invocation < 200 && !answers.failed, answers.failed?.message);
      await invoke(of, answers, asked, answers.tokens.at(-1)).catch((error: Error) =>
        assert.equal(error.message, "killed"),
      );
      of.clock.advance(30);
    }
    assert.equal(of.rollouts(), 1);
  });

  it("fails a job for what no further try would mend, and says that the rollout goes on", async () => {
    const of = cloud("native");
    of.around = (call) => {
      if (call === "ecs.update") throw awsError("AccessDeniedException", "iam:PassRole");
    };
    const { failed } = await pipelineRun(of, pipeline(), await parameters());
    assert.match(failed!.message, /could not go on: AccessDeniedException: iam:PassRole.*retry the stage/);
  });

  it("keeps quiet when the job has its answer already", async () => {
    const heard = () => Promise.reject(awsError("InvalidJobStateException"));
    await invoke(cloud("native"), pipeline({ proceed: heard, fail: heard }), await parameters());
    await invoke(cloud("native"), pipeline({ fail: heard }), {});
  });

  it("refuses a token of another release", async () => {
    const answers = pipeline();
    const other = JSON.stringify({ phase: "watch", began: 1, digest: `sha256:${"f".repeat(64)}` });
    for (const token of [other, "{}", "no JSON", "null"]) {
      answers.failed = undefined;
      await invoke(cloud("native"), answers, await parameters(), token);
      assert.match(answers.failed!.message, /continuation token is of no release/, token);
    }
  });

  it("fits an action's parameters with the longest names", async () => {
    const [service, environment] = ["a".repeat(limits.service), "production-ap-southeast-2"];
    const names = naming("p".repeat(limits.prefix));
    const long = await parameters({
      service,
      environment,
      pipeline: names.pipeline(service, "t".repeat(limits.account)),
      execution: "12345678-1234-1234-1234-123456789012",
      role: names.platformRoleArn("aws-us-gov", "222222222222", "release"),
      target: names.parameter(environment, service, "target"),
      record: names.runningParameter(service, environment),
      task: { name: "s".repeat(32), container: "c".repeat(32), command: ["m".repeat(100)], revision: "running" },
    });
    assert.deepEqual(releaseParameters(JSON.stringify(long)), long);
  });

  it("releases a service by its own pipelines only, to its own target, and records it there", async () => {
    const own = await parameters();
    assert.deepEqual(releaseParameters(JSON.stringify(own)), own);
    const branch = { ...own, pipeline: "acme-orders_dev" };
    assert.deepEqual(releaseParameters(JSON.stringify(branch)), branch);
    const others: Partial<ReleaseParameters>[] = [
      { pipeline: "acme-orders-api" },
      { pipeline: "acme-billing_orders" },
      { pipeline: "other-orders" },
      { target: "/slipway/acme/prod/billing/target" },
      { target: "/slipway/acme/dev/orders/target" },
      { record: "/slipway/acme/releases/billing/prod/running" },
      { role: "arn:aws:iam::222222222222:role/slipway/acme-update" },
      { service: "billing" },
    ];
    for (const other of others) {
      const text = JSON.stringify({ ...own, ...other });
      assert.throws(() => releaseParameters(text), /must be (acme-|\/slipway\/|a release role)/, text);
    }
  });

  it("asks CodePipeline about the execution under the pipeline's own name, before anything is done", async () => {
    const of = cloud("native");
    const gone = pipeline({
      execution: async (name) => {
        assert.equal(name, "acme-orders");
        throw awsError("PipelineExecutionNotFoundException", "no such execution");
      },
    });
    const { failed } = await pipelineRun(of, gone, await parameters());
    assert.match(failed!.message, /PipelineExecutionNotFoundException/);
    assert.equal(of.rollouts(), 0);
  });

  it("runs a task once for its job, however often it is killed, and again for the job of a retried stage", async () => {
    const of = cloud("native");
    const task = { name: "migrate", container: "web", command: ["npm", "run", "migrate"], revision: "new" as const };
    const asked = await parameters({ task });
    const answers = pipeline();
    const { proceed } = answers;
    let invocations = 0;
    answers.proceed = async (...given) => {
      invocations += 1;
      if (invocations % 2 === 1) throw new Error("killed");
      await proceed(...given);
    };
    while (!answers.passed) {
      assert.ok(invocations < 200 && !answers.failed, answers.failed?.message);
      await invoke(of, answers, asked, answers.tokens.at(-1)).catch((error: Error) =>
        assert.equal(error.message, "killed"),
      );
      of.clock.advance(30);
    }
    assert.match(answers.passed.summary, /^Step migrate: the task t1 of orders-prod:1 ran in prod/);
    assert.equal(of.tasks.runs.length, 1);
    assert.equal(of.rollouts(), 0);
    assert.equal(of.record, undefined);
  });

  it("says everything that is wrong with a task", async () => {
    const task = { name: "", container: "web", command: [], revision: "old", more: 1 };
    const text = JSON.stringify({ ...(await parameters()), task });
    for (const wrong of [/task\.name/, /task\.command/, /task\.revision/, /task\.more is no field/]) {
      assert.throws(() => releaseParameters(text), wrong);
    }
  });

  it("says everything that is wrong with its parameters at once", async () => {
    const wrong = {
      ...(await parameters()),
      digest: "latest",
      execution: "#{x.y}",
      role: "arn:aws:iam::1:role/admin",
      minutes: 0,
    };
    assert.throws(
      () => releaseParameters(JSON.stringify({ ...wrong, extra: 1 })),
      /digest must be.*execution must be|execution must be.*digest must be/,
    );
    for (const field of [
      "role must be",
      "minutes must be",
      "extra is no field",
      "apply the service's pipeline stack",
    ]) {
      assert.throws(() => releaseParameters(JSON.stringify({ ...wrong, extra: 1 })), new RegExp(field));
    }
    const twice = JSON.stringify(await parameters()).replace("{", '{"service":"billing",');
    for (const text of [undefined, "", "[]", "null", "service=orders", twice]) {
      assert.throws(() => releaseParameters(text), /must be a JSON object, each field once/, text);
    }
  });
});
