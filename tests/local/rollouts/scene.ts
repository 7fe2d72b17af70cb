/** A service on ECS, by itself or by CodeDeploy, and a function, as records of a laptop cloud without an emulator. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codedeployOf } from "../../../functions/release/codedeploy-client";
import { ecsOf } from "../../../functions/release/ecs-client";
import { lambdaOf } from "../../../functions/release/lambda-client";
import type { Outcome } from "../../../functions/release/result";
import { runRelease } from "../../../functions/release/run";
import type { EcsTarget, LambdaTarget, Target } from "../../../functions/release/target";
import type { Content, Running, World } from "../../../functions/release/world";
import type { Properties } from "../../../local/model/types";
import { openRecords } from "../../../local/provider/records";
import { type Account, accountOf } from "../../../local/rollouts/account";
import type { Call } from "../../../local/rollouts/call";
import { codedeploy } from "../../../local/rollouts/codedeploy";
import { ecs } from "../../../local/rollouts/ecs";
import { failingFile } from "../../../local/rollouts/failing";
import { lambda } from "../../../local/rollouts/lambda";

const [account, region] = ["222222222222", "us-east-1"];
const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
const balancing = (rest: string) => arn("elasticloadbalancing", rest);

export const blue = balancing("targetgroup/orders-blue/1");
export const green = balancing("targetgroup/orders-green/2");
export const productionRule = balancing("listener-rule/app/orders/1/p/1");
export const testRule = balancing("listener-rule/app/orders/1/t/1");
export const productionListener = balancing("listener/app/orders/1/p");
export const testListener = balancing("listener/app/orders/1/t");
export const template = arn("ecs", "task-definition/orders-dev-template:7");
export const serviceArn = arn("ecs", "service/acme-dev/acme-orders-dev");
export const placeholder = `public.ecr.aws/busybox@sha256:${"0".repeat(64)}`;
export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const repository = `111111111111.dkr.ecr.${region}.amazonaws.com/acme/web`;
export const image = (letter: string) => `${repository}@${digestOf(letter)}`;

const ecsTarget: EcsTarget = {
  kind: "ecs",
  cluster: "acme-dev",
  service: "acme-orders-dev",
  template,
  family: "acme-orders-dev",
  containers: { web: "web" },
  repositories: { web: repository },
  placeholder,
  alarms: ["orders-errors"],
};
const group = { application: "acme-orders", group: "acme-orders-dev" };
const lambdaTarget: LambdaTarget = {
  kind: "lambda",
  function: "acme-orders-dev",
  alias: "live",
  image: "web",
  repositories: { web: repository },
  alarms: ["orders-errors"],
  codedeploy: group,
};
export const targets = {
  native: ecsTarget,
  codedeploy: { ...ecsTarget, codedeploy: group },
  lambda: lambdaTarget,
} satisfies Record<string, Target>;

export interface Scene {
  account: Account;
  data: string;
  calls: Record<"ecs" | "codedeploy" | "lambda", Call>;
  /** Outputs of the only resource of a type, or of the one of an id. */
  outputs(type: string, id?: string): Properties;
  change(type: string, id: string, outputs: Properties): void;
  /** Weight by target group where a rule or a listener forwards to. */
  weights(id: string): Record<string, number>;
  fails(what: object | undefined): void;
  /** Releases images of a letter; `look` is called at every wait and may end it by throwing. */
  release(target: Target, letter: string, look?: (waits: string) => void, content?: Partial<Content>): Promise<Outcome>;
  close(): void;
}

export function scene(changes: { service?: Properties; group?: Properties } = {}): Scene {
  const data = mkdtempSync(join(tmpdir(), "slipway-rollouts-"));
  const records = openRecords(data);
  const put = (type: string, id: string, outputs: Properties) =>
    records.put({ type, id, account, region, inputs: {}, outputs });
  const forward = [
    { arn: blue, weight: 100 },
    { arn: green, weight: 0 },
  ];
  const rule = (id: string, listenerArn: string) =>
    put("aws:lb/listenerRule:ListenerRule", id, {
      arn: id,
      listenerArn,
      actions: [{ order: 1, type: "forward", forward: { targetGroups: forward } }],
    });
  put("aws:ecs/cluster:Cluster", "acme-dev", { name: "acme-dev" });
  put("aws:ecs/taskDefinition:TaskDefinition", "orders-dev-template", {
    arn: template,
    family: "orders-dev-template",
    revision: 7,
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: JSON.stringify([{ name: "web", image: placeholder, portMappings: [{ containerPort: 80 }] }]),
    tagsAll: { team: "orders" },
  });
  put("aws:lb/targetGroup:TargetGroup", blue, { arn: blue, name: "orders-blue" });
  put("aws:lb/targetGroup:TargetGroup", green, { arn: green, name: "orders-green" });
  const notFound = [{ order: 1, type: "fixed-response", fixedResponse: { statusCode: "404" } }];
  put("aws:lb/listener:Listener", productionListener, { arn: productionListener, defaultActions: notFound });
  put("aws:lb/listener:Listener", testListener, { arn: testListener, defaultActions: notFound });
  rule(productionRule, productionListener);
  rule(testRule, testListener);
  put("aws:ecs/service:Service", serviceArn, {
    arn: serviceArn,
    name: "acme-orders-dev",
    desiredCount: 2,
    taskDefinition: template,
    deploymentController: { type: "ECS" },
    deploymentConfiguration: {
      strategy: "CANARY",
      bakeTimeInMinutes: "15",
      canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: "5" },
    },
    alarms: { enable: true, rollback: true, alarmNames: ["orders-errors"] },
    loadBalancers: [
      {
        targetGroupArn: blue,
        containerName: "web",
        containerPort: 80,
        advancedConfiguration: {
          alternateTargetGroupArn: green,
          productionListenerRule: productionRule,
          testListenerRule: testRule,
        },
      },
    ],
    ...changes.service,
  });
  put("aws:codedeploy/application:Application", "1", { name: group.application });
  put("aws:codedeploy/deploymentGroup:DeploymentGroup", "1", {
    appName: group.application,
    deploymentGroupName: group.group,
    deploymentConfigName: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    ecsService: { clusterName: "acme-dev", serviceName: "acme-orders-dev" },
    loadBalancerInfo: {
      targetGroupPairInfo: {
        targetGroups: [{ name: "orders-blue" }, { name: "orders-green" }],
        prodTrafficRoute: { listenerArns: [productionListener] },
        testTrafficRoute: { listenerArns: [testListener] },
      },
    },
    autoRollbackConfiguration: {
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    },
    alarmConfiguration: { enabled: true, alarms: ["orders-errors"] },
    ...changes.group,
  });
  put("aws:lambda/function:Function", "acme-orders-dev", {
    name: "acme-orders-dev",
    arn: arn("lambda", "function:acme-orders-dev"),
    invokeArn: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations",
    packageType: "Image",
    imageUri: placeholder,
    memorySize: 128,
    version: "1",
  });
  put("aws:lambda/alias:Alias", "live", { name: "live", functionName: "acme-orders-dev", functionVersion: "1" });

  const of = accountOf({ data, endpoint: "http://127.0.0.1:1" }, account, region);
  const calls = { ecs: ecs(of), codedeploy: codedeploy(of), lambda: lambda(of) };
  let running: Running | undefined;
  const find = (type: string, id?: string) =>
    records.list(account, region, type).find((each) => id === undefined || each.id === id)!;
  return {
    account: of,
    data,
    calls,
    outputs: (type, id) => find(type, id).outputs,
    change(type, id, outputs) {
      const record = find(type, id);
      records.put({ ...record, outputs: { ...record.outputs, ...outputs } });
    },
    weights(id) {
      const type = id.includes(":listener-rule/") ? "aws:lb/listenerRule:ListenerRule" : "aws:lb/listener:Listener";
      const { actions, defaultActions } = find(type, id).outputs;
      const [action] = (actions ?? defaultActions) as {
        forward: { targetGroups: { arn: string; weight: number }[] };
      }[];
      return Object.fromEntries(action!.forward.targetGroups.map(({ arn: group, weight }) => [group, weight]));
    },
    fails: (what) =>
      what ? writeFileSync(join(data, failingFile), JSON.stringify(what)) : rmSync(join(data, failingFile)),
    async release(target, letter, look = () => {}, content = {}) {
      const world: World = {
        request: { service: "orders", environment: "dev", digest: digestOf(letter), execution: "e", minutes: 60 },
        target,
        content: async () => ({ images: { web: image(letter) }, ...content }),
        origin: async () => ({ rollback: false }),
        ecs: ecsOf(calls.ecs),
        tasks: {} as World["tasks"],
        codedeploy: codedeployOf(calls.codedeploy),
        lambda: lambdaOf(calls.lambda),
        records: {
          read: async () => running,
          async write(value) {
            running = value;
          },
        },
        now: Date.now,
      };
      let waits = "";
      return runRelease({
        world,
        sleep: async () => look(waits),
        say: (text) => {
          waits = text;
        },
      });
    },
    close: () => rmSync(data, { recursive: true, force: true }),
  };
}

/** The message of a release that has failed. */
export function message(outcome: Outcome): string {
  if (outcome.passed) throw new Error(`It has not failed: ${outcome.summary}`);
  return outcome.message;
}
