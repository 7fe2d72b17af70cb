import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Program, runProgram } from "../../../runner/graph/program";
import { devProvider, problems, record } from "./recording";

const never = new Promise<never>(() => {});

/** Exactly one problem, with all of these words in it. */
function assertOne(found: string[], ...words: (string | RegExp)[]): void {
  assert.equal(found.length, 1, found.join("\n"));
  for (const word of words) assert.match(found[0]!, word instanceof RegExp ? word : new RegExp(word));
}

async function problemsOf(program: Program, patience?: number): Promise<string[]> {
  return problems({ "dev.account": program }, { patience });
}

describe("recordGraph fails aloud, with stack and resource,", () => {
  it("when a required property is missing or one is unknown, with both at once", async () => {
    const found = await problemsOf(async () => {
      const provider = devProvider();
      const inlinePolicies = [{ name: "all", polcy: "{}" }];
      new aws.iam.Role("deployer", { assumeRolePolicy: "{}", inlinePolicies }, { provider });
      const endpoint = null as unknown as string;
      new aws.sns.TopicSubscription("mail", { protocol: "email", topic: "news", endpoint }, { provider });
    });
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found[0]!, /^dev\.account: .*Role::deployer: inlinePolicies\[0\]\.polcy: /);
    assert.match(found[1]!, /^dev\.account: .*TopicSubscription::mail: endpoint: /);
  });

  it("when a data source cannot be answered", async () => {
    const found = await problemsOf(async () => {
      const provider = devProvider();
      const { insecureValue } = aws.ssm.getParameterOutput({ name: "/nobody/made/this" }, { provider });
      new aws.sns.Topic("news", { displayName: insecureValue }, { provider });
    });
    assertOne(found, /^dev\.account: /, "/nobody/made/this", "222222222222");
  });

  it("when a resource has no explicit provider", async () => {
    const found = await problemsOf(async () => {
      new aws.sns.Topic("news", {});
    });
    assertOne(found, /^dev\.account: .*Topic::news: has no explicit provider/);
  });

  it("when a provider's role is in another account than the provider allows", async () => {
    const found = await problemsOf(async () => {
      new aws.Provider("target", { region: "us-east-1", allowedAccountIds: ["222222222222"] });
    });
    assertOne(found, "aws::target: allowedAccountIds", "111111111111");
  });

  it("when two resources have one name", async () => {
    const found = await problemsOf(async () => {
      const provider = devProvider();
      new aws.sns.Topic("news", {}, { provider });
      new aws.sns.Topic("news", {}, { provider });
    });
    assertOne(found, /^dev\.account: .*Topic::news: two resources have one name/);
  });

  it("when an apply throws, awaited or not", async () => {
    const found = await problemsOf(async () => {
      const provider = devProvider();
      const topic = new aws.sns.Topic("news", { name: "news" }, { provider });
      const failing = topic.name.apply(() => {
        throw new Error("no such colour");
      });
      return { failing };
    });
    assertOne(found, /^dev\.account: .*no such colour/);
    const unawaited = await problemsOf(async () => {
      const topic = new aws.sns.Topic("news", { name: "news" }, { provider: devProvider() });
      topic.name.apply(() => {
        throw new Error("no such colour");
      });
    });
    assertOne(unawaited, /^dev\.account: .*no such colour/);
  });

  it("when a promise is rejected that nobody awaits", async () => {
    const found = await problemsOf(async () => {
      void Promise.reject(new Error("nobody listens"));
    });
    assertOne(found, /^dev\.account: nobody listens/);
  });

  it("when the program waits for ever", async () => {
    assertOne(await problemsOf(() => never, 20), /^dev\.account: the program waits/);
  });

  it("when a resource waits for an input that never comes, with its name", async () => {
    const found = await problemsOf(async () => {
      new aws.sns.Topic("news", { displayName: never }, { provider: devProvider() });
    }, 20);
    assertOne(found, /^dev\.account: .*news\[aws:sns\/topic:Topic\]/);
  });

  it("when the program throws, or reads an existing resource", async () => {
    assertOne(await problemsOf(() => Promise.reject(new Error("not today"))), /^dev\.account: not today/);
    const found = await problemsOf(async () => {
      aws.sns.Topic.get("old", "arn:aws:sns:us-east-1:222222222222:old", undefined, { provider: devProvider() });
    });
    assertOne(found, /^dev\.account: .*'old': existing resources are not read/);
  });

  it("when a remote component is one that the laptop cloud cannot expand", async () => {
    class Fleet extends pulumi.ComponentResource {
      constructor(opts: pulumi.ComponentResourceOptions) {
        super("awsx:ec2:Fleet", "fleet", {}, opts, true);
      }
    }
    const found = await problemsOf(async () => {
      new Fleet({ provider: devProvider() });
    });
    assertOne(found, /^dev\.account: awsx:ec2:Fleet 'fleet': .*cannot expand/);
  });
});

describe("recordGraph after a failure", () => {
  it("still builds the other stacks and tells their problems too", async () => {
    const alone: Program = async () => {
      new aws.sns.Topic("news", {});
    };
    const found = await problems({ "dev.account": alone, "prod.account": alone });
    assert.deepEqual(
      found.map((each) => each.split(":")[0]),
      ["dev.account", "prod.account"],
    );
  });

  it("lets nothing of a failed program into the next one", async () => {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    // Goes on while the next program is built, long after it has been given up.
    const fails: Program = async () => {
      const provider = devProvider();
      new aws.sns.Topic("news", { displayName: never }, { provider });
      woken.then(() => new aws.sns.Topic("late", {}, { provider }));
      return never;
    };
    const seen: string[] = [];
    const next: Program = async () => {
      wake();
      const topic = new aws.sns.Topic("mine", { name: "mine" }, { provider: devProvider() });
      topic.urn.apply((urn) => seen.push(urn));
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    };
    const found = await problems({ "dev.account": fails, "prod.account": next }, { patience: 20 });
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found[0]!, /^dev\.account: .*waits for something/);
    assert.match(found[1]!, /^dev\.account: .*'late': is registered after the program has ended/);
    assert.deepEqual(seen, ["urn:pulumi:prod.account::slipway::aws:sns/topic:Topic::mine"]);
    const alone = await record({ "prod.account": next });
    assert.deepEqual(
      alone.stacks[0]!.resources.map(({ name }) => name),
      ["slipway-prod.account", "target", "mine"],
    );
  });

  it("leaves the process as it was", async () => {
    const before = [process.listeners("unhandledRejection"), process.listeners("beforeExit"), Error.stackTraceLimit];
    await problemsOf(() => never, 20);
    assert.deepEqual(
      [process.listeners("unhandledRejection"), process.listeners("beforeExit"), Error.stackTraceLimit],
      before,
    );
  });
});

describe("runProgram", () => {
  it("waits for registrations that the program did not await", async () => {
    const context = {
      project: "slipway",
      stack: "dev",
      ambient: { account: "111111111111", region: "us-east-1", partition: "aws" },
      world: { parameter: async () => undefined },
      preview: true,
    };
    const recording = await runProgram(context, async () => {
      const provider = devProvider();
      const later = new Promise<string>((resolve) => setTimeout(() => resolve("later"), 5));
      new aws.sns.Topic("news", { displayName: later }, { provider });
    });
    assert.deepEqual(recording.problems, []);
    assert.equal(recording.resources.at(-1)!.inputs["displayName"], "later");
  });
});
