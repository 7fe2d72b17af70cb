/**
 * CloudWatch Synthetics. It makes the function and the layer behind a canary, and deletes them, as whoever makes the
 * canary: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Roles.html says
 * what AWS's own policy for that allows.
 */
import { each, everything, on, own, pass, provider, type Row, regional, stackTag, type Where } from "./row";

const names = { name: own };
const canary = regional("synthetics", "canary:{name}", names);
/** Stacks of services are named `<service>.<environment>`. */
const tagged: Where = { ...everything, when: () => ({ StringLike: { [`aws:RequestTag/${stackTag}`]: "*.*" } }) };

/** `cwsyn-`, the canary's name or its beginning, and an id. */
const itsFunction = regional("lambda", "function:cwsyn-{name}-{id}", names);
const itsLayer = regional("lambda", "layer:cwsyn-{name}-{id}", names);
const itsLayers = regional("lambda", "layer:cwsyn-{name}-{id}:*", names);
/** The runtime's layer is in an account of AWS's own, another one in each region. */
const runtimeLayer: Where = { arn: "arn:{partition}:lambda:{region}:*:layer:Synthetics*:*" };

const code: Where = {
  arn: "arn:{partition}:s3:::{s3Bucket}/{s3Key}",
  names: { s3Bucket: ({ names: all, accountId }) => all.canaryBucket("*", accountId, "*") },
};

const handedOn = ["lambda", "synthetics"].map((service) =>
  pass(service, "executionRoleArn", ({ names: all, partition, accountId }) =>
    all.serviceRoleArn(partition, accountId, "*", "*", "synthetic"),
  ),
);

const made = [
  on(
    itsFunction,
    ...each("lambda:", "AddPermission", "GetFunctionConfiguration", "PublishVersion"),
    ...each("lambda:UpdateFunction", "Code", "Configuration"),
  ),
  on(itsLayer, "lambda:PublishLayerVersion"),
  on(itsLayers, "lambda:GetLayerVersion"),
  on(runtimeLayer, "lambda:GetLayerVersion"),
  on(everything, ...each("ec2:Describe", "SecurityGroups", "Subnets", "Vpcs")),
  on(code, "s3:GetObject"),
  ...handedOn,
];

export const syntheticsRows: Row[] = [
  {
    type: "aws:synthetics/canary:Canary",
    source: provider("synthetics/canary.go"),
    parts: { target: "synthetics" },
    // The log group's name.
    gives: "/aws/lambda/cwsyn-{name}-{id}",
    create: [
      on(tagged, "synthetics:CreateCanary"),
      on(canary, ...each("synthetics:", "StartCanary", "TagResource")),
      on(itsFunction, "lambda:CreateFunction"),
      ...made,
    ],
    read: [on(canary, "synthetics:GetCanary")],
    update: [
      on(canary, ...each("synthetics:", "StartCanary", "StopCanary", "TagResource", "UntagResource", "UpdateCanary")),
      ...made,
    ],
    delete: [
      on(canary, "synthetics:DeleteCanary", "synthetics:StopCanary"),
      on(itsFunction, "lambda:DeleteFunction"),
      on(itsLayers, "lambda:DeleteLayerVersion"),
    ],
  },
];
