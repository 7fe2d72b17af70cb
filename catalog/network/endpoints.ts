/** Services of AWS that a network can reach by an endpoint of its own, and how the endpoints' services are named. */

interface EndpointFacts {
  /** Prefix of the service's actions; present where its own guide documents endpoint policies. */
  actions?: string;
  /** Whether the endpoint's service is named by the partition's own domain outside `aws` and `aws-us-gov`. */
  ownDomainIn?: readonly string[];
}

const china = ["aws-cn"];
const chinaAndEurope = ["aws-cn", "aws-eusc"];

/**
 * Interface endpoints by the name that a file gives them
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html). Which services have
 * another domain than `com.amazonaws` is AWS CDK's table (`getDefaultEndpointPrefix` of
 * https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts). A service without
 * `actions` keeps the policy that AWS gives an endpoint.
 */
const facts = {
  autoscaling: { ownDomainIn: china },
  cloudformation: { actions: "cloudformation", ownDomainIn: china },
  codebuild: { actions: "codebuild" },
  codedeploy: {},
  "codedeploy-commands-secure": { ownDomainIn: china },
  ec2: { actions: "ec2", ownDomainIn: china },
  ec2messages: {},
  "ecr.api": { actions: "ecr", ownDomainIn: chinaAndEurope },
  "ecr.dkr": { actions: "ecr", ownDomainIn: chinaAndEurope },
  ecs: {},
  "ecs-agent": {},
  "ecs-telemetry": {},
  elasticloadbalancing: {},
  events: {},
  kms: { actions: "kms" },
  lambda: { actions: "lambda", ownDomainIn: china },
  logs: { actions: "logs" },
  monitoring: { actions: "cloudwatch", ownDomainIn: china },
  secretsmanager: { actions: "secretsmanager" },
  sns: { actions: "sns" },
  sqs: { actions: "sqs", ownDomainIn: china },
  ssm: { actions: "ssm" },
  ssmmessages: {},
  states: { ownDomainIn: china },
  sts: { actions: "sts", ownDomainIn: china },
} as const satisfies Record<string, EndpointFacts>;

export type EndpointService = keyof typeof facts;

export const endpointServices = Object.keys(facts) as [EndpointService, ...EndpointService[]];

const table: Record<EndpointService, EndpointFacts> = facts;

/** Prefix of the actions that an endpoint's policy can limit; undefined when it has none of its own. */
export function endpointActions(service: EndpointService): string | undefined {
  return table[service].actions;
}

/** `com.amazonaws.eu-west-1.ecr.api`: the name that an interface endpoint's service has in a region. */
export function endpointServiceName(service: EndpointService, partition: string, region: string): string {
  const own = table[service].ownDomainIn?.includes(partition) ?? false;
  return `${own ? ownDomains[partition] : "com.amazonaws"}.${region}.${service}`;
}

const ownDomains: Record<string, string> = { "aws-cn": "cn.com.amazonaws", "aws-eusc": "eu.amazonaws" };

/** Gateway endpoints, which cost nothing: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
export const gatewayServices = ["s3", "dynamodb"] as const;
export type GatewayService = (typeof gatewayServices)[number];

/** In every partition by the common domain; China's S3 of its own domain is the interface endpoint. */
export function gatewayServiceName(service: GatewayService, region: string): string {
  return `com.amazonaws.${region}.${service}`;
}
