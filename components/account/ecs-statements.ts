/** What every role needs that starts revisions of task definitions: pipelines' own actions, releases and CodeDeploy. */
import type { ConditionBlock, Statement } from "../../catalog/iam/document";
import { servicePrincipal } from "../../catalog/iam/services";
import { type AccountPlace, regional } from "./place";

export interface Revisions {
  /** Families of task definitions. Default: all of the organisation's. */
  families?: string[];
  /** ARNs of the roles that they name. Default: all of services' tasks. */
  roles?: string[];
}

/** Registers revisions of task definitions, follows their tasks, and hands on their roles. */
export function revisionStatements(place: AccountPlace, { families, roles }: Revisions = {}): Statement[] {
  const own = `${place.names.prefix}-*`;
  const definitions = (families ?? [own]).map((family) => regional(place, "ecs", `task-definition/${family}:*`));
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
    passTaskRoles(place, roles),
  ];
}

/** ARNs of the roles that a service's tasks run with and are started with. */
export function taskRoles({ names, partition, accountId }: AccountPlace, service: string, environment: string) {
  return (["execution", "task"] as const).map((role) =>
    names.serviceRoleArn(partition, accountId, service, environment, role),
  );
}

export function passTaskRoles(place: AccountPlace, roles = taskRoles(place, "*", "*")): Statement {
  return {
    Sid: "PassTaskRoles",
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: roles,
    Condition: { StringEquals: { "iam:PassedToService": servicePrincipal("ecs-tasks", place.partition) } },
  };
}

export function inOwnClusters(place: AccountPlace): ConditionBlock {
  return { ArnLike: { "ecs:cluster": regional(place, "ecs", `cluster/${place.names.prefix}-*`) } };
}
