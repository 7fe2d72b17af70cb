import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Naming, servicePath } from "../../../catalog/naming";
import { longestSeconds, reserveSeconds, smokeTest, smokeTestProblems } from "../../../catalog/smoke-test";
import type { Environment } from "../../../catalog/types";
import { bundle, bundleHandler } from "../../bundle";
import { type Finding, refuse } from "../../problems";
import { functionTrust } from "../lambda/function-documents";
import { networkStacks } from "../lambda/function-network";
import { hookPolicy } from "./hook-documents";
import { hookPart, type SmokeHook } from "./hook-names";

export interface LifecycleHooksArgs {
  names: Naming;
  service: string;
  environment: Environment;
  /** Smoke tests, at most one for each stage: `smokeHooks(rollout.hooks)`. */
  hooks: SmokeHook[];
  /** What they ask: `SmokePlace` of catalog/smoke-test.ts. */
  place: { origin: pulumi.Input<string>; anyName?: boolean } | { function: string };
  /** Deployment group of CodeDeploy that they report to. Default: none; ECS takes their answer. */
  reportTo?: { application: string; group: string };
  /** Private subnets of the environment's network, and groups of the service's stack. Default: no network. */
  network?: { subnetIds: pulumi.Input<string[]>; securityGroupIds: pulumi.Input<string>[] };
  /** Days for which their log is kept. Default 90. */
  logDays?: number;
}

/** Enough for the SDK and a body of a mebibyte. */
const memoryMegabytes = 256;

/**
 * The functions that a rollout runs at its stages: one for each smoke test, and one role for all of them, which reports
 * to this deployment group only. Whoever runs the rollout needs `lambda:InvokeFunction` on `functionArns`.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class LifecycleHooks extends pulumi.ComponentResource {
  /** By stage; computed, so that policies and deploy documents can name them. */
  readonly functionArns: Record<string, string>;
  readonly functionNames: pulumi.Output<string[]>;

  constructor(name: string, args: LifecycleHooksArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:targets:LifecycleHooks", name, {}, opts);
    refuse("LifecycleHooks", name, findings(args));
    const { names, service, environment, hooks, place, network } = args;
    const { accountId, partition, region } = environment;
    const nameOf = ({ stage }: SmokeHook) => names.hookFunction(service, environment.name, hookPart(stage)!);
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: names.hookLogGroup(service, environment.name), retentionInDays: args.logDays ?? 90 },
      { parent: this },
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: names.serviceRole(service, environment.name, "hook"),
        path: servicePath,
        description: `Tests inside rollouts of ${service} in ${environment.name}`,
        assumeRolePolicy: JSON.stringify(functionTrust(environment)),
        permissionsBoundary: names.boundaryArn(partition, accountId),
      },
      { parent: this },
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-role-policy`,
      {
        name: "hook",
        role: role.name,
        policy: JSON.stringify(
          hookPolicy({
            partition,
            accountId,
            region,
            logGroupName: names.hookLogGroup(service, environment.name),
            ...(args.reportTo ? { reportTo: args.reportTo } : {}),
            ...("function" in place ? { invokes: place.function } : {}),
            ...(network ? { network: { stacks: networkStacks(args), functions: hooks.map(nameOf) } } : {}),
          }),
        ),
      },
      { parent: this },
    );
    const functions = hooks.map(
      (hook) =>
        new aws.lambda.Function(
          `${name}-${hookPart(hook.stage)}`,
          {
            name: nameOf(hook),
            description: `Smoke test of ${service} in ${environment.name} at ${hook.stage}`,
            role: role.arn,
            runtime: "nodejs24.x",
            architectures: ["arm64"],
            handler: bundleHandler,
            code: bundle("hooks"),
            memorySize: memoryMegabytes,
            timeout: longestSeconds(hook) + reserveSeconds,
            environment: { variables: { SMOKE_TEST: settings(hook, place) } },
            loggingConfig: { logFormat: "Text", logGroup: logs.name },
            ...(network ? { vpcConfig: network } : {}),
          },
          // A function cannot be put into a network before its role may do that.
          { parent: this, dependsOn: [rights] },
        ),
    );
    const arn = (functionName: string) => `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
    this.functionArns = Object.fromEntries(hooks.map((hook) => [hook.stage, arn(nameOf(hook))]));
    this.functionNames = pulumi.all(functions.map((each) => each.name));
    this.registerOutputs({ functionNames: this.functionNames });
  }
}

/** `HookSettings` of functions/hooks, as the function reads them. */
function settings(hook: SmokeHook, place: LifecycleHooksArgs["place"]): pulumi.Output<string> {
  const test = smokeTest(hook);
  return pulumi.output(place).apply((known) => JSON.stringify({ test, place: known }));
}

function findings({ hooks }: LifecycleHooksArgs): Finding[] {
  const found: Finding[] = [];
  hooks.forEach((hook, index) => {
    const property = `hooks[${index}]`;
    if (hookPart(hook.stage) === undefined) {
      const reason = "must be a lifecycle stage of ECS, or an event of CodeDeploy";
      found.push({ property: `${property}.stage`, value: hook.stage, reason });
    }
    if (hooks.findIndex(({ stage }) => stage === hook.stage) !== index) {
      const reason = "has a smoke test already; a stage runs one";
      found.push({ property: `${property}.stage`, value: hook.stage, reason });
    }
    found.push(...smokeTestProblems(hook).map(({ field, ...rest }) => ({ property: `${property}.${field}`, ...rest })));
  });
  return found;
}
