/** Hooks of a service's rollouts: which function runs at which stage. */
import type * as pulumi from "@pulumi/pulumi";
import type { EcsHookEvent, Hooks } from "../../../catalog/deploy-documents/hooks";
import type { TrafficHook } from "../../../catalog/target-types";
import { smokeHooks } from "../hooks/hook-names";
import { LifecycleHooks } from "../hooks/lifecycle-hooks";
import type { LoadBalancer } from "../load-balancer/load-balancer";
import type { EcsServiceArgs } from "./args";

export interface EcsHooksArgs extends EcsServiceArgs {
  /** Where smoke tests run. */
  subnetIds: pulumi.Input<string[]>;
  securityGroupIds: pulumi.Input<string>[];
  balancer: LoadBalancer;
}

/** A hook with the ARN of the function that it runs; a pause has none. */
export interface PlacedHook {
  hook: TrafficHook;
  functionArn?: string;
}

export interface EcsHooks {
  placed: PlacedHook[];
  /** For CodeDeploy, by event. */
  events: Hooks<EcsHookEvent>;
  /** What a rollout waits for. */
  resources: pulumi.Resource[];
}

export function hooksOf(name: string, args: EcsHooksArgs, parent: pulumi.Resource): EcsHooks {
  const { names, service, environment, target, rollout } = args;
  const smoke = smokeHooks(rollout.hooks);
  const group = { application: names.application(service), group: names.deploymentGroup(service, environment.name) };
  const tests =
    smoke.length === 0
      ? undefined
      : new LifecycleHooks(
          name,
          {
            names,
            service,
            environment,
            hooks: smoke,
            // It is asked by the balancer's own name, which no certificate bears.
            place: { origin: args.balancer.testOrigin, anyName: true },
            ...(rollout.controller === "codedeploy" ? { reportTo: group } : {}),
            network: { subnetIds: args.subnetIds, securityGroupIds: args.securityGroupIds },
            logDays: target.logDays,
          },
          { parent },
        );
  const { partition, region, accountId } = environment;
  const placed = rollout.hooks.map((hook): PlacedHook => {
    if (hook.kind === "pause") return { hook };
    if (hook.kind === "smoke") return { hook, functionArn: tests!.functionArns[hook.stage]! };
    return { hook, functionArn: `arn:${partition}:lambda:${region}:${accountId}:function:${hook.function}` };
  });
  return {
    placed,
    events: Object.fromEntries(
      placed.flatMap(({ hook, functionArn }) => (functionArn ? [[hook.stage, functionArn]] : [])),
    ),
    resources: tests ? [tests] : [],
  };
}
