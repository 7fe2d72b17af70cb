import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rollbackAlarms as alarmPlans } from "../../../catalog/rollout/alarms";
import { isSynthetic } from "../../../catalog/rollout/synthetic";
import type { EcsTarget } from "../../../catalog/target-types";
import { networkParameters } from "../../network/network";
import { refuse } from "../../problems";
import { LoadBalancer } from "../load-balancer/load-balancer";
import { rollbackAlarms } from "../rollback-alarms";
import { SyntheticCanary } from "../synthetic/canary";
import type { EcsServiceArgs } from "./args";
import { clusterParameters } from "./cluster";
import { ecsDeployments } from "./codedeploy";
import { releaseTarget } from "./document";
import { findings } from "./findings";
import { hooksOf } from "./hooks";
import { deploymentConfiguration } from "./native";
import { execAllowed, taskRoles } from "./roles";
import { scale } from "./scaling";
import { template } from "./template";
import { taskSecurityGroup } from "./traffic";

/**
 * A service on ECS behind a load balancer of its own, whose traffic goes over to a new revision by ECS itself or by
 * CodeDeploy.
 *
 * Everything of it is Pulumi's but what releases bring: they register a revision of the template with the images of a
 * build, and start its rollout. So the service's `taskDefinition` is ignored; with CodeDeploy its load balancers, as
 * CodeDeploy swaps the target groups of task sets; where it scales its `desiredCount`, which Application Auto Scaling
 * owns; and of the two listener rules whose weights a rollout moves their `actions`. Nothing more.
 *
 * A change of its own settings, of any but tags, is a rollout by ECS of the revision that runs, with its hooks and its
 * bake, which this does not wait for: so no hook that pauses runs inside an update. While a rollout is under way it is
 * one of the revision that is being rolled out, in the place of that (UpdateService keeps the task definition that the
 * service names), and the release that began it follows it.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class EcsService extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;
  readonly clusterName: string;
  readonly alarmNames: pulumi.Output<string[]>;
  /** Where clients reach it. */
  readonly origin: pulumi.Output<string>;
  readonly testOrigin: pulumi.Output<string>;
  /** Parameter that tells releases of it. */
  readonly targetParameter: string;

  constructor(name: string, args: EcsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:targets:EcsService", name, {}, opts);
    refuse("EcsService", name, findings(args));
    const { names, service, environment, target, rollout } = args;
    const child = { parent: this };
    const fullName = names.ecsService(service, environment.name);
    const codedeploy = rollout.controller === "codedeploy";
    const shifted = rollout.strategy !== "rolling";
    const parameters = networkParameters(names, environment.name);
    const read = (parameter: string) => aws.ssm.getParameterOutput({ name: parameter }, child).insecureValue;
    const vpcId = read(parameters.vpcId);
    const subnetIds = read(parameters.privateSubnetIds).apply((list) => list.split(","));
    const clusterArn = read(clusterParameters(names, environment.name).arn);

    const logGroupName = names.containerLogGroup(service, environment.name);
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: logGroupName, retentionInDays: target.logDays },
      child,
    );
    const roles = taskRoles(name, { ...args, logGroupName }, this);
    const taskTemplate = template(
      name,
      { family: names.taskTemplate(service, environment.name), target, environment, roles, logGroupName },
      this,
    );
    const balancer = new LoadBalancer(
      `${name}-balancer`,
      { names, service, environment, balancing: target.loadBalancer, health: target.health, shifted, vpcId },
      child,
    );
    const tasks = taskSecurityGroup(
      name,
      {
        fullName,
        cidr: environment.network.cidr,
        port: target.port,
        vpcId,
        balancerGroupId: balancer.securityGroupId,
        connect: target.connect,
      },
      this,
    );
    const synthetic = rollout.alarms.find(isSynthetic);
    const canary = synthetic
      ? new SyntheticCanary(
          `${name}-synthetic`,
          { names, service, environment, alarm: synthetic, origin: balancer.origin, logDays: target.logDays },
          child,
        )
      : undefined;
    const alarms = rollbackAlarms(
      name,
      {
        names,
        service,
        environment,
        plans: alarmPlans(target, rollout),
        dimensions: { ...balancer.dimensions, ...(canary ? { canary: canary.dimensions } : {}) },
        logGroupName: logs.name,
      },
      this,
    );
    const hooks = hooksOf(`${name}-hooks`, { ...args, subnetIds, securityGroupIds: [tasks.id], balancer }, this);

    const infrastructure = names.platformRoleArn(environment.partition, environment.accountId, "ecs");
    const { blue, green } = balancer.groups;
    const { production, test } = balancer.routes;
    const ecsService = new aws.ecs.Service(
      `${name}-service`,
      {
        name: fullName,
        cluster: clusterArn,
        taskDefinition: taskTemplate.arn,
        desiredCount: target.desired,
        capacityProviderStrategies: target.capacity.map(({ provider, weight, base }) => ({
          capacityProvider: provider,
          weight,
          base,
        })),
        networkConfiguration: { subnets: subnetIds, securityGroups: [tasks.id], assignPublicIp: false },
        enableExecuteCommand: execAllowed(target, environment),
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
        healthCheckGracePeriodSeconds: graceSeconds,
        deploymentController: { type: codedeploy ? "CODE_DEPLOY" : "ECS" },
        loadBalancers: [
          {
            targetGroupArn: blue.arn,
            containerName: target.container,
            containerPort: target.port,
            ...(green && !codedeploy
              ? {
                  advancedConfiguration: {
                    alternateTargetGroupArn: green.arn,
                    productionListenerRule: production.ruleArn,
                    testListenerRule: test!.ruleArn,
                    roleArn: infrastructure,
                  },
                }
              : {}),
          },
        ],
        ...(codedeploy
          ? {}
          : {
              deploymentCircuitBreaker: { enable: true, rollback: true },
              deploymentConfiguration: deploymentConfiguration(rollout, hooks.placed, infrastructure),
              ...(alarms.names.length > 0
                ? { alarms: { enable: true, rollback: true, alarmNames: alarms.names } }
                : {}),
              // Without it the provider refuses another capacity strategy, as ECS does. With it every update of the service
              // is a rollout; it makes one where more than tags has changed: internal/service/ecs/service.go of
              // https://github.com/hashicorp/terraform-provider-aws.
              forceNewDeployment: true,
            }),
        ...(target.connect ? { serviceConnectConfiguration: connection(service, target) } : {}),
        // An update ends when ECS has taken it: a rollout may take days, and a hook that pauses as long.
        waitForSteadyState: false,
      },
      {
        parent: this,
        ignoreChanges: [
          // The release's: it registers revisions and names them.
          "taskDefinition",
          // CodeDeploy's: it swaps the target groups.
          ...(codedeploy ? ["loadBalancers"] : []),
          // Application Auto Scaling's: an update would undo what the load has asked for.
          ...(target.scaling ? ["desiredCount"] : []),
        ],
        // A target group that no listener leads to cannot be a service's.
        dependsOn: [balancer, ...hooks.resources],
      },
    );
    if (target.scaling) {
      scale(
        name,
        { scaling: target.scaling, clusterName: names.cluster(environment.name), serviceName: ecsService.name },
        child,
      );
    }
    const group = codedeploy
      ? ecsDeployments(
          name,
          {
            names,
            service,
            environment,
            rollout,
            balancer,
            clusterName: names.cluster(environment.name),
            serviceName: ecsService.name,
            alarmNames: alarms.names,
          },
          this,
        )
      : undefined;
    this.targetParameter = names.parameter(environment.name, service, "target");
    new aws.ssm.Parameter(
      `${name}-target`,
      {
        name: this.targetParameter,
        description: `What releases of ${fullName} are made from and where they go`,
        type: "String",
        // As `value` it would count as a secret.
        insecureValue: taskTemplate.arn.apply((arn) =>
          JSON.stringify(releaseTarget({ ...args, template: arn, hooks: hooks.events, alarms: alarms.plainNames })),
        ),
      },
      // A release finds what it names.
      { parent: this, dependsOn: group ? [ecsService, group] : [ecsService] },
    );
    this.serviceName = ecsService.name;
    this.clusterName = names.cluster(environment.name);
    this.alarmNames = pulumi.output(alarms.names);
    this.origin = balancer.origin;
    this.testOrigin = balancer.testOrigin;
    this.registerOutputs({
      serviceName: this.serviceName,
      clusterName: this.clusterName,
      alarmNames: this.alarmNames,
      origin: this.origin,
      testOrigin: this.testOrigin,
      targetParameter: this.targetParameter,
    });
  }
}

/** Seconds in which a new task may fail its health checks: it starts, and two checks of 15 seconds must pass. */
const graceSeconds = 60;

/** Found as `<service>:<port>` by the services of its cluster's namespace. */
function connection(service: string, target: EcsTarget): aws.types.input.ecs.ServiceServiceConnectConfiguration {
  return {
    enabled: true,
    services: [
      { portName: target.container, discoveryName: service, clientAlias: [{ port: target.port, dnsName: service }] },
    ],
  };
}
