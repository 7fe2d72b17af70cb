/** Where each strategy by each controller is in examples/rollouts, and what AWS must be told there. */
import type { GraphMap } from "../../analysis/graph/types";

interface Common {
  /** The service's stack. */
  stack: string;
  /** Last parts of the names of the alarms that roll it back. */
  alarms: string[];
  /** Stage to what runs there: a name of a function, or the minutes of a pause. */
  hooks?: Record<string, string>;
}

interface OnEcs extends Common {
  balancer?: "network";
  /** Providers with weight and base. Default: what files say nothing about. */
  capacity?: [provider: string, weight: number, base: number][];
  /** Whether Application Auto Scaling owns the number of tasks. */
  scaled?: true;
}

export interface NativePlace extends OnEcs {
  /** `deploymentConfiguration`, without its hooks. */
  told: GraphMap;
}

interface Configured {
  /** Name of CodeDeploy's configuration. */
  config: string;
  /** Of a configuration of the stack's own. */
  routing?: GraphMap;
}

export interface CodeDeployPlace extends OnEcs, Configured {
  /** Termination wait in minutes. */
  bake: number;
  /** Minutes for which it waits for a person, and then stops. */
  ready?: number;
}

export interface LambdaPlace extends Common, Configured {}

const usual = ["errors", "unhealthy", "log"];

export const native: NativePlace[] = [
  {
    stack: "shop.prod",
    told: {
      strategy: "CANARY",
      bakeTimeInMinutes: "15",
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: "5" },
    },
    alarms: ["errors", "latency", "unhealthy", "log", "synthetic"],
    hooks: { POST_TEST_TRAFFIC_SHIFT: "orchard-shop-prod_after-test", POST_PRODUCTION_TRAFFIC_SHIFT: "60" },
  },
  { stack: "shop.dev", told: { strategy: "BLUE_GREEN", bakeTimeInMinutes: "15" }, alarms: usual },
  {
    stack: "prices.prod",
    told: {
      strategy: "LINEAR",
      bakeTimeInMinutes: "15",
      linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: "1" },
    },
    alarms: usual,
    capacity: [
      ["FARGATE", 1, 1],
      ["FARGATE_SPOT", 2, 0],
    ],
    scaled: true,
  },
  {
    stack: "prices.dev",
    told: { strategy: "ROLLING" },
    alarms: usual,
    capacity: [
      ["FARGATE", 1, 1],
      ["FARGATE_SPOT", 2, 0],
    ],
    scaled: true,
  },
  {
    stack: "search.prod",
    told: {
      strategy: "CANARY",
      bakeTimeInMinutes: "15",
      canaryConfiguration: { canaryPercent: 25, canaryBakeTimeInMinutes: "30" },
    },
    alarms: ["unhealthy", "slow"],
    balancer: "network",
    capacity: [["orchard-machines", 1, 2]],
  },
  {
    stack: "search.dev",
    told: { strategy: "BLUE_GREEN", bakeTimeInMinutes: "15" },
    alarms: ["unhealthy", "log"],
    balancer: "network",
    capacity: [["orchard-machines", 1, 2]],
  },
  { stack: "reports.dev", told: { strategy: "ROLLING" }, alarms: usual },
];

export const codedeploy: CodeDeployPlace[] = [
  {
    stack: "checkout.prod",
    config: "CodeDeployDefault.ECSCanary10Percent5Minutes",
    bake: 15,
    ready: 120,
    alarms: usual,
    hooks: {
      AfterAllowTestTraffic: "orchard-checkout-prod_after-test",
      AfterAllowTraffic: "orchard-checkout-verify",
    },
    capacity: [["FARGATE", 1, 0]],
  },
  {
    stack: "checkout.dev",
    config: "CodeDeployDefault.ECSAllAtOnce",
    bake: 15,
    alarms: usual,
    capacity: [["FARGATE", 1, 0]],
  },
  {
    stack: "stock.prod",
    config: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    bake: 15,
    alarms: ["errors", "unhealthy", "exceptions"],
    capacity: [
      ["FARGATE", 3, 1],
      ["FARGATE_SPOT", 1, 0],
    ],
  },
  {
    stack: "stock.dev",
    config: "CodeDeployDefault.ECSAllAtOnce",
    bake: 15,
    alarms: usual,
    capacity: [
      ["FARGATE", 3, 1],
      ["FARGATE_SPOT", 1, 0],
    ],
  },
  {
    stack: "reports.prod",
    config: "orchard-reports-prod-linear-25-30",
    routing: { type: "TimeBasedLinear", timeBasedLinear: { percentage: 25, interval: 30 } },
    bake: 120,
    alarms: usual,
  },
];

export const lambda: LambdaPlace[] = [
  {
    stack: "receipts.prod",
    config: "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
    alarms: ["errors", "throttles", "log"],
    hooks: { BeforeAllowTraffic: "orchard-receipts-prod_before-shift", AfterAllowTraffic: "orchard-receipts-verify" },
  },
  { stack: "receipts.dev", config: "CodeDeployDefault.LambdaAllAtOnce", alarms: ["errors", "log"] },
  { stack: "thumbnails.prod", config: "CodeDeployDefault.LambdaCanary10Percent5Minutes", alarms: ["errors", "log"] },
  {
    stack: "thumbnails.dev",
    config: "orchard-thumbnails-dev-canary-50-5",
    routing: { type: "TimeBasedCanary", timeBasedCanary: { percentage: 50, interval: 5 } },
    alarms: ["errors", "log"],
  },
];
