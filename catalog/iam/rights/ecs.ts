/** ECS: clusters and services of the organisation's names, what tasks are made from, and how many there are. */
import { servicePath } from "../../naming";
import { linkedRole } from "./linked-role";
import {
  each,
  everything,
  on,
  own,
  pass,
  provider,
  type RightsPlace,
  type Row,
  regional,
  stackTag,
  type Where,
} from "./row";

const cluster = regional("ecs", "cluster/{name}", { name: own });
const itsCluster = regional("ecs", "cluster/{clusterName}", { clusterName: own });
// A cluster's name is part of a service's ARN.
const service = regional("ecs", "service/{cluster}/{name}", { name: own });
const definition = regional("ecs", "task-definition/{family}:{id}", { family: own });

const serviceRoles = ({ names, partition, accountId }: RightsPlace) =>
  `arn:${partition}:iam::${accountId}:role${servicePath}${names.prefix}-*`;
const infrastructure = ({ names, partition, accountId }: RightsPlace) =>
  names.platformRoleArn(partition, accountId, "ecs");
const handedToEcs = [
  pass("ecs", "loadBalancers.advancedConfiguration.roleArn", infrastructure),
  pass("ecs", "deploymentConfiguration.lifecycleHooks.roleArn", infrastructure),
];
const handedToTasks = [
  pass("ecs-tasks", "taskRoleArn", serviceRoles),
  pass("ecs-tasks", "executionRoleArn", serviceRoles),
];

/** Of Application Auto Scaling: ids that AWS gives, of services on ECS only. */
const scalable: Where = {
  ...regional("application-autoscaling", "scalable-target/*"),
  when: () => ({ StringEquals: { "application-autoscaling:service-namespace": "ecs" } }),
  facts: () => ({ "application-autoscaling:service-namespace": "ecs" }),
};
const scalableTarget = regional("application-autoscaling", "scalable-target/{id}");
/** Resources of services' stacks, `<service>.<environment>`. */
const stackOfService: Where["when"] = () => ({ StringLike: { [`aws:ResourceTag/${stackTag}`]: "*.*" } });
const ofServices: Where = { ...scalableTarget, when: stackOfService };
/** Of Service Connect: its id is AWS's. */
const namespace = regional("servicediscovery", "namespace/{id}");

export const ecsRows: Row[] = [
  {
    type: "aws:ecs/cluster:Cluster",
    source: provider("ecs/cluster.go"),
    parts: { target: "containers" },
    create: [on(cluster, "ecs:CreateCluster", "ecs:TagResource"), linkedRole("ecs.amazonaws.com")],
    read: [on(cluster, "ecs:DescribeClusters", "ecs:ListTagsForResource")],
    update: [on(cluster, ...each("ecs:", "TagResource", "UntagResource", "UpdateCluster", "UpdateClusterSettings"))],
    delete: [on(cluster, "ecs:DeleteCluster")],
  },
  {
    type: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    source: provider("ecs/cluster_capacity_providers.go"),
    parts: { target: "containers" },
    create: [on(itsCluster, "ecs:PutClusterCapacityProviders")],
    read: [on(itsCluster, "ecs:DescribeClusters")],
    update: [on(itsCluster, "ecs:PutClusterCapacityProviders")],
    delete: [on(itsCluster, "ecs:PutClusterCapacityProviders")],
  },
  {
    type: "aws:ecs/service:Service",
    source: provider("ecs/service.go"),
    parts: { target: "containers" },
    create: [on(service, "ecs:CreateService", "ecs:TagResource"), ...handedToEcs],
    read: [on(service, "ecs:DescribeServices", "ecs:ListTagsForResource")],
    update: [on(service, ...each("ecs:", "TagResource", "UntagResource", "UpdateService")), ...handedToEcs],
    // It is brought down to no task first.
    delete: [on(service, "ecs:DeleteService", "ecs:UpdateService")],
  },
  {
    type: "aws:ecs/taskDefinition:TaskDefinition",
    source: provider("ecs/task_definition.go"),
    parts: { target: "containers" },
    create: [
      on(definition, "ecs:RegisterTaskDefinition"),
      on(
        {
          ...definition,
          when: () => ({ StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" } }),
          facts: () => ({ "ecs:CreateAction": "RegisterTaskDefinition" }),
        },
        "ecs:TagResource",
      ),
      ...handedToTasks,
    ],
    // These know no single resources.
    read: [on(everything, "ecs:DescribeTaskDefinition"), on(definition, "ecs:ListTagsForResource")],
    update: [on({ ...definition, when: stackOfService }, "ecs:TagResource", "ecs:UntagResource")],
    delete: [on(everything, "ecs:DeregisterTaskDefinition")],
  },
  {
    type: "aws:appautoscaling/target:Target",
    source: provider("appautoscaling/target.go"),
    parts: { target: "containers" },
    create: [
      on(scalable, "application-autoscaling:RegisterScalableTarget"),
      on(scalableTarget, "application-autoscaling:TagResource"),
      linkedRole("ecs.application-autoscaling.amazonaws.com"),
    ],
    read: [
      on(everything, "application-autoscaling:DescribeScalableTargets"),
      on(scalableTarget, "application-autoscaling:ListTagsForResource"),
    ],
    update: [
      on(scalable, "application-autoscaling:RegisterScalableTarget"),
      on(ofServices, "application-autoscaling:TagResource", "application-autoscaling:UntagResource"),
    ],
    delete: [on(scalable, "application-autoscaling:DeregisterScalableTarget")],
  },
  {
    type: "aws:appautoscaling/policy:Policy",
    source: provider("appautoscaling/policy.go"),
    parts: { target: "containers" },
    create: [on(scalable, "application-autoscaling:PutScalingPolicy")],
    read: [on(everything, "application-autoscaling:DescribeScalingPolicies")],
    update: [on(scalable, "application-autoscaling:PutScalingPolicy")],
    delete: [on(scalable, "application-autoscaling:DeleteScalingPolicy")],
  },
  {
    type: "aws:servicediscovery/httpNamespace:HttpNamespace",
    source: provider("servicediscovery/http_namespace.go"),
    parts: { target: "containers" },
    // Making, tags and what becomes of a change know no single resources.
    create: [on(everything, "servicediscovery:CreateHttpNamespace", "servicediscovery:TagResource")],
    read: [
      on(namespace, "servicediscovery:GetNamespace", "servicediscovery:GetOperation"),
      on(everything, "servicediscovery:ListTagsForResource"),
    ],
    update: [
      on(namespace, "servicediscovery:UpdateHttpNamespace"),
      on(everything, "servicediscovery:TagResource", "servicediscovery:UntagResource"),
    ],
    delete: [on(namespace, "servicediscovery:DeleteNamespace")],
  },
];
