/** The two roles of a task: what its containers may do, and what ECS does to start them. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policy, trustService } from "../../../catalog/iam/document";
import { each } from "../../../catalog/iam/each";
import { type Naming, servicePath } from "../../../catalog/naming";
import type { EcsTarget } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import { secretStatements } from "../secret-rights";
import type { ImageRegistry } from "./args";

export interface TaskRolesArgs {
  names: Naming;
  service: string;
  environment: Environment;
  target: EcsTarget;
  registry: ImageRegistry;
  logGroupName: string;
}

export interface TaskRoles {
  taskArn: string;
  executionArn: string;
  /** What a task waits for: it cannot start without them. */
  policies: pulumi.Resource[];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html: the source is a task, of any cluster. */
export function taskTrust({ partition, accountId, region }: Environment): PolicyDocument {
  const tasks = `arn:${partition}:ecs:${region}:${accountId}:*`;
  return policy(trustService("Tasks", "ecs-tasks", partition, accountId, tasks));
}

/**
 * ECS pulls the service's images, writes its containers' logs, and reads its secrets, nothing else.
 */
export function executionPolicy({
  environment,
  target,
  registry,
  logGroupName,
}: Omit<TaskRolesArgs, "names">): PolicyDocument {
  const { partition, accountId, region } = environment;
  const images = [...new Set(target.containers.map(({ image }) => image))].sort();
  return policy(
    // A token is for every registry: https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_id-based-policy-examples.html
    { Sid: "SignIn", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    {
      Sid: "Pull",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: images.map(
        (image) =>
          `arn:${registry.partition}:ecr:${registry.region}:${registry.accountId}:repository/${registry.repositories[image]}`,
      ),
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}:*`,
    },
    ...secretStatements(
      target.containers.flatMap(({ secrets }) => Object.values(secrets)),
      environment,
      "ssm:GetParameters",
    ),
  );
}

/**
 * A shell in a task, where it is allowed: the agent's own channels, which know no single resources.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions
 */
const shell: PolicyDocument = policy({
  Sid: "Shell",
  Effect: "Allow",
  Action: each("ssmmessages:", "CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"),
  Resource: "*",
});

/** Whether people may open a shell in a task: never in production. */
export function execAllowed(target: EcsTarget, environment: Environment): boolean {
  return target.exec && !environment.production;
}

/** Both roles, inside the boundary. A task's own role can do nothing but what is asked for. */
export function taskRoles(name: string, args: TaskRolesArgs, parent: pulumi.Resource): TaskRoles {
  const { names, service, environment, target } = args;
  const { partition, accountId } = environment;
  const fullName = names.ecsService(service, environment.name);
  const role = (kind: "task" | "execution", description: string) =>
    new aws.iam.Role(
      `${name}-${kind}`,
      {
        name: names.serviceRole(service, environment.name, kind),
        path: servicePath,
        description,
        assumeRolePolicy: JSON.stringify(taskTrust(environment)),
        permissionsBoundary: names.boundaryArn(partition, accountId),
      },
      { parent },
    );
  const grant = (kind: "task" | "execution", to: aws.iam.Role, document: PolicyDocument) =>
    new aws.iam.RolePolicy(
      `${name}-${kind}-policy`,
      { name: kind, role: to.name, policy: JSON.stringify(document) },
      { parent },
    );
  const task = role("task", `Containers of ${fullName}`);
  const execution = role("execution", `ECS starts the tasks of ${fullName} with it`);
  const policies = [
    grant("execution", execution, executionPolicy(args)),
    ...(execAllowed(target, environment) ? [grant("task", task, shell)] : []),
  ];
  const arn = (kind: "task" | "execution") =>
    names.serviceRoleArn(partition, accountId, service, environment.name, kind);
  return { taskArn: arn("task"), executionArn: arn("execution"), policies: [task, execution, ...policies] };
}
