/** Rollouts that the checks must refuse. */
import { bad, codedeploy, network, production, test } from "./services";

const controllers = [
  bad("ecs", "words of a fleet", [[test("batch"), "half"]], test("batch"), /is for ec2-in-place/),
  bad("fleet", "words of traffic on a fleet", [[test("strategy"), "canary"]], test("strategy"), /ECS and Lambda/),
  bad("fleet", "an alarm of traffic on a fleet", [[test("alarms"), ["latency"]]], test("alarms", 0), /a fleet has/),
  bad(
    "fleet",
    "datapoints on a fleet",
    [[test("alarms"), [{ name: "e", namespace: "X", metric: "E", statistic: "Sum", threshold: 1, datapoints: 1 }]]],
    test("alarms", 0, "datapoints"),
    /look at all periods/,
  ),
  bad(
    "ecs",
    "a rolling update with codedeploy",
    [codedeploy, [test("strategy"), "rolling"]],
    test("strategy"),
    /no rolling update/,
  ),
  bad(
    "ecs",
    "Service Connect with codedeploy",
    [codedeploy, [["target", "connect"], true]],
    test("controller"),
    /native/,
  ),
  bad(
    "ecs",
    "figures of a rolling update",
    [
      [test("strategy"), "rolling"],
      [test("minutes"), 5],
    ],
    test("minutes"),
    /the strategy is rolling/,
  ),
  bad(
    "ecs",
    "a bake of a rolling update",
    [
      [test("strategy"), "rolling"],
      [test("bake"), 5],
    ],
    test("bake"),
    /ECS works it out/,
  ),
  bad(
    "ecs",
    "a pause in a rolling update",
    [
      [test("strategy"), "rolling"],
      [test("hooks"), [{ stage: "POST_SCALE_UP", kind: "pause" }]],
    ],
    test("hooks"),
    /must be left out with rolling/,
  ),
  bad(
    "ecs",
    "steps that ECS does not take",
    [
      [test("strategy"), "linear"],
      [test("percent"), 2],
    ],
    test("percent"),
    /must be 3 to 99/,
  ),
  bad(
    "ecs",
    "a wait of CodeDeploy with ECS itself",
    [[test("ready"), {}]],
    test("ready"),
    /POST_TEST_TRAFFIC_SHIFT, kind: pause/,
  ),
  bad(
    "ecs",
    "a wait that CodeDeploy does not know",
    [codedeploy, [test("ready"), { minutes: 10, onTimeout: "continue" }]],
    test("ready", "minutes"),
    /only where it then stops/,
  ),
  bad(
    "ecs",
    "a canary by CodeDeploy behind a network load balancer",
    [network, codedeploy],
    test("strategy"),
    /all-at-once behind a network load balancer/,
  ),
  bad(
    "ecs",
    "all at once in production",
    [[production("strategy"), "all-at-once"]],
    production("strategy"),
    /a part of the traffic tries/,
  ),
  bad(
    "ecs",
    "a rolling update in production",
    [[production("strategy"), "rolling"]],
    production("strategy"),
    /canary or linear/,
  ),
  bad(
    "lambda",
    "ECS's controller on Lambda",
    [[test("controller"), "native"]],
    test("controller"),
    /Lambda itself shifts no traffic/,
  ),
  bad(
    "lambda",
    "a rolling update on Lambda",
    [[test("strategy"), "rolling"]],
    test("strategy"),
    /canary, linear or all-at-once/,
  ),
  bad("lambda", "a bake on Lambda", [[test("bake"), 5]], test("bake"), /must be left out/),
  bad("lambda", "a wait on Lambda", [[test("ready"), {}]], test("ready"), /on ECS only/),
];

const metric = { name: "rollback", namespace: "X", metric: "E", statistic: "Sum", threshold: 1 };

const alarms = [
  bad(
    "fleet",
    "a canary of Synthetics on a fleet",
    [[test("alarms"), ["synthetic"]]],
    test("alarms", 0),
    /a fleet has/,
  ),
  bad(
    "lambda",
    "a canary of Synthetics, which has nothing to ask",
    [[test("alarms"), ["synthetic"]]],
    test("alarms", 0),
    /no address .* use errors and throttles, and a hook of kind smoke/,
  ),
  bad(
    "ecs",
    "two canaries of Synthetics",
    [[test("alarms"), ["synthetic", { kind: "synthetic", path: "/cart" }]]],
    test("alarms", 1),
    /alarms\[0\] already/,
  ),
  bad(
    "ecs",
    "runs that go into each other",
    [[test("alarms"), [{ kind: "synthetic", requests: 50 }]]],
    test("alarms", 0, "requests"),
    /make a run of up to 65 seconds, and it has 60; use fewer/,
  ),
  bad(
    "ecs",
    "more failed runs than are looked at",
    [[test("alarms"), [{ kind: "synthetic", datapoints: 3 }]]],
    test("alarms", 0, "datapoints"),
    /at most evaluationPeriods \(2\)/,
  ),
  bad(
    "ecs",
    "a match that is no regular expression",
    [[test("alarms"), [{ kind: "synthetic", matches: "(" }]]],
    test("alarms", 0, "matches"),
    /regular expression/,
  ),
  bad(
    "ecs",
    "a wait that ends before a canary of Synthetics is heard",
    [[test("alarms"), [{ kind: "synthetic", everyMinutes: 5 }]]],
    test("minutes"),
    /the alarm synthetic \(alarms\[0\]: 2 periods of 300 seconds\) takes up to 1225 seconds/,
  ),
  bad(
    "ecs",
    "an alarm twice",
    [[test("alarms"), ["errors", { known: "errors", threshold: 1 }]]],
    test("alarms", 1),
    /alarms\[0\] already/,
  ),
  bad(
    "ecs",
    "an alarm of Lambda",
    [[test("alarms"), ["throttles"]]],
    test("alarms", 0),
    /it has errors, latency, unhealthy, log/,
  ),
  bad(
    "ecs",
    "answers counted by a network load balancer",
    [network, [test("alarms"), ["errors"]]],
    test("alarms", 0),
    /it has unhealthy, log/,
  ),
  bad(
    "ecs",
    "an alarm with the name of the one over all",
    [[test("alarms"), [metric]]],
    test("alarms", 0, "name"),
    /Slipway's own alarm over all/,
  ),
  bad(
    "lambda",
    "more datapoints than periods",
    [[test("alarms"), [{ known: "errors", evaluationPeriods: 2, datapoints: 3 }]]],
    test("alarms", 0, "datapoints"),
    /at most evaluationPeriods \(2\)/,
  ),
  bad(
    "ecs",
    "periods that AWS's own metrics do not have",
    [[test("alarms"), [{ known: "errors", periodSeconds: 10 }]]],
    test("alarms", 0, "periodSeconds"),
    /60 or more/,
  ),
  bad(
    "ecs",
    "a bake that is shorter than its slowest alarm's reaction",
    [[test("bake"), 4]],
    test("bake"),
    /alarm errors \(alarms\[0\]: 2 periods of 60 seconds\) takes up to 240 seconds/,
  ),
  bad(
    "ecs",
    "a bake of 600 seconds with an alarm of 3 in 5 periods",
    [
      [test("bake"), 10],
      [test("minutes"), 30],
      [test("alarms"), [{ known: "errors", evaluationPeriods: 5, datapoints: 3 }]],
    ],
    test("bake"),
    /up to 600 seconds to be raised; give at least 11/,
  ),
  bad(
    "ecs",
    "a first part that ends before an alarm is raised",
    [[test("minutes"), 4]],
    test("minutes"),
    /the first part of the traffic/,
  ),
  bad(
    "lambda",
    "a linear shift that ends before an alarm is raised",
    [
      [test("strategy"), "linear"],
      [test("percent"), 50],
    ],
    test("minutes"),
    /the whole shift/,
  ),
];

export const smoke = { stage: "POST_TEST_TRAFFIC_SHIFT", kind: "smoke" };

const hooks = [
  bad(
    "ecs",
    "a hook at an event of CodeDeploy",
    [[test("hooks"), [{ ...smoke, stage: "AfterInstall" }]]],
    test("hooks", 0, "stage"),
    /no stage of ecs with native/,
  ),
  bad(
    "ecs",
    "a hook at a stage of ECS with CodeDeploy",
    [codedeploy, [test("hooks"), [smoke]]],
    test("hooks", 0, "stage"),
    /there are BeforeInstall/,
  ),
  bad(
    "ecs",
    "a test of tasks that nobody reaches yet",
    [[test("hooks"), [{ ...smoke, stage: "PRE_SCALE_UP" }]]],
    test("hooks", 0, "stage"),
    /before the new tasks answer/,
  ),
  bad(
    "ecs",
    "a pause at a stage without one",
    [[test("hooks"), [{ stage: "TEST_TRAFFIC_SHIFT", kind: "pause" }]]],
    test("hooks", 0, "stage"),
    /does not pause at/,
  ),
  bad(
    "ecs",
    "a pause with CodeDeploy",
    [codedeploy, [test("hooks"), [{ stage: "AfterAllowTestTraffic", kind: "pause" }]]],
    test("hooks", 0, "kind"),
    /write ready, or use controller native/,
  ),
  bad(
    "lambda",
    "a pause on Lambda",
    [[test("hooks"), [{ stage: "BeforeAllowTraffic", kind: "pause" }]]],
    test("hooks", 0, "kind"),
    /remove it/,
  ),
  bad(
    "ecs",
    "two tests at one stage",
    [[test("hooks"), [smoke, { ...smoke, path: "/b" }]]],
    test("hooks", 1, "stage"),
    /stage of hooks\[0\] already/,
  ),
  bad(
    "lambda",
    "two functions at one event",
    [
      [
        test("hooks"),
        [
          { stage: "BeforeAllowTraffic", kind: "smoke" },
          { stage: "BeforeAllowTraffic", kind: "function", function: "globex-verify" },
        ],
      ],
    ],
    test("hooks", 1, "stage"),
    /stage of hooks\[0\] already/,
  ),
  bad(
    "ecs",
    "a function outside the prefix",
    [[test("hooks"), [{ stage: "POST_SCALE_UP", kind: "function", function: "verify" }]]],
    test("hooks", 0, "function"),
    /must begin with globex-/,
  ),
  bad(
    "ecs",
    "another service's function",
    [[test("hooks"), [{ stage: "POST_SCALE_UP", kind: "function", function: "globex-ledger-test" }]]],
    test("hooks", 0, "function"),
    /belongs to the service ledger/,
  ),
  bad(
    "ecs",
    "a function of another service's rollouts",
    [[test("hooks"), [{ stage: "POST_SCALE_UP", kind: "function", function: "globex-ledger-test_after-test" }]]],
    test("hooks", 0, "function"),
    /belongs to the service ledger/,
  ),
  bad(
    "ecs",
    "a test that takes longer than its function",
    [[test("hooks"), [{ ...smoke, latencyMs: 60000, requests: 20 }]]],
    test("hooks", 0, "attempts"),
    /fewer attempts/,
  ),
];

const times = [
  bad(
    "ecs",
    "a bake that ECS does not take",
    [[test("bake"), 1441]],
    test("bake"),
    /more than the 1440 minutes of bakeTimeInMinutes/,
  ),
  bad(
    "ecs",
    "a canary that ECS does not take",
    [[test("minutes"), 1500]],
    test("minutes"),
    /more than the 1440 minutes of canaryBakeTimeInMinutes/,
  ),
  bad(
    "ecs",
    "a pause that outlasts the release",
    [[test("hooks"), [{ stage: "POST_SCALE_UP", kind: "pause", minutes: 20160 }]]],
    test("hooks", 0, "minutes"),
    /rollout of 20180 minutes \(pause at POST_SCALE_UP 20160, shift 5, bake 15\), and the release in a pipeline waits 1380 minutes/,
  ),
  bad(
    "ecs",
    "a pause that comes again at every step",
    [
      [test("strategy"), "linear"],
      [test("hooks"), [{ stage: "PRE_PRODUCTION_TRAFFIC_SHIFT", kind: "pause", minutes: 200 }]],
    ],
    test("hooks", 0, "minutes"),
    /pause at PRE_PRODUCTION_TRAFFIC_SHIFT, 10 times 2000/,
  ),
  bad(
    "ecs",
    "waits that are too long together",
    [codedeploy, [test("ready"), { minutes: 900 }], [test("bake"), 900]],
    test("ready", "minutes"),
    /wait before the shift 900, shift 5, bake 900/,
  ),
  bad(
    "lambda",
    "a shift beyond the two days of Lambda",
    [
      [test("strategy"), "linear"],
      [test("percent"), 1],
      [test("minutes"), 30],
    ],
    test("minutes"),
    /makes 2970 minutes, more than the 2880 minutes of CodeDeploy on Lambda/,
  ),
];

export const rolloutCases = [...controllers, ...alarms, ...hooks, ...times];
