/** What every role needs that starts revisions of task definitions: pipelines' own actions, releases and CodeDeploy. */
import type { ConditionBlock, Statement } from "../../catalog/iam/document";
import { servicePrincipal } from "../../catalog/iam/services";
import { type AccountPlace, regional } from "./place";

/** Registers revisions of the organisation's task definitions, follows their tasks, and hands on their roles. */
export function revisionStatements(place: AccountPlace): Statement[] {
  const own = `${place.names.prefix}-*`;
  const definitions = regional(place, "ecs", `task-definition/${own}:*`);
  return [
    { Sid: "Register", Effect: "Allow", Action: "ecs:RegisterTaskDefinition", Resource: definitions },
    {
      Sid: "TagRevisions",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: definitions,
      Condition: { StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" } },
    },
    // It knows no resources.
    { Sid: "ReadDefinitions", Effect: "Allow", Action: "ecs:DescribeTaskDefinition", Resource: "*" },
    {
      // Its only resource is the instance that tasks are on; those of a service are on any or none.
      Sid: "ListTasks",
      Effect: "Allow",
      Action: "ecs:ListTasks",
      Resource: "*",
      Condition: inOwnClusters(place),
    },
    {
      Sid: "ReadTasks",
      Effect: "Allow",
      Action: "ecs:DescribeTasks",
      Resource: regional(place, "ecs", `task/${own}/*`),
    },
    passTaskRoles(place),
  ];
}

/** The roles that tasks run with and are started with. */
export function passTaskRoles({ names, partition, accountId }: AccountPlace): Statement {
  return {
    Sid: "PassTaskRoles",
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: (["execution", "task"] as const).map((role) =>
      names.serviceRoleArn(partition, accountId, "*", "*", role),
    ),
    Condition: { StringEquals: { "iam:PassedToService": servicePrincipal("ecs-tasks", partition) } },
  };
}

export function inOwnClusters(place: AccountPlace): ConditionBlock {
  return { ArnLike: { "ecs:cluster": regional(place, "ecs", `cluster/${place.names.prefix}-*`) } };
}
