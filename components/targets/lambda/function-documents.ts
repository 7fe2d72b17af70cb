/** What a function on Lambda runs with: trust, and rights for exactly what its target uses. */
import { type PolicyDocument, policy, type Statement, trustService } from "../../../catalog/iam/document";
import { each } from "../../../catalog/iam/each";
import type { LambdaTarget } from "../../../catalog/target-types";
import { secretStatements } from "../secret-rights";

export interface FunctionPlace {
  partition: string;
  accountId: string;
  region: string;
}

/** `aws:SourceAccount` alone: that Lambda sends `aws:SourceArn` when it assumes a function's role is documented nowhere. */
export function functionTrust({ partition, accountId }: FunctionPlace): PolicyDocument {
  return policy(trustService("Lambda", "lambda", partition, accountId));
}

export function functionPolicy(
  place: FunctionPlace,
  target: Pick<LambdaTarget, "secrets">,
  logGroupName: string,
  network?: FunctionNetwork,
): PolicyDocument {
  const regional = (service: string, resource: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;
  return policy(
    logStatement(regional("logs", `log-group:${logGroupName}:*`)),
    {
      // Traces are no resources: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
      Sid: "Traces",
      Effect: "Allow",
      Action: each("xray:", "PutTelemetryRecords", "PutTraceSegments"),
      Resource: "*",
    },
    ...secretStatements(Object.values(target.secrets), place, each("ssm:", "GetParameter", "GetParameters")),
    ...(network ? interfaceStatements(place, network) : []),
  );
}

export function logStatement(resource: string): Statement {
  return { Sid: "Logs", Effect: "Allow", Action: each("logs:", "CreateLogStream", "PutLogEvents"), Resource: resource };
}

const look = each("ec2:Describe", "NetworkInterfaces", "Subnets");
const change = each("ec2:", "AssignPrivateIpAddresses", "DeleteNetworkInterface", "UnassignPrivateIpAddresses");

/** What a function in a network is in. */
export interface FunctionNetwork {
  /** Stack that made the network, and the one that made the function's security group. */
  stacks: { network: string; group: string };
  functions: string[];
}

/**
 * Lambda puts a function into a network with the function's own role
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html): into the private
 * subnets of one stack, with the security group of another, as ids cannot be computed and tags can. The function's
 * code, which is told by its ARN, may not (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
export function interfaceStatements(
  { partition, accountId, region }: FunctionPlace,
  { stacks, functions }: FunctionNetwork,
): Statement[] {
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const ofStack = (stack: string) => ({ "aws:ResourceTag/slipway:stack": stack });
  const make = "ec2:CreateNetworkInterface";
  return [
    // Looking knows no single resources.
    { Sid: "FindNetwork", Effect: "Allow", Action: look, Resource: "*" },
    { Sid: "Interfaces", Effect: "Allow", Action: [make, ...change], Resource: regional("ec2", "network-interface/*") },
    {
      Sid: "InSubnets",
      Effect: "Allow",
      Action: make,
      Resource: regional("ec2", "subnet/*"),
      // awsx tags what has no direct way to the internet so.
      Condition: { StringEquals: { ...ofStack(stacks.network), "aws:ResourceTag/SubnetType": "Private" } },
    },
    {
      Sid: "WithGroup",
      Effect: "Allow",
      Action: make,
      Resource: regional("ec2", "security-group/*"),
      Condition: { StringEquals: ofStack(stacks.group) },
    },
    {
      Sid: "NoInterfacesFromCode",
      Effect: "Deny",
      Action: [...change, make, ...look],
      Resource: "*",
      Condition: {
        ArnEquals: {
          "lambda:SourceFunctionArn": sorted(functions.map((name) => regional("lambda", `function:${name}`))),
        },
      },
    },
  ];
}

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort();
}
