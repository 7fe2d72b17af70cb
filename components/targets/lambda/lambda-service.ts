import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Naming, servicePath } from "../../../catalog/naming";
import { rollbackAlarms as alarmPlans } from "../../../catalog/rollout/alarms";
import type { LambdaTarget, TrafficRollout } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import { refuse } from "../../problems";
import { type ImageRegistry, imageRepositories } from "../ecs/args";
import { smokeHooks } from "../hooks/hook-names";
import { LifecycleHooks } from "../hooks/lifecycle-hooks";
import { rollbackAlarms } from "../rollback-alarms";
import { lambdaFindings } from "./findings";
import { functionPolicy, functionTrust } from "./function-documents";
import { functionNetwork, networkStacks } from "./function-network";
import { placeholderCode } from "./placeholder";
import { trafficShift } from "./traffic-shift";

export interface LambdaServiceArgs {
  names: Naming;
  service: string;
  environment: Environment;
  target: LambdaTarget;
  rollout: TrafficRollout;
  /** Where its image is; used for a function that is an image only. */
  registry: ImageRegistry;
}

/** Name of the alias that callers use; releases move it from version to version. */
export const liveAlias = "live";

/**
 * A function on Lambda behind the alias `live`, which CodeDeploy shifts from version to version: canary, linear or all
 * at once.
 *
 * The function's configuration is the program's; its code is its releases'. Of the function exactly the code is
 * ignored (`code` of a zip, `imageUri` of an image), of the alias exactly `functionVersion` and `routingConfig`. A
 * change of the configuration publishes a version that gets no traffic: it arrives with the next release. A change of
 * the architecture replaces the code by the placeholder, for nobody but that version.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class LambdaService extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  /** ARN that callers use. */
  readonly aliasArn: pulumi.Output<string>;
  readonly aliasName: pulumi.Output<string>;
  readonly applicationName: pulumi.Output<string>;
  readonly deploymentGroupName: pulumi.Output<string>;
  readonly alarmNames: pulumi.Output<string[]>;

  constructor(name: string, args: LambdaServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:targets:LambdaService", name, {}, opts);
    refuse("LambdaService", name, lambdaFindings(args.target, args.rollout, args.environment));
    const { names, service, environment, target, rollout } = args;
    const functionName = names.lambdaFunction(service, environment.name);
    const group = {
      application: names.application(service),
      group: names.deploymentGroup(service, environment.name),
    };

    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: names.lambdaLogGroup(service, environment.name), retentionInDays: target.logDays },
      { parent: this },
    );
    const code = lambdaFunction(name, args, { functionName, logGroupName: logs.name }, this);
    const alias = new aws.lambda.Alias(
      `${name}-alias`,
      {
        name: liveAlias,
        functionName: code.name,
        functionVersion: code.version,
        // No argument is left that could change: an update would send version and weights along as the state has them,
        // and take back what releases have moved since (terraform-provider-aws, internal/service/lambda/alias.go).
      },
      { parent: this, ignoreChanges: ["functionVersion", "routingConfig"] },
    );
    if (target.provisioned !== undefined) {
      new aws.lambda.ProvisionedConcurrencyConfig(
        `${name}-provisioned`,
        {
          functionName: code.name,
          qualifier: alias.name,
          provisionedConcurrentExecutions: target.provisioned,
        },
        { parent: this },
      );
    }

    const smoke = smokeHooks(rollout.hooks);
    const hooks =
      smoke.length === 0
        ? undefined
        : new LifecycleHooks(
            `${name}-hooks`,
            {
              names,
              service,
              environment,
              hooks: smoke,
              place: { function: functionName },
              reportTo: group,
              logDays: target.logDays,
            },
            { parent: this },
          );
    const alarms = rollbackAlarms(
      name,
      {
        names,
        service,
        environment,
        plans: alarmPlans(target, rollout),
        // Both versions that an alias has while it is shifted: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
        dimensions: { alias: [{ FunctionName: code.name, Resource: `${functionName}:${liveAlias}` }] },
        logGroupName: logs.name,
      },
      this,
    );
    const shift = trafficShift(name, { ...args, alarmNames: alarms.names }, this);

    // What releases read (functions/release/target.ts); every name is computed.
    new aws.ssm.Parameter(
      `${name}-release-target`,
      {
        name: names.parameter(environment.name, service, "target"),
        description: `What releases of ${service} in ${environment.name} move`,
        type: "String",
        // As `value` it would count as a secret.
        insecureValue: JSON.stringify({
          kind: "lambda",
          function: functionName,
          alias: liveAlias,
          ...(target.package === "image"
            ? { image: target.image, repositories: imageRepositories(args.registry, [target.image!]) }
            : {}),
          alarms: alarms.plainNames,
          codedeploy: { ...group, hooks: hookFunctions(args, hooks) },
        }),
      },
      { parent: this, dependsOn: [shift, ...(hooks ? [hooks] : [])] },
    );

    this.functionName = code.name;
    this.aliasArn = alias.arn;
    this.aliasName = alias.name;
    this.applicationName = shift.appName;
    this.deploymentGroupName = shift.deploymentGroupName;
    this.alarmNames = pulumi.all(alarms.names);
    this.registerOutputs({
      functionName: this.functionName,
      aliasArn: this.aliasArn,
      aliasName: this.aliasName,
      applicationName: this.applicationName,
      deploymentGroupName: this.deploymentGroupName,
      alarmNames: this.alarmNames,
    });
  }
}

/** Event to function, as an appspec names them. */
function hookFunctions({ rollout }: LambdaServiceArgs, smoke: LifecycleHooks | undefined): Record<string, string> {
  return Object.fromEntries(
    rollout.hooks.flatMap((hook): [string, string][] => {
      if (hook.kind === "function") return [[hook.stage, hook.function]];
      return hook.kind === "smoke" ? [[hook.stage, smoke!.functionArns[hook.stage]!]] : [];
    }),
  );
}

function lambdaFunction(
  name: string,
  { names, service, environment, target }: LambdaServiceArgs,
  { functionName, logGroupName }: { functionName: string; logGroupName: pulumi.Input<string> },
  parent: pulumi.Resource,
): aws.lambda.Function {
  const { accountId, partition } = environment;
  const logGroup = names.lambdaLogGroup(service, environment.name);
  const network = { stacks: networkStacks({ service, environment }), functions: [functionName] };
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      name: names.serviceRole(service, environment.name, "function"),
      path: servicePath,
      description: `The function of ${service} in ${environment.name}`,
      assumeRolePolicy: JSON.stringify(functionTrust(environment)),
      permissionsBoundary: names.boundaryArn(partition, accountId),
    },
    { parent },
  );
  const rights = new aws.iam.RolePolicy(
    `${name}-role-policy`,
    {
      name: "function",
      role: role.name,
      policy: JSON.stringify(functionPolicy(environment, target, logGroup, target.vpc ? network : undefined)),
    },
    { parent },
  );
  return new aws.lambda.Function(
    `${name}-function`,
    {
      name: functionName,
      description: `${service} in ${environment.name}`,
      role: role.arn,
      architectures: [target.architecture],
      memorySize: target.memory,
      timeout: target.timeoutSeconds,
      ...packageOf(target, environment.name),
      // The alias names a version from the start: CodeDeploy moves it from one to another.
      publish: true,
      ...(target.reserved === undefined ? {} : { reservedConcurrentExecutions: target.reserved }),
      environment: { variables: variables(target) },
      loggingConfig: { logFormat: "Text", logGroup: logGroupName },
      tracingConfig: { mode: "Active" },
      ...(target.vpc ? { vpcConfig: functionNetwork(name, names, environment, functionName, parent) } : {}),
    },
    {
      parent,
      ignoreChanges: [target.package === "zip" ? "code" : "imageUri"],
      // It cannot be put into a network, or write its log, before its role may do that.
      dependsOn: [rights],
    },
  );
}

function packageOf(target: LambdaTarget, environment: string): Partial<aws.lambda.FunctionArgs> {
  if (target.package === "image") return { packageType: "Image", imageUri: target.placeholder![environment]! };
  const { runtime, handler } = target as Required<LambdaTarget>;
  return { packageType: "Zip", runtime, handler, code: placeholderCode(runtime, handler) };
}

/** A secret's variable holds its name: the function asks for it itself, so that nothing of it is in its configuration. */
function variables({ environment, secrets }: LambdaTarget): Record<string, string> {
  const named = Object.entries(secrets).map(([variable, reference]) => [
    variable,
    "parameter" in reference ? reference.parameter : reference.secret,
  ]);
  return { ...environment, ...Object.fromEntries(named) };
}
