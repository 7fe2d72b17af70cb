/** The task definition that releases are made from: everything of a task but its images. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EcsContainer, EcsTarget } from "../../../catalog/target-types";
import type { Environment } from "../../../catalog/types";
import { execAllowed, type TaskRoles } from "./roles";
import { valueFrom } from "./secrets";

/**
 * Stands for every image until the first release, which fills them all: BusyBox 1.37.0 for all processors
 * (https://gallery.ecr.aws/docker/library/busybox). It ends at once, so that nothing runs in its name.
 */
export const placeholderImage =
  "public.ecr.aws/docker/library/busybox@sha256:9532d8c39891ca2ecde4d30d7710e01fb739c87a8b9299685c63704296b16028";

export interface TemplateArgs {
  family: string;
  target: EcsTarget;
  environment: Environment;
  roles: TaskRoles;
  logGroupName: string;
}

/** Definitions of the containers; fields that are given are those that AWS gives back. */
export function containerDefinitions({ target, environment, logGroupName }: Omit<TemplateArgs, "family" | "roles">) {
  return target.containers.map((container) => ({
    name: container.name,
    image: placeholderImage,
    essential: container.essential,
    portMappings: portMappings(container),
    environment: sorted(container.environment).map(([name, value]) => ({ name, value })),
    secrets: sorted(container.secrets).map(([name, reference]) => ({
      name,
      valueFrom: valueFrom(reference, environment),
    })),
    ...(container.command ? { command: container.command } : {}),
    stopTimeout: target.stopSeconds,
    // A shell leaves processes behind: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    ...(execAllowed(target, environment) ? { linuxParameters: { initProcessEnabled: true } } : {}),
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroupName,
        "awslogs-region": environment.region,
        "awslogs-stream-prefix": container.name,
      },
    },
  }));
}

/** Named after its container, for Service Connect. */
function portMappings({ name, port }: EcsContainer) {
  return port === undefined ? [] : [{ name, containerPort: port, hostPort: port, protocol: "tcp" }];
}

function sorted<T>(record: Record<string, T>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether tasks run on machines of the account's own instead of Fargate; a strategy never mixes both. */
export function onMachines({ capacity }: EcsTarget): boolean {
  return capacity.some(({ provider }) => !provider.startsWith("FARGATE"));
}

export function template(name: string, args: TemplateArgs, parent: pulumi.Resource): aws.ecs.TaskDefinition {
  const { family, target, roles } = args;
  return new aws.ecs.TaskDefinition(
    `${name}-template`,
    {
      family,
      cpu: String(target.cpu),
      memory: String(target.memory),
      networkMode: "awsvpc",
      requiresCompatibilities: [onMachines(target) ? "EC2" : "FARGATE"],
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: target.architecture },
      taskRoleArn: roles.taskArn,
      executionRoleArn: roles.executionArn,
      containerDefinitions: JSON.stringify(containerDefinitions(args)),
    },
    { parent, dependsOn: roles.policies },
  );
}
