/** A company with one service of each kind that is released, on a laptop cloud: who they are, and what runs of them. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { ResourceRecord } from "../../local/provider/records";
import { accountOf } from "../../local/rollouts/account";
import { failingFile } from "../../local/rollouts/failing";
import { functionHistory } from "../../local/rollouts/lambda";
import { describeTaskDefinition } from "../../local/rollouts/task-definitions";
import { laptopFolder } from "../../runner/cloud/laptop";
import type { Organization } from "./organization";

export const region = "us-east-1";
export const dev = "222222222222";
export const toolchain = "111111111111";

/** ECS shifts its traffic itself, by a canary. */
export const native = "web";
/** CodeDeploy shifts it, linearly. */
export const controlled = "shop";
/** A function, whose alias CodeDeploy moves linearly. */
export const fn = "quotes";
export const services = [native, controlled, fn] as const;
export type ServiceName = (typeof services)[number];
export const stacks = services.map((service) => `${service}.dev`);

const source = (service: string) => ({ connection: "github", repository: `acme/${service}`, branch: "main" });
const containers = (service: string, rollout: object) => ({
  source: source(service),
  build: { images: [{ name: "app" }] },
  target: {
    kind: "ecs",
    containers: [{ name: "app", port: 8080 }],
    health: "/health",
    memory: 512,
    loadBalancer: {
      certificate: { dev: `arn:aws:acm:${region}:${dev}:certificate/01234567-89ab-cdef-0123-456789abcdef` },
    },
  },
  stages: [{ environment: "dev", rollout }],
});

const organization = { prefix: "acme", home: region, accounts: { toolchain, dev } };
const files: Record<string, object> = {
  "Pulumi.yaml": {
    name: "slipway",
    runtime: "nodejs",
    config: {
      "pulumi:disable-default-providers": { value: ["*"] },
      "slipway:organization": { value: organization },
    },
  },
  "Pulumi.state.yaml": { config: { "slipway:state": { placement: "one" } } },
  "Pulumi.toolchain.yaml": {
    config: {
      "slipway:toolchain": {
        connections: { github: { provider: "GitHub" } },
        notifications: { approvals: { email: ["release-managers@example.com"] } },
      },
    },
  },
  "Pulumi.dev.yaml": {
    config: { "slipway:environment": { account: "dev", region, network: { cidr: "10.10.0.0/16", zones: 2 } } },
  },
  [`services/${native}.yaml`]: containers(native, { strategy: "canary" }),
  [`services/${controlled}.yaml`]: containers(controlled, { strategy: "linear", controller: "codedeploy" }),
  [`services/${fn}.yaml`]: {
    source: source(fn),
    target: { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler", memory: 256 },
    stages: [{ environment: "dev", rollout: { strategy: "linear" } }],
  },
};

/** Writes the company's files into a folder. */
export function writeCompany(folder: string): void {
  mkdirSync(join(folder, "services"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), stringify(content));
}

/** Changes a line of a service's file, as its team does. */
export function edit({ directory }: Organization, service: ServiceName, line: string | RegExp, by: string): void {
  const path = join(directory, "services", `${service}.yaml`);
  const before = readFileSync(path, "utf8");
  const after = before.replace(line, by);
  assert.notEqual(after, before, `${service}.yaml has no ${line}`);
  writeFileSync(path, after);
}

/** What is to go wrong on the laptop cloud. */
export function failing({ directory }: Organization, what: { alarms?: string[]; digests?: string[] }): void {
  writeFileSync(join(laptopFolder(directory), failingFile), JSON.stringify(what));
}

/** The only resource of a type whose id or name speaks of a service. */
export function recordOf(acme: Organization, type: string, service: ServiceName, part = ""): ResourceRecord {
  const all = acme.records().filter((each) => each.type === type && each.account === dev);
  const [found, ...others] = all.filter(({ id, outputs }) =>
    `${id} ${outputs["name"]} ${outputs["functionName"]}`.includes(`acme-${service}${part}`),
  );
  assert.ok(found && others.length === 0, `${type} of ${service}${part}: ${all.map(({ id }) => id).join(", ")}`);
  return found;
}

export const serviceType = "aws:ecs/service:Service";
export const functionType = "aws:lambda/function:Function";
export const aliasType = "aws:lambda/alias:Alias";
const groupType = "aws:lb/targetGroup:TargetGroup";
const ruleType = "aws:lb/listenerRule:ListenerRule";
export const listenerType = "aws:lb/listener:Listener";

export interface Runs {
  /** Digest of the image or of the zip; without one it is what the stack has put there. */
  code: string;
  memory: string;
}

/** What serves a service's requests, once no traffic is on the move. */
export function runs(acme: Organization, service: ServiceName): Runs {
  const account = accountOf({ data: laptopFolder(acme.directory), endpoint: acme.emulator.endpoint }, dev, region);
  if (service === fn) {
    const version = String(recordOf(acme, aliasType, fn).outputs["functionVersion"]);
    const { code, configuration } = functionHistory(account, recordOf(acme, functionType, fn)).versions[version]!;
    return { code, memory: String(configuration["memorySize"]) };
  }
  const { taskDefinition } = recordOf(acme, serviceType, service).outputs;
  const { taskDefinition: described } = describeTaskDefinition(account, String(taskDefinition));
  const [{ image }] = described["containerDefinitions"] as [{ image: string }];
  return { code: image.split("@")[1]!, memory: String(described["memory"]) };
}

/** Percent of a service's requests that the second target group takes, or of a function's those that go to another version. */
export function moved(acme: Organization, service: ServiceName): number {
  if (service === fn) {
    const { routingConfig } = recordOf(acme, aliasType, fn).outputs;
    const { additionalVersionWeights = {} } = (routingConfig ?? {}) as { additionalVersionWeights?: object };
    return Math.round(100 * Number(Object.values(additionalVersionWeights)[0] ?? 0));
  }
  const green = recordOf(acme, groupType, service, "-green").id;
  const rules = acme.records().filter(({ type, id }) => type === ruleType && id.includes(`/acme-${service}/`));
  const production = rules.find(({ outputs }) => portOf(acme, String(outputs["listenerArn"])) === 443)!;
  const [action] = production.outputs["actions"] as [{ forward: { targetGroups: { arn: string; weight: number }[] } }];
  return action.forward.targetGroups.find(({ arn }) => arn === green)!.weight;
}

function portOf(acme: Organization, listener: string): unknown {
  return acme.records().find(({ type, id }) => type === listenerType && id === listener)?.outputs["port"];
}
