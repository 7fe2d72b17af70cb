/** Listeners of a load balancer, and where each keeps the weights that a rollout moves. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Listening } from "./listening";
import type { TargetGroups } from "./target-groups";

export interface ListenersArgs {
  listening: Listening;
  kind: "application" | "network";
  tlsPolicy: string;
  groups: TargetGroups;
  loadBalancerArn: pulumi.Input<string>;
  /** Name of the balancer, which listeners and rules bear as a tag. */
  balancerName: string;
}

/** A listener, and the ARN of what ECS moves weights of: its rule, or a network load balancer's listener itself. */
export interface Route {
  listenerArn: pulumi.Output<string>;
  ruleArn: pulumi.Output<string>;
}

export interface Routes {
  production: Route;
  /** Absent where no controller shifts traffic. */
  test?: Route;
}

export function listeners(name: string, args: ListenersArgs, parent: pulumi.Resource): Routes {
  const { listening, groups, loadBalancerArn } = args;
  const tags = { Name: args.balancerName };
  if (listening.redirectPort !== undefined) {
    new aws.lb.Listener(
      `${name}-redirect`,
      {
        loadBalancerArn,
        port: listening.redirectPort,
        protocol: "HTTP",
        defaultActions: [
          { type: "redirect", redirect: { port: String(listening.port), protocol: "HTTPS", statusCode: "HTTP_301" } },
        ],
        tags,
      },
      { parent },
    );
  }
  const production = route(name, "production", listening.port, args, parent);
  if (!groups.green) return { production };
  return { production, test: route(name, "test", listening.testPort, args, parent) };
}

function route(
  name: string,
  part: "production" | "test",
  port: number,
  { listening, kind, tlsPolicy, groups, loadBalancerArn, balancerName }: ListenersArgs,
  parent: pulumi.Resource,
): Route {
  const { protocol, certificate } = listening;
  const tags = { Name: balancerName };
  const common = {
    tags,
    loadBalancerArn,
    port,
    protocol,
    ...(certificate === undefined ? {} : { certificateArn: certificate, sslPolicy: tlsPolicy }),
  };
  const forward = { type: "forward", forward: { targetGroups: weights(groups) } };
  // Whoever shifts traffic rewrites an action as a whole; ignoring single weights breaks (pulumi-aws#5798, #5772).
  const ignored = (property: string) => (groups.green ? { ignoreChanges: [property] } : {});
  if (kind === "network") {
    // It has no rules: its one action is what is rewritten.
    const listener = new aws.lb.Listener(
      `${name}-${part}`,
      { ...common, defaultActions: [forward] },
      { parent, ...ignored("defaultActions") },
    );
    return { listenerArn: listener.arn, ruleArn: listener.arn };
  }
  const listener = new aws.lb.Listener(
    `${name}-${part}`,
    {
      ...common,
      defaultActions: [
        { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404", messageBody: "" } },
      ],
    },
    { parent },
  );
  // The weights are in a rule of their own, so that everything else of the listener stays watched.
  const rule = new aws.lb.ListenerRule(
    `${name}-${part}-rule`,
    {
      listenerArn: listener.arn,
      priority: 1,
      conditions: [{ pathPattern: { values: ["/*"] } }],
      actions: [forward],
      tags,
    },
    { parent, ...ignored("actions") },
  );
  return { listenerArn: listener.arn, ruleArn: rule.arn };
}

/** Both groups from the start: ECS and CodeDeploy leave the other one with weight 0 themselves. */
function weights({ blue, green }: TargetGroups): aws.types.input.lb.ListenerRuleActionForwardTargetGroup[] {
  return green
    ? [
        { arn: blue.arn, weight: 100 },
        { arn: green.arn, weight: 0 },
      ]
    : [{ arn: blue.arn, weight: 100 }];
}
