/** What the endpoints of a network let through: the organisation's own principals, and with gateways its own resources. */
import { type ConditionBlock, type PolicyDocument, policy, type Statement } from "../../catalog/iam/document";
import { type EndpointService, endpointActions, type GatewayService } from "../../catalog/network/endpoints";

/** Whose principals and resources are let through. */
export interface EndpointOwner {
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
  /** Accounts of the files, which stand for the organisation when its id is not known. */
  accountIds: readonly string[];
}

export interface EndpointPlace {
  partition: string;
  region: string;
}

/** The condition that principals, and where asked resources, are the organisation's. */
function owned({ organizationId, accountIds }: EndpointOwner, ...sides: ("Principal" | "Resource")[]): ConditionBlock {
  const value = organizationId ?? [...accountIds].sort();
  const key = organizationId ? "OrgID" : "Account";
  return { StringEquals: Object.fromEntries(sides.map((side) => [`aws:${side}${key}`, value])) };
}

/**
 * AWS's own services, with their own principals, as its examples of endpoint policies let them:
 * https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/vpc_endpoint_policies
 */
function ofServices(actions: string): Statement {
  return {
    Sid: "Services",
    Effect: "Allow",
    Principal: "*",
    Action: actions,
    Resource: "*",
    Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } },
  };
}

/**
 * Amazon's own buckets that instances and images need, read without credentials or with those of the service:
 * layers of ECR (https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html), the agents of Systems
 * Manager (https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html) and
 * CodeDeploy (https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html),
 * the agent of CloudWatch, and the packages of Amazon Linux 2023; gathered in
 * https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/service_owned_resources.md.
 */
function amazonBuckets(region: string): string[] {
  return [
    "amazoncloudwatch-agent",
    `al2023-repos-${region}-de612dc2`,
    `amazon-ssm-${region}`,
    `amazoncloudwatch-agent-${region}`,
    `aws-codedeploy-${region}`,
    `aws-ssm-${region}`,
    `aws-ssm-distributor-file-${region}`,
    `aws-ssm-document-attachments-${region}`,
    // Bahrain's has a suffix of its own.
    `patch-baseline-snapshot-${region}${region === "me-south-1" ? "-uduvl7q8" : ""}`,
    `prod-${region}-starport-layer-bucket`,
    `${region}-birdwatcher-prod`,
  ];
}

/** Policy of a gateway endpoint. `readableBuckets` are buckets of others that may be read. */
export function gatewayPolicy(
  service: GatewayService,
  { partition, region }: EndpointPlace,
  owner: EndpointOwner,
  readableBuckets: readonly string[],
): PolicyDocument {
  const own: Statement = {
    Sid: "Own",
    Effect: "Allow",
    Principal: "*",
    Action: `${service}:*`,
    Resource: "*",
    Condition: owned(owner, "Principal", "Resource"),
  };
  if (service !== "s3") return policy(own, ofServices(`${service}:*`));
  const arn = (bucket: string) => `arn:${partition}:s3:::${bucket}`;
  const foreign = [...readableBuckets].sort();
  return policy(
    own,
    ofServices("s3:*"),
    {
      Sid: "AmazonBuckets",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: amazonBuckets(region).map((bucket) => `${arn(bucket)}/*`),
    },
    ...(foreign.length > 0
      ? [
          {
            Sid: "OthersBuckets",
            Effect: "Allow" as const,
            Principal: "*" as const,
            Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
            Resource: foreign.flatMap((bucket) => [arn(bucket), `${arn(bucket)}/*`]),
          },
        ]
      : []),
  );
}

/**
 * Policy of an interface endpoint; undefined when the service takes none. Resources are not limited: services read
 * documents, parameters and images of Amazon's through the same calls.
 */
export function interfacePolicy(service: EndpointService, owner: EndpointOwner): PolicyDocument | undefined {
  const prefix = endpointActions(service);
  if (prefix === undefined) return undefined;
  const own: Statement = {
    Sid: "Own",
    Effect: "Allow",
    Principal: "*",
    Action: `${prefix}:*`,
    Resource: "*",
    Condition: owned(owner, "Principal"),
  };
  const more: Statement[] = service === "sts" ? [tokens(owner)] : [];
  return policy(own, ofServices(`${prefix}:*`), ...more);
}

/** Whoever exchanges a token has no principal yet; the role is the organisation's. */
function tokens(owner: EndpointOwner): Statement {
  return {
    Sid: "Tokens",
    Effect: "Allow",
    Principal: "*",
    Action: ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
    Resource: "*",
    Condition: owned(owner, "Resource"),
  };
}
