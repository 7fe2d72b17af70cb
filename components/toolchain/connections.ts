import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../catalog/naming";
import type { ToolchainSettings } from "../../catalog/types";
import { type Finding, refuse } from "../problems";

export interface ConnectionsArgs {
  names: Naming;
  /** Connections to source hosts by name. */
  connections: ToolchainSettings["connections"];
  region: string;
}

/**
 * Connections to source hosts. One that is given by its ARN is only named; each other is made, with its ARN in
 * Parameter Store for the pipelines of the account.
 *
 * A new connection is PENDING until a person completes it once in the console (Developer Tools, Settings,
 * Connections); pipelines that use it fail in their source stage until then.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class Connections extends pulumi.ComponentResource {
  /** ARNs by the connection's name in the configuration. */
  readonly arns: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ConnectionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:Connections", name, {}, opts);
    refuse("Connections", name, findings(args));
    const { names, region } = args;
    const arns: Record<string, pulumi.Output<string>> = {};
    for (const [key, { provider, arn }] of Object.entries(args.connections)) {
      if (arn !== undefined) {
        arns[key] = pulumi.output(arn);
        continue;
      }
      const connection = new aws.codeconnections.Connection(
        `${name}-${key}`,
        { name: names.connection(key), providerType: provider, region },
        { parent: this },
      );
      new aws.ssm.Parameter(
        `${name}-${key}-arn`,
        {
          name: names.parameter("connections", key),
          description: `ARN of the connection ${names.connection(key)}`,
          type: "String",
          insecureValue: connection.arn,
          region,
        },
        { parent: this },
      );
      arns[key] = connection.arn;
    }
    this.arns = pulumi.output(arns);
    this.registerOutputs({ arns: this.arns });
  }
}

/** Characters of a connection's name: https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_CreateConnection.html */
const longestName = 32;

function findings({ names, connections }: ConnectionsArgs): Finding[] {
  return Object.entries(connections).flatMap(([key, { arn }]): Finding[] => {
    if (arn !== undefined) return [];
    const physical = names.connection(key);
    if (/^[A-Za-z0-9-]+$/.test(physical) && physical.length <= longestName) return [];
    const reason = `is named ${physical}, which must be at most ${longestName} of A-Z, a-z, 0-9 and -; rename it`;
    return [{ property: `connections.${key}`, value: key, reason }];
  });
}
