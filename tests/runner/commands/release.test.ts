import assert from "node:assert/strict";
import { beginning } from "../../../functions/release/state";
import { step } from "../../../functions/release/step";
import type { Running } from "../../../functions/release/world";
import { type ReleaseOptions, release } from "../../../runner/commands/release";
import { exitCode, exitCodes } from "../../../runner/exit";
import type { ReleaseServices, UnderWay } from "../../../runner/release/services";
import type { Session } from "../../../runner/session";
import { fixture } from "../../catalog/organization";
import { accounts, catalogOf, type ServiceFile } from "../../catalog/pipeline/sample";
import { awsError } from "../../functions/release/world/clock";
import { type Cloud, cloud, digestOf, image, type Platform } from "../../functions/release/world/cloud";
import { release as released, summary } from "../../functions/release/world/run";
import { slipway } from "./slipway";

const certificate = (id: string) => `arn:aws:acm:us-east-1:${id}:certificate/1`;
const files: Record<Platform | "fleet" | "standard", Partial<ServiceFile>> = {
  native: {
    target: {
      kind: "ecs",
      containers: [{ name: "web", port: 8080 }],
      health: "/health",
      loadBalancer: { certificate: { dev: certificate(accounts.dev), prod: certificate(accounts.prod) } },
    },
    build: { images: [{ name: "web" }] },
  },
  codedeploy: {},
  lambda: {
    target: { kind: "lambda", package: "image", placeholder: { dev: image("0"), prod: image("0") } },
    build: { images: [{ name: "web" }] },
  },
  fleet: {},
  standard: {},
};
files.standard = { ...files.native, deploy: "standard" };

interface Shown {
  said: string[];
  progress: string[];
  results: Record<string, unknown>[];
  code: number;
  error?: Error;
}

interface Company {
  of: Cloud;
  /** Histories by parameter, the newest first. */
  histories: Record<string, Running[]>;
  open?: UnderWay;
  asked: { stage: string; action: string }[];
  written: Record<string, string>;
  services: ReleaseServices;
}

const record = "/slipway/acme/releases/orders/prod/running";

function company(platform: Platform = "native"): Company {
  const of = cloud(platform);
  const made: Company = {
    of,
    histories: {},
    asked: [],
    written: {},
    services: {
      who: "by-hand/anna@acme.example",
      async enter() {
        const { content: _, origin: __, request: ___, ...entered } = of.world({ watched: true });
        return entered;
      },
      history: async (parameter) => made.histories[parameter] ?? [],
      async underWay(pipeline, actions) {
        assert.equal(pipeline, "acme-orders");
        made.asked = actions;
        return made.open;
      },
      async writeParameter(name, value) {
        made.written[name] = value;
      },
      sleep: async (seconds) => of.clock.advance(seconds),
      now: () => of.clock.now(),
    },
  };
  return made;
}

/** A company whose production has run `a` and then `b`. */
async function running(platform: Platform = "native"): Promise<Company> {
  const made = company(platform);
  const ran: Running[] = [];
  for (const [letter, built] of [
    ["a", 1000],
    ["b", 2000],
  ] as const) {
    assert.match(summary(await released(made.of, { letter, origin: { built } })), /^passed/);
    ran.unshift(structuredClone(made.of.record!));
  }
  made.histories[record] = ran;
  return made;
}

/** What dev has run, and what its checks have said of it. */
function passed(of: Company, letter: string, verdict = true): void {
  const ran = { ...of.of.record!, digest: digestOf(letter), images: { web: image(letter) }, built: 3000 };
  of.histories["/slipway/acme/releases/orders/dev/running"] = [ran];
  of.histories["/slipway/acme/releases/orders/dev"] = [{ ...ran, passed: verdict } as Running];
}

async function run(
  of: Company,
  options: ReleaseOptions,
  file: keyof typeof files = "native",
  where = "prod",
): Promise<Shown> {
  const shown: Shown = { said: [], progress: [], results: [], code: 0 };
  const session: Session = {
    catalog: catalogOf(files[file]),
    terminal: {
      json: false,
      say: (text) => shown.said.push(text),
      progress: (text) => shown.progress.push(text),
      result: (value) => shown.results.push(value as Record<string, unknown>),
    },
    cloud: () => Promise.reject(new Error("no cloud is asked")),
    pulumi: () => Promise.reject(new Error("no engine is asked")),
  };
  const { exitCode: before } = process;
  process.exitCode = undefined;
  try {
    await release(session, "orders", where, { yes: true, ...options }, async () => of.services);
    shown.code = Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    shown.error = error as Error;
    shown.code = exitCode(error);
  } finally {
    process.exitCode = before;
  }
  return shown;
}

describe("slipway release", () => {
  for (const platform of ["native", "lambda"] as const) {
    it(`goes back to what the environment has run, when that is asked for (${platform})`, async () => {
      const of = await running(platform);
      const { code, said, progress, results } = await run(of, { digest: digestOf("a"), rollback: true }, platform);
      assert.equal(code, exitCodes.done);
      assert.equal(of.of.serves(), image("a"));
      assert.match(said.join(), new RegExp(`^prod runs ${digestOf("a")} as`));
      assert.ok(progress.some((line) => /^orders to prod: Waiting for/.test(line)));
      assert.match(progress[0]!, /prod ran it since/);
      assert.equal(results[0]!["passed"], true);
      assert.equal(of.of.record!.execution, "by-hand/anna@acme.example");
    });
  }

  it("tells the gates, so that the pipeline does not skip what was taken back", async () => {
    const of = await running();
    await run(of, { digest: digestOf("a"), rollback: true });
    const { digest, passed } = JSON.parse(of.written["/slipway/acme/releases/orders/prod"]!) as Record<string, unknown>;
    assert.deepEqual([digest, passed], [digestOf("a"), false]);
  });

  it("refuses what is older than what runs without --rollback, and changes nothing", async () => {
    const of = await running();
    const { code, error } = await run(of, { digest: digestOf("a") });
    assert.equal(code, exitCodes.refused);
    assert.match(error!.message, /ask for a rollback/);
    assert.equal(of.of.rollouts(), 2);
    assert.deepEqual(of.written, {});
  });

  it("promotes what another environment has run", async () => {
    const of = await running();
    passed(of, "c");
    const { code, progress } = await run(of, { digest: digestOf("c") });
    assert.equal(code, exitCodes.done, progress.join("\n"));
    assert.match(progress[0]!, /dev ran it since/);
    assert.equal(of.of.serves(), image("c"));
  });

  it("brings to production nothing that it has not run and no earlier stage has passed, whatever else has run it", async () => {
    const of = await running();
    const refused = async (digest: string) => {
      const { code, error } = await run(of, { digest, rollback: true });
      assert.equal(code, exitCodes.refused);
      assert.match(error!.message, /prod has never run sha256:.*nor have the checks of dev passed it/);
    };
    await refused(digestOf("d"));
    passed(of, "c", false);
    await refused(digestOf("c"));
    assert.equal(of.of.rollouts(), 2);
    assert.deepEqual(of.written, {});
    passed(of, "c");
    assert.equal((await run(of, { digest: digestOf("c") })).code, exitCodes.done);
  });

  it("asks for no approval where no pipeline runs that could have one", async () => {
    const of = await running();
    of.services.approves = false;
    assert.equal((await run(of, { digest: digestOf("d") })).code, exitCodes.done);
  });

  it("takes the digest of the service's only image, in its own repository, outside of production", async () => {
    const of = company();
    const { code } = await run(of, { digest: digestOf("d") }, "native", "dev");
    assert.equal(code, exitCodes.done);
    assert.equal(of.of.serves(), image("d"));
  });

  it("takes a zip for a function of a zip only", async () => {
    const of = await running();
    const { code, error } = await run(of, { digest: digestOf("f"), zip: "s3://artifacts/orders/new" }, "native", "dev");
    assert.equal(code, exitCodes.usage, error?.message);
    assert.match(error!.message, /--zip is for functions that are a zip/);
  });

  it("goes back to a zip by what the record says of it", async () => {
    const of = await running("lambda");
    of.of.target = { ...of.of.target, image: undefined } as typeof of.of.target;
    const zip = { bucket: "artifacts", key: "orders/old", digest: digestOf("9") };
    of.histories[record]!.push({ ...of.of.record!, digest: digestOf("8"), zip, built: 500 });
    const { code, progress } = await run(of, { digest: digestOf("8"), rollback: true }, "lambda");
    assert.equal(code, exitCodes.done, progress.join("\n"));
    assert.deepEqual(of.of.record!.zip, zip);
  });

  it("refuses a digest that nothing tells the images of, and says which are known", async () => {
    const of = await running("lambda");
    of.of.target = { ...of.of.target, image: undefined } as typeof of.of.target;
    const { code, error } = await run(of, { digest: digestOf("e") }, "lambda", "dev");
    assert.equal(code, exitCodes.refused);
    assert.match(error!.message, /No environment of the service has run sha256:e+/);
    assert.match(error!.message, new RegExp(`${digestOf("b")}  prod, `));
  });

  it("refuses while the pipeline is releasing to the environment, by its release and its tasks", async () => {
    const of = await running();
    of.open = { execution: "e7", stage: "prod", action: "Deploy" };
    const { code, error } = await run(of, { digest: digestOf("a"), rollback: true });
    assert.equal(code, exitCodes.refused);
    assert.match(error!.message, /is releasing to prod now: execution e7, stage prod, action Deploy/);
    assert.deepEqual(of.asked, [{ stage: "prod", action: "Deploy" }]);
    assert.equal(of.of.rollouts(), 2);
  });

  it("stops what the pipeline is rolling out when what ran before is asked back, and says so first", async () => {
    const of = await running();
    of.of.ecs.courses.push("stuck");
    const pipeline = of.of.world({ letter: "c", origin: { built: 3000 } });
    for (let state = beginning(digestOf("c"), of.of.clock.now()); of.of.rollouts() < 3; ) {
      ({ state } = await step(state, pipeline));
      of.of.clock.advance(15);
    }
    of.open = { execution: "e7", stage: "prod", action: "Deploy" };
    const older = await run(of, { digest: digestOf("a"), rollback: true });
    assert.match(older.error!.message, /is releasing to prod now/, "what is not replaced is not brought back so");
    const { code, progress, said } = await run(of, { digest: digestOf("b"), rollback: true });
    assert.equal(code, exitCodes.done);
    assert.match(progress[0]!, /stops the deployment arn:.*\/d3, which is under way/);
    assert.match(said.join(), /as before: d3 was stopped and rolled back/);
    assert.equal(of.of.serves(), image("b"));
    assert.equal(of.of.rollouts(), 3);
  });

  it("refuses when the target cannot be entered or read", async () => {
    const of = await running();
    of.services.enter = () => Promise.reject(awsError("AccessDenied", "not authorized to perform sts:AssumeRole"));
    const { code, error } = await run(of, { digest: digestOf("a") });
    assert.equal(code, exitCodes.refused);
    assert.match(error!.message, /could not begin: AccessDenied/);
  });

  it("fails with the reason when the rollout fails, and leaves the gates alone", async () => {
    const of = await running();
    of.of.ecs.courses.push("alarm");
    const { code, progress, results } = await run(of, { digest: digestOf("a"), rollback: true });
    assert.equal(code, exitCodes.failed);
    assert.match(progress.at(-1)!, /^slipway: .*orders-prod-5xx/);
    assert.equal(results[0]!["passed"], false);
    assert.deepEqual(of.written, {});
    assert.equal(of.of.serves(), image("b"));
  });

  it("says that a rollout goes on without it when it is stopped or loses its rights, and the same command goes on", async () => {
    const of = await running();
    const { sleep } = of.services;
    of.services.sleep = () => Promise.reject(Object.assign(new Error("stopped"), { name: "AbortError" }));
    const stopped = await run(of, { digest: digestOf("a"), rollback: true });
    assert.equal(stopped.code, exitCodes.failed);
    assert.match(stopped.error!.message, /The command was stopped\. A rollout that has begun goes on/);
    of.services.sleep = sleep;
    assert.equal((await run(of, { digest: digestOf("a"), rollback: true })).code, exitCodes.done);
    assert.equal(of.of.rollouts(), 3);
  });

  it("is no way to release instances, or what CodePipeline's own actions release", async () => {
    for (const file of ["fleet", "standard"] as const) {
      const { code, error } = await run(company(), { digest: digestOf("a") }, file);
      assert.equal(code, exitCodes.usage, file);
      assert.match(error!.message, /released by its pipeline only/);
    }
  });

  it("refuses wrong words with what would be right", async () => {
    const web = ["release", "web"];
    const digest = digestOf("a");
    for (const [words, wrong] of [
      [["release", "shop", "prod", "--digest", digest], /no service shop; there are .*web/],
      [[...web, "paris", "--digest", digest], /no environment paris; there are/],
      [[...web, "prod-eu-west-1", "--digest", digest], /has no stage in prod-eu-west-1; it has test, prod/],
      [[...web, "prod", "--digest", "latest"], /--digest must be sha256:/],
      [[...web, "prod"], /required option '--digest/],
    ] as const) {
      const { code, stderr } = await slipway("-C", fixture, ...words);
      assert.equal(code, exitCodes.usage, stderr);
      assert.match(stderr, wrong);
    }
  });
});
