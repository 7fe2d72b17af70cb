import assert from "node:assert/strict";
import { pathText } from "../../../catalog/schema/path";
import { rolloutCases, smoke } from "./bad-rollouts";
import { targetCases } from "./bad-targets";
import {
  type Base,
  balancer,
  bases,
  type Change,
  codedeploy,
  network,
  problemsOf,
  production,
  shop,
  target,
  test,
} from "./services";

describe("checks of targets and rollouts", () => {
  for (const base of Object.keys(bases) as Base[]) {
    it(`a service on ${base} with nothing but what it must say has no problem`, () => {
      assert.deepEqual(problemsOf(base, []), []);
    });
  }

  for (const { base, title, changes, at, says } of [...targetCases, ...rolloutCases]) {
    it(`${base}: refuses ${title}, with path and remedy`, () => {
      const problems = problemsOf(base, changes);
      const there = problems.filter((each) => each.file === shop && each.path === pathText(at));
      assert.ok(
        there.some(({ message }) => says.test(message)),
        JSON.stringify(problems, null, 1),
      );
    });
  }

  const good: [title: string, base: Base, changes: Change[]][] = [
    [
      "an explicit choice between two ports",
      "ecs",
      [
        [target("containers", 1, "port"), 9090],
        [target("traffic"), "api"],
      ],
    ],
    ["a secret below its own name", "ecs", [[target("containers", 0, "secrets"), { T: { secret: "globex/shop/t" } }]]],
    ["Fargate alone in production, without a base", "ecs", [[target("capacity"), [{ provider: "FARGATE" }]]]],
    [
      "capacity of EC2, of any size",
      "ecs",
      [
        [target("capacity"), [{ provider: "globex-fleet" }]],
        [target("cpu"), 300],
      ],
    ],
    ["a network load balancer with ECS's own canary", "ecs", [network, [balancer("certificate"), {}]]],
    ["CodeDeploy with a wait before the shift", "ecs", [codedeploy, [test("ready"), { minutes: 120 }]]],
    ["a rolling update outside production", "ecs", [[test("strategy"), "rolling"]]],
    ["a bake just above the alarms' reaction", "ecs", [[test("bake"), 5]]],
    [
      "a bake above 600 seconds with an alarm of 3 in 5 periods",
      "ecs",
      [
        [test("bake"), 11],
        [test("minutes"), 11],
        [test("alarms"), [{ known: "errors", evaluationPeriods: 5, datapoints: 3 }]],
      ],
    ],
    [
      "a pause and a test in one rollout",
      "ecs",
      [[test("hooks"), [smoke, { stage: "POST_TEST_TRAFFIC_SHIFT", kind: "pause" }]]],
    ],
    [
      "a canary of Synthetics beside other alarms, and one with figures of its own",
      "ecs",
      [
        [test("alarms"), ["errors", "synthetic"]],
        [production("alarms"), [{ kind: "synthetic", path: "/cart", status: 204, latencyMs: 300, datapoints: 1 }]],
      ],
    ],
    ["a linear shift of Lambda in production", "lambda", [[production("strategy"), "linear"]]],
  ];
  for (const [title, base, changes] of good) {
    it(`${base}: accepts ${title}`, () => assert.deepEqual(problemsOf(base, changes), []));
  }

  it("lambda: accepts provisioned concurrency where all traffic moves at once and nothing is production", () => {
    const changes: Change[] = [
      [target("provisioned"), 5],
      [test("strategy"), "all-at-once"],
      [["stages", 1], undefined],
    ];
    assert.deepEqual(problemsOf("lambda", changes), []);
  });

  it("lambda: says in production why neither a weighted alias nor all at once goes with provisioned concurrency", () => {
    const changes: Change[] = [
      [target("provisioned"), 5],
      [test("strategy"), "all-at-once"],
      [production("strategy"), "all-at-once"],
    ];
    const [problem, ...others] = problemsOf("lambda", changes);
    assert.deepEqual(others, []);
    assert.match(problem!.message, /canary or linear, without target\.provisioned/);
  });

  it("ecs: refuses a launch type, which excludes a strategy of capacity providers, and says what to write", () => {
    const [problem, ...others] = problemsOf("ecs", [[target("launchType"), "FARGATE"]]);
    assert.deepEqual(others, []);
    assert.deepEqual([problem?.path, problem?.value], ["target.launchType", "FARGATE"]);
    assert.match(
      problem!.message,
      /excludes a strategy of capacity providers; write capacity: \[\{ provider: FARGATE \}\]/,
    );
  });

  it("ecs: names the endpoints that a network without a way out lacks", () => {
    const changes: Change[] = [[target("containers", 0, "secrets"), { T: { secret: "globex/shop/t" } }]];
    const problems = problemsOf("ecs", changes, (copy) => {
      copy.set("Pulumi.test.yaml", ["config", "slipway:environment", "network", "egress"], "none");
    });
    const found = problems.filter(({ file }) => file === shop);
    assert.deepEqual(
      found.map(({ path }) => path),
      ["stages[0].environment"],
    );
    assert.match(found[0]!.message, /needs? the endpoints logs, secretsmanager; add them to network\.endpoints/);
  });

  it("ecs: names the endpoint that a canary of Synthetics lacks in a network without a way out", () => {
    const network = ["config", "slipway:environment", "network"];
    const changes: Change[] = [[test("alarms"), ["errors", "synthetic"]]];
    const found = (...endpoints: string[]) =>
      problemsOf("ecs", changes, (copy) => {
        copy.set("Pulumi.test.yaml", [...network, "egress"], "none");
        copy.set("Pulumi.test.yaml", [...network, "endpoints"], ["ecr.api", "ecr.dkr", "logs", ...endpoints]);
      }).filter(({ file }) => file === shop);
    const [problem, ...others] = found();
    assert.deepEqual(others, []);
    assert.equal(problem!.path, "stages[0].rollout.alarms[1]");
    assert.match(problem!.message, /needs the endpoint monitoring in Pulumi\.test\.yaml/);
    assert.deepEqual(found("monitoring"), []);
  });

  it("ecs: asks for the subnets and zones that a load balancer needs", () => {
    const problems = problemsOf("ecs", [[balancer("scheme"), "internet-facing"]], (copy) => {
      const network = ["config", "slipway:environment", "network"];
      copy.set("Pulumi.test.yaml", [...network, "egress"], { transitGateway: { id: "tgw-0123456789abcdef0" } });
      copy.set("Pulumi.test.yaml", [...network, "zones"], 1);
    });
    const found = problems.filter(({ file }) => file === shop).map(({ path }) => path);
    assert.deepEqual(found.sort(), ["target.loadBalancer.kind", "target.loadBalancer.scheme"]);
  });

  it("finds everything that is wrong at once", () => {
    const changes: Change[] = [
      [target("cpu"), 300],
      [target("exec"), true],
      [test("bake"), 1],
      [production("strategy"), "rolling"],
      [balancer("certificate", "test"), undefined],
    ];
    const paths = problemsOf("ecs", changes).map(({ path }) => path);
    assert.deepEqual(paths.sort(), [
      "stages[0].rollout.bake",
      "stages[1].rollout.strategy",
      "target.cpu",
      "target.exec",
      "target.loadBalancer.certificate.test",
    ]);
  });
});
