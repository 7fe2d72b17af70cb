import assert from "node:assert/strict";
import { type RolloutOptions, rollout } from "../../../runner/commands/rollout";
import { exitCode, exitCodes } from "../../../runner/exit";
import type { Rollout } from "../../../runner/rollout/services";
import type { Session } from "../../../runner/session";
import { fixture } from "../../catalog/organization";
import { accounts, catalogOf, type ServiceFile } from "../../catalog/pipeline/sample";
import { awsError } from "../../functions/release/world/clock";
import { slipway } from "./slipway";

const certificate = (id: string) => `arn:aws:acm:us-east-1:${id}:certificate/1`;
const containers: Partial<ServiceFile> = {
  target: {
    kind: "ecs",
    containers: [{ name: "web", port: 8080 }],
    health: "/health",
    loadBalancer: { certificate: { dev: certificate(accounts.dev), prod: certificate(accounts.prod) } },
  },
  build: { images: [{ name: "web" }] },
};

const running: Rollout = {
  controller: "native",
  deployment: "arn:aws:ecs:us-east-1:333333333333:service-deployment/acme-prod/acme-orders-prod/1",
  status: "IN_PROGRESS",
  stage: "PRODUCTION_TRAFFIC_SHIFT",
  traffic: 10,
  revision: "acme-orders-prod:7",
  images: { web: `registry/web@sha256:${"a".repeat(64)}` },
  back: false,
};
const paused: Rollout = {
  ...running,
  stage: "POST_PRODUCTION_TRAFFIC_SHIFT",
  waits: { hook: "ecs-pause-1", until: "2026-03-01T13:00:00Z" },
};
const ready: Rollout = {
  controller: "codedeploy",
  deployment: "d-000000001",
  status: "Ready",
  back: false,
  waits: { minutes: 45 },
};

interface Shown {
  said: string;
  progress: string;
  results: Record<string, unknown>[];
  answers: [answer: string, deployment: string][];
  code: number;
  error?: Error;
}

interface Scene {
  found?: Rollout;
  /** What looking or answering ends with. */
  look?: Error;
  answer?: Error;
  file?: Partial<ServiceFile>;
  cloud?: "aws" | "laptop";
}

async function run(scene: Scene, options: RolloutOptions): Promise<Shown> {
  const { found, look, answer, file = containers, cloud = "aws" } = scene;
  const shown: Shown = { said: "", progress: "", results: [], answers: [], code: exitCodes.done };
  const session: Session = {
    catalog: catalogOf(file),
    terminal: {
      json: false,
      say: (text) => {
        shown.said += text;
      },
      progress: (text) => {
        shown.progress += text;
      },
      result: (value) => shown.results.push(value as Record<string, unknown>),
    },
    cloud: async () => ({ kind: cloud }) as Awaited<ReturnType<Session["cloud"]>>,
    pulumi: () => Promise.reject(new Error("no engine is asked")),
  };
  const given = (name: string) => async (one: Rollout) => {
    if (answer) throw answer;
    shown.answers.push([name, one.deployment]);
  };
  try {
    await rollout(session, "orders", "prod", options, async () => ({
      async look() {
        if (look) throw look;
        return found;
      },
      goOn: given("continue"),
      goBack: given("back"),
    }));
  } catch (error) {
    shown.error = error as Error;
    shown.code = exitCode(error);
  }
  return shown;
}

describe("slipway rollout", () => {
  it("shows what is under way, what it waits for and until when, and changes nothing", async () => {
    const { said, results, answers } = await run({ found: paused }, {});
    assert.match(said, /^orders to prod: a rollout by ECS waits for a person\n/);
    for (const line of [
      /deployment +arn:aws:ecs:\S+\/1$/m,
      /status +IN_PROGRESS, POST_PRODUCTION_TRAFFIC_SHIFT$/m,
      /revision +acme-orders-prod:7$/m,
      /image +web registry\/web@sha256:a{64}$/m,
      /traffic +10 percent to the new revision$/m,
      /waits for +a person, until 2026-03-01T13:00:00Z: `slipway rollout orders prod --continue` or `--back`$/m,
    ]) {
      assert.match(said, line);
    }
    assert.deepEqual(results, [{ service: "orders", environment: "prod", rollout: paused }]);
    assert.deepEqual(answers, []);
  });

  it("tells a rollout that waits for nobody, one of CodeDeploy that is ready, and one that goes back, apart", async () => {
    assert.match((await run({ found: running }, {})).said, /by ECS is under way\n[\s\S]*waits for +nobody$/);
    const waiting = (await run({ found: ready }, {})).said;
    assert.match(waiting, /by CodeDeploy waits for a person\n[\s\S]*waits for +a person, 45 minutes at most: `slipway/);
    const back = (await run({ found: { ...paused, back: true } }, {})).said;
    assert.match(back, /is being rolled back\n[\s\S]*waits for +the end of the rollback$/);
  });

  it("says where nothing is rolled out, and fails of it only when it is to be answered", async () => {
    const { said, results, code } = await run({}, {});
    assert.equal(said, "orders to prod: nothing is being rolled out.");
    assert.deepEqual(results, [{ service: "orders", environment: "prod", rollout: null }]);
    assert.equal(code, exitCodes.done);
    for (const options of [{ continue: true }, { back: true }]) {
      const refused = await run({}, { ...options, yes: true });
      assert.equal(refused.code, exitCodes.refused);
      assert.match(refused.error!.message, /nothing is being rolled out/);
    }
  });

  for (const found of [paused, ready]) {
    it(`lets it go on, or has it rolled back, that waits for a person (${found.controller})`, async () => {
      const on = await run({ found }, { continue: true, yes: true });
      assert.deepEqual(on.answers, [["continue", found.deployment]]);
      assert.match(on.progress, /waits for a person/);
      assert.match(on.said, /^orders to prod: \S+ goes on\.$/);
      assert.deepEqual(on.results, [{ service: "orders", environment: "prod", rollout: found, answer: "continue" }]);
      const back = await run({ found }, { back: true, yes: true });
      assert.deepEqual(back.answers, [["back", found.deployment]]);
      assert.match(back.said, /is being rolled back\.$/);
    });
  }

  it("has a rollout rolled back that waits for nobody, and refuses to let it go on", async () => {
    assert.deepEqual((await run({ found: running }, { back: true, yes: true })).answers, [
      ["back", running.deployment],
    ]);
    const { code, error, answers } = await run({ found: running }, { continue: true, yes: true });
    assert.equal(code, exitCodes.refused);
    assert.match(error!.message, /IN_PROGRESS, PRODUCTION_TRAFFIC_SHIFT\) waits for nobody/);
    assert.deepEqual(answers, []);
  });

  it("refuses both answers to what is being rolled back already", async () => {
    for (const options of [{ continue: true }, { back: true }]) {
      const { code, error } = await run({ found: { ...running, back: true } }, { ...options, yes: true });
      assert.equal(code, exitCodes.refused);
      assert.match(error!.message, /is being rolled back already/);
    }
  });

  it("asks before it answers in AWS, and answers nothing where nobody can be asked; the laptop needs no question", async () => {
    const { isTTY } = process.stdin;
    process.stdin.isTTY = false;
    try {
      const { code, error, answers } = await run({ found: paused }, { continue: true });
      assert.equal(code, exitCodes.usage);
      assert.match(error!.message, /slipway rollout --continue: nobody can be asked here; pass --yes/);
      assert.deepEqual(answers, []);
      assert.equal((await run({ found: paused, cloud: "laptop" }, { back: true })).answers.length, 1);
    } finally {
      process.stdin.isTTY = isTTY;
    }
  });

  it("refuses what cannot be seen, and what AWS refuses to be answered", async () => {
    const unseen = await run({ look: awsError("AccessDeniedException") }, {});
    assert.equal(unseen.code, exitCodes.refused);
    assert.match(unseen.error!.message, /cannot be seen: AccessDeniedException/);
    const fault = Object.assign(awsError("InvalidParameterException"), { $fault: "client" });
    const late = await run({ found: paused, answer: fault }, { continue: true, yes: true });
    assert.equal(late.code, exitCodes.refused);
    assert.match(late.error!.message, /was not answered: InvalidParameterException/);
  });

  it("fails where it does not know whether its answer has come", async () => {
    const { code, error } = await run({ found: paused, answer: awsError("TimeoutError") }, { back: true, yes: true });
    assert.equal(code, exitCodes.failed);
    assert.match(error!.message, /not known: TimeoutError.*Look at it again/);
  });

  it("takes one answer, not two", async () => {
    assert.equal((await run({ found: paused }, { continue: true, back: true })).code, exitCodes.usage);
  });

  it("refuses a service on instances, which has no rollout that could wait", async () => {
    const { code, error } = await run({ file: {}, found: paused }, { continue: true, yes: true });
    assert.equal(code, exitCodes.refused);
    assert.match(error!.message, /runs on instances/);
  });

  it("refuses wrong words with what would be right", async () => {
    for (const [words, wrong] of [
      [["rollout", "shop", "prod"], /no service shop; there are .*web/],
      [["rollout", "web", "paris"], /no environment paris; there are/],
      [["rollout", "web", "prod-eu-west-1"], /has no stage in prod-eu-west-1; it has test, prod/],
      [["rollout", "web", "prod", "--continue", "--back"], /give one/],
    ] as const) {
      const { code, stderr } = await slipway("-C", fixture, ...words);
      assert.equal(code, exitCodes.usage, stderr);
      assert.match(stderr, wrong);
    }
  });
});
