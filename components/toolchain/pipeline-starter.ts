import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import type { EventTrigger } from "../../catalog/pipeline/model";
import { type Finding, refuse } from "../problems";
import { trackRole } from "./track-role";

export interface PipelineStarterArgs {
  /** Physical name of the pipeline that the events start, and first part of the rules' names. */
  pipelineName: string;
  roleName: string;
  accountId: string;
  partition: string;
  region: string;
  boundaryArn: string;
  /** At least one. */
  events: EventTrigger[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const longestRule = 64;

/**
 * Rules of EventBridge that start one pipeline, and the role that they start it with, which can start no other.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class PipelineStarter extends pulumi.ComponentResource {
  readonly ruleNames: pulumi.Output<string[]>;

  constructor(name: string, args: PipelineStarterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:PipelineStarter", name, {}, opts);
    refuse("PipelineStarter", name, findings(args));
    const { region } = args;
    const pipelineArn = `arn:${args.partition}:codepipeline:${region}:${args.accountId}:${args.pipelineName}`;
    const roleArn = trackRole(
      name,
      {
        roleName: args.roleName,
        description: `Events start ${args.pipelineName} with it`,
        boundaryArn: args.boundaryArn,
        trust: starterTrust(args),
        policies: {
          start: policy({
            Sid: "Start",
            Effect: "Allow",
            Action: "codepipeline:StartPipelineExecution",
            Resource: pipelineArn,
          }),
        },
      },
      { parent: this },
    );
    const rules = args.events.map((event) => {
      const rule = new aws.cloudwatch.EventRule(
        `${name}-${event.name}`,
        {
          name: ruleName(args, event),
          description: `Starts ${args.pipelineName}`,
          eventPattern: JSON.stringify(event.pattern),
          region,
        },
        { parent: this },
      );
      new aws.cloudwatch.EventTarget(
        `${name}-${event.name}-target`,
        { rule: rule.name, targetId: "pipeline", arn: pipelineArn, roleArn, region },
        { parent: this },
      );
      return rule.name;
    });
    this.ruleNames = pulumi.all(rules);
    this.registerOutputs({ ruleNames: this.ruleNames });
  }
}

const ruleName = ({ pipelineName }: PipelineStarterArgs, { name }: Pick<EventTrigger, "name">) =>
  `${pipelineName}-${name}`;

/**
 * Admits EventBridge for these rules only
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html). Events
 * begin with a capital and services do not, so no other pipeline has a rule of such a name.
 */
export function starterTrust(args: PipelineStarterArgs): PolicyDocument {
  // One pattern for all services before this one: a trust has room for about twenty rules.
  const names = args.events.map(({ name }) => name.replace(/^After-.*/, "After-*"));
  const rules = [...new Set(names)].map(
    (name) => `arn:${args.partition}:events:${args.region}:${args.accountId}:rule/${ruleName(args, { name })}`,
  );
  return policy(trustService("EventBridge", "events", args.partition, args.accountId, rules.sort()));
}

function findings(args: PipelineStarterArgs): Finding[] {
  const found: Finding[] = [];
  if (args.events.length === 0) found.push({ property: "events", value: [], reason: "must be one event at least" });
  args.events.forEach((event, index) => {
    if (args.events.findIndex(({ name }) => name === event.name) !== index) {
      found.push({ property: `events[${index}].name`, value: event.name, reason: "names two events; rename one" });
    }
    const full = ruleName(args, event);
    if (full.length > longestRule || !/^[.\w-]+$/.test(full)) {
      const reason = `makes a rule ${full}, which must be at most ${longestRule} of A-Z, a-z, 0-9, . - _`;
      found.push({ property: `events[${index}].name`, value: event.name, reason });
    }
  });
  return found;
}
