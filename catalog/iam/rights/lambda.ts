/** Lambda: the functions of gates and releases in the toolchain, those of services and of their hooks elsewhere. */
import { each, everything, on, own, pass, provider, type Row, regional, type Widened } from "./row";

/** The toolchain's functions by name; elsewhere all of the organisation's names. */
const ours: Widened = (place) =>
  place.accountId === place.toolchainId ? [place.names.gates, place.names.release] : own(place);
const itself = regional("lambda", "function:{name}", { name: ours });
const itsFunction = regional("lambda", "function:{functionName}", { functionName: ours });
/** An alias has an ARN of its own there. */
const itsAlias = regional("lambda", "function:{functionName}:{qualifier}", { functionName: ours });

const handedOn = pass("lambda", "role", ({ names, partition, accountId, toolchainId }) =>
  accountId === toolchainId
    ? (["gates", "release"] as const).map((role) => names.platformRoleArn(partition, accountId, role))
    : (["function", "hook"] as const).map((role) => names.serviceRoleArn(partition, accountId, "*", "*", role)),
);

/** Lambda looks at the network that a function is put into as whoever puts it there: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const network = on(everything, ...each("ec2:Describe", "SecurityGroups", "Subnets", "Vpcs"));

/**
 * Whoever makes a function of an image of another account must be able to fetch it
 * (https://repost.aws/knowledge-center/lambda-ecr-image). No input names the repository apart from the image.
 */
const placeholder = on(
  {
    arn: "arn:{partition}:ecr:{region}:{registry}:repository/{repository}",
    names: { registry: ({ toolchainId }) => toolchainId, repository: ({ names }) => names.imageRepository("*", "*") },
  },
  ...each("ecr:", "BatchGetImage", "GetDownloadUrlForLayer"),
);

export const lambdaRows: Row[] = [
  {
    type: "aws:lambda/function:Function",
    source: provider("lambda/function.go"),
    parts: { target: "functions", toolchain: "gates" },
    create: [
      on(itself, ...each("lambda:", "CreateFunction", "PublishVersion", "PutFunctionConcurrency", "TagResource")),
      handedOn,
      network,
      placeholder,
    ],
    read: [
      on(
        itself,
        ...each("lambda:GetFunction", "", "CodeSigningConfig", "Concurrency", "Configuration"),
        ...each("lambda:", "GetRuntimeManagementConfig", "ListTags", "ListVersionsByFunction"),
      ),
    ],
    update: [
      on(
        itself,
        ...each("lambda:UpdateFunction", "Code", "Configuration"),
        ...each("lambda:", "DeleteFunctionConcurrency", "PublishVersion", "PutFunctionConcurrency"),
        ...each("lambda:", "TagResource", "UntagResource"),
      ),
      handedOn,
      network,
    ],
    delete: [on(itself, "lambda:DeleteFunction")],
  },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    source: provider("lambda/function_event_invoke_config.go"),
    parts: { toolchain: "gates" },
    create: [on(itsFunction, "lambda:PutFunctionEventInvokeConfig")],
    read: [on(itsFunction, "lambda:GetFunctionEventInvokeConfig")],
    update: [on(itsFunction, ...each("lambda:", "PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"))],
    delete: [on(itsFunction, "lambda:DeleteFunctionEventInvokeConfig")],
  },
  {
    type: "aws:lambda/alias:Alias",
    source: provider("lambda/alias.go"),
    parts: { target: "functions" },
    create: [on(itsFunction, "lambda:CreateAlias")],
    read: [on(itsFunction, "lambda:GetAlias")],
    update: [on(itsFunction, "lambda:UpdateAlias")],
    delete: [on(itsFunction, "lambda:DeleteAlias")],
  },
  {
    type: "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    source: provider("lambda/provisioned_concurrency_config.go"),
    parts: { target: "functions" },
    create: [on(itsAlias, "lambda:PutProvisionedConcurrencyConfig")],
    read: [on(itsAlias, "lambda:GetProvisionedConcurrencyConfig")],
    update: [on(itsAlias, "lambda:PutProvisionedConcurrencyConfig")],
    delete: [on(itsAlias, "lambda:DeleteProvisionedConcurrencyConfig")],
  },
];
