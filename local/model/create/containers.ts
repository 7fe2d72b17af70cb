import type { Making, Rule, Rules } from "./making";

/** The last part of a cluster's ARN, or the name that is given; AWS has a cluster `default`. */
function clusterName(making: Making): string {
  return (making.input("cluster") ?? "default").replace(/^arn:.*:cluster\//, "");
}

/** AWS numbers the revisions of a family from 1; here each registration has a number by chance. */
const taskDefinition: Rule = (making) => {
  const family = making.input("family") ?? making.logicalName;
  const revision = 1 + making.number("revision", 999);
  const arnWithoutRevision = making.arn(`task-definition/${family}`);
  return {
    id: family,
    outputs: { arn: `${arnWithoutRevision}:${revision}`, arnWithoutRevision, revision, networkMode: "bridge" },
  };
};

/** Beside what was asked for, ECS says what a rollout by itself would be. */
const service: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(`service/${clusterName(making)}/${name}`);
  const strategies = making.inputs["capacityProviderStrategies"];
  const fargate = JSON.stringify(strategies ?? making.input("launchType") ?? "").includes("FARGATE");
  return {
    id: arn,
    outputs: {
      name,
      arn,
      cluster: making.arn("cluster/default"),
      iamRole: `/aws-service-role/ecs.${making.domain}/AWSServiceRoleForECS`,
      launchType: strategies === undefined ? "EC2" : "",
      platformVersion: fargate ? "LATEST" : "",
      deploymentConfiguration: undefined,
      triggers: {},
    },
  };
};

const capacityProviders: Rule = (making) => ({ id: making.input("clusterName") ?? making.logicalName, outputs: {} });

/** Of Application Auto Scaling. */
const scalableTarget: Rule = (making) => {
  const arn = making.arn(`scalable-target/${making.hex("target", 40)}`);
  return { id: making.input("resourceId") ?? "", outputs: { arn, roleArn: scalingRole(making) } };
};

function scalingRole(making: Making): string {
  const service = making.input("serviceNamespace") ?? "ecs";
  const role = `AWSServiceRoleForApplicationAutoScaling_${service.toUpperCase()}Service`;
  const path = `aws-service-role/${service}.application-autoscaling.${making.domain}`;
  return making.arn(`role/${path}/${role}`, "iam");
}

/** One that tracks a target has an alarm above and one below it. */
const scalingPolicy: Rule = (making) => {
  const name = making.named();
  const namespace = making.input("serviceNamespace") ?? "";
  const resource = `resource/${namespace}/${making.input("resourceId") ?? ""}`;
  const alarm = (way: string) =>
    making.arn(`alarm:TargetTracking-${making.input("resourceId")}-Alarm${way}-${making.uuid(way)}`, "cloudwatch");
  return {
    id: name,
    outputs: {
      arn: making.arn(`scalingPolicy:${making.uuid("policy")}:${resource}:policyName/${name}`, "autoscaling"),
      alarmArns: making.inputs["targetTrackingScalingPolicyConfiguration"] ? [alarm("High"), alarm("Low")] : [],
    },
  };
};

const httpNamespace: Rule = (making) => {
  const name = making.named();
  const id = `ns-${making.hex("namespace", 16)}`;
  return { id, outputs: { name, httpName: name, arn: making.arn(`namespace/${id}`) } };
};

export const containerRules: Rules = {
  "aws:ecs/taskDefinition:TaskDefinition": taskDefinition,
  "aws:ecs/service:Service": service,
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": capacityProviders,
  "aws:appautoscaling/target:Target": scalableTarget,
  "aws:appautoscaling/policy:Policy": scalingPolicy,
  "aws:servicediscovery/httpNamespace:HttpNamespace": httpNamespace,
};
