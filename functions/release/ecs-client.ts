/** Questions to ECS. */
import type { Tag } from "../../catalog/deploy-documents/task-definition";
import { errorName } from "../gates/refusal";
import { type Call, inParts } from "./sdk";
import type { Ecs, ServiceDeployment } from "./world";

/**
 * ARNs that DescribeServiceDeployments and DescribeServiceRevisions take
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html).
 */
const deploymentsPerCall = 20;

/** Deployments that are looked at; the newest. */
const mostDeployments = 60;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html */
const underWay = ["PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"];

/** Stopped tasks that are looked at; ECS keeps them for an hour. */
const mostTasks = 20;

interface Brief {
  serviceDeploymentArn: string;
  createdAt?: Date;
}

interface Described {
  serviceDeploymentArn: string;
  status?: string;
  statusReason?: string;
  createdAt?: Date;
  lifecycleStage?: string;
  targetServiceRevision?: { arn?: string; requestedProductionTrafficWeight?: number };
  sourceServiceRevisions?: { arn?: string }[];
  rollback?: { reason?: string };
  alarms?: { triggeredAlarmNames?: string[] };
  deploymentCircuitBreaker?: { status?: string; failureCount?: number; threshold?: number };
  lifecycleHookDetails?: {
    hookId?: string;
    targetType?: string;
    targetArn?: string;
    status?: string;
    expiresAt?: Date;
  }[];
}

interface Revision {
  serviceRevisionArn: string;
  taskDefinition?: string;
  containerImages?: { containerName?: string; image?: string }[];
}

interface Task {
  taskArn: string;
  taskDefinitionArn?: string;
  stoppedReason?: string;
  containers?: { name?: string; exitCode?: number; reason?: string }[];
}

export function ecsOf(call: Call): Ecs {
  return {
    async service(cluster, service) {
      const { services = [] } = await call<{
        services?: {
          status?: string;
          taskDefinition?: string;
          taskSets?: { status?: string; taskDefinition?: string }[];
        }[];
      }>("DescribeServices", { cluster, services: [service] });
      const found = services.find(({ status }) => status !== "INACTIVE");
      if (!found) return undefined;
      const taskSets = (found.taskSets ?? []).map(({ status = "", taskDefinition = "" }) => ({
        status,
        taskDefinition,
      }));
      return { taskDefinition: found.taskDefinition, taskSets };
    },
    async taskDefinition(taskDefinition) {
      try {
        const { taskDefinition: described = {}, tags = [] } = await call<{
          taskDefinition?: Record<string, unknown>;
          tags?: Partial<Tag>[];
        }>("DescribeTaskDefinition", { taskDefinition, include: ["TAGS"] });
        const pairs = tags.map(({ key = "", value = "" }) => ({ key, value }));
        return { arn: String(described["taskDefinitionArn"]), described, tags: pairs };
      } catch (error) {
        // ECS has no error of its own for a task definition that does not exist.
        if (errorName(error) === "ClientException" && /unable to describe/i.test(String(error))) return undefined;
        throw error;
      }
    },
    async register(definition) {
      const answer = await call<{ taskDefinition: { taskDefinitionArn: string } }>(
        "RegisterTaskDefinition",
        definition,
      );
      return answer.taskDefinition.taskDefinitionArn;
    },
    async update(cluster, service, taskDefinition, force) {
      await call("UpdateService", { cluster, service, taskDefinition, ...(force ? { forceNewDeployment: true } : {}) });
    },
    async deployments(cluster, service, since) {
      const created = since > 0 ? { createdAt: { after: new Date(since) } } : {};
      const found = new Map<string, Brief>();
      for (const filter of [{ status: underWay }, created]) {
        for (const brief of await listed(call, { cluster, service, ...filter })) {
          found.set(brief.serviceDeploymentArn, brief);
        }
      }
      const newest = [...found.values()].sort((a, b) => timeOf(b.createdAt) - timeOf(a.createdAt));
      const arns = newest.slice(0, mostDeployments).map(({ serviceDeploymentArn }) => serviceDeploymentArn);
      return (await described(call, arns)).sort((a, b) => b.created - a.created);
    },
    async deployment(arn) {
      return (await described(call, [arn]))[0];
    },
    async stop(serviceDeploymentArn) {
      try {
        await call("StopServiceDeployment", { serviceDeploymentArn, stopType: "ROLLBACK" });
      } catch (error) {
        // It has ended meanwhile; the next look says how.
        if (errorName(error) !== "ConflictException") throw error;
      }
    },
    async stoppedTasks(cluster, serviceName) {
      const filter = { cluster, serviceName, desiredStatus: "STOPPED", maxResults: mostTasks };
      const { taskArns = [] } = await call<{ taskArns?: string[] }>("ListTasks", filter);
      if (taskArns.length === 0) return [];
      const { tasks = [] } = await call<{ tasks?: Task[] }>("DescribeTasks", { cluster, tasks: taskArns });
      return tasks.map(({ taskArn, taskDefinitionArn = "", stoppedReason, containers = [] }) => ({
        id: taskArn,
        taskDefinition: taskDefinitionArn,
        reason: stoppedReason,
        containers: containers.map(({ name = "", exitCode, reason }) => ({ name, exitCode, reason })),
      }));
    },
  };
}

async function listed(call: Call, filter: object): Promise<Brief[]> {
  const found: Brief[] = [];
  let nextToken: string | undefined;
  do {
    const page: { serviceDeployments?: Brief[]; nextToken?: string } = await call("ListServiceDeployments", {
      ...filter,
      maxResults: 100,
      nextToken,
    });
    found.push(...(page.serviceDeployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
}

/** A deployment names the revision of the service that it brings, and only that its task definition. */
async function described(call: Call, arns: string[]): Promise<ServiceDeployment[]> {
  const deployments: Described[] = [];
  for (const serviceDeploymentArns of inParts(arns, deploymentsPerCall)) {
    const answer = await call<{ serviceDeployments?: Described[] }>("DescribeServiceDeployments", {
      serviceDeploymentArns,
    });
    deployments.push(...(answer.serviceDeployments ?? []));
  }
  const revisions = new Map<string, Revision>();
  const named = [...new Set(deployments.flatMap(revisionsOf))];
  for (const serviceRevisionArns of inParts(named, deploymentsPerCall)) {
    const { serviceRevisions = [] } = await call<{
      serviceRevisions?: Revision[];
    }>("DescribeServiceRevisions", { serviceRevisionArns });
    for (const each of serviceRevisions) revisions.set(each.serviceRevisionArn, each);
  }
  return deployments.map((each) => deploymentOf(each, revisions));
}

function revisionsOf({ targetServiceRevision, sourceServiceRevisions = [] }: Described): string[] {
  return [targetServiceRevision, ...sourceServiceRevisions].flatMap((revision) => revision?.arn ?? []);
}

function deploymentOf(each: Described, revisions: Map<string, Revision>): ServiceDeployment {
  const { status: breaker, failureCount = 0, threshold = 0 } = each.deploymentCircuitBreaker ?? {};
  const [source, ...others] = each.sourceServiceRevisions ?? [];
  const replaces = others.length === 0 ? revisions.get(source?.arn ?? "")?.taskDefinition : undefined;
  const { arn = "", requestedProductionTrafficWeight: traffic } = each.targetServiceRevision ?? {};
  const { taskDefinition, containerImages = [] } = revisions.get(arn) ?? {};
  const images = containerImages.map(({ containerName = "", image = "" }) => [containerName, image] as const);
  return {
    arn: each.serviceDeploymentArn,
    status: each.status ?? "",
    created: timeOf(each.createdAt),
    taskDefinition,
    ...(replaces === undefined ? {} : { replaces }),
    ...(images.length > 0 ? { images: Object.fromEntries(images) } : {}),
    ...(traffic === undefined ? {} : { traffic }),
    reason: each.statusReason,
    rollbackReason: each.rollback?.reason,
    stage: each.lifecycleStage,
    triggeredAlarms: each.alarms?.triggeredAlarmNames ?? [],
    ...(breaker && breaker !== "DISABLED" ? { failedTasks: { count: failureCount, threshold } } : {}),
    hooks: (each.lifecycleHookDetails ?? []).map(
      ({ hookId = "", targetType = "", targetArn, status = "", expiresAt }) => ({
        id: hookId,
        type: targetType,
        target: targetArn,
        status,
        expires: expiresAt?.getTime(),
      }),
    ),
  };
}

function timeOf(date: Date | undefined): number {
  return date?.getTime() ?? 0;
}
