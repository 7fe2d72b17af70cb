/** ECS, as far as releases ask it. */
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";
import { awsError, type Call, callOf } from "./call";
import { taskSetsOf } from "./ecs-shift";
import {
  advance,
  begin,
  failureThreshold,
  goesOn,
  type NativeDeployment,
  type ServiceHistory,
  serviceType,
} from "./native";
import { answer, describedPause, type PauseAction } from "./pauses";
import { describeTaskDefinition, imagesOf, registerTaskDefinition } from "./task-definitions";

const clusterType = "aws:ecs/cluster:Cluster";
const kind = "services";

interface OfService {
  cluster: string;
  service: string;
}

export function ecs(account: Account): Call {
  const history = (service: ResourceRecord) =>
    account.kept.get<ServiceHistory>(kind, service.id) ?? { deployments: [], stopped: [] };
  const keep = (service: ResourceRecord, all: ServiceHistory) => account.kept.put(kind, service.id, all);

  const serviceNamed = (cluster: string, name: string): ResourceRecord | undefined => {
    const short = (text: string) => text.split("/").at(-1)!;
    if (!account.find(clusterType, (outputs) => outputs["name"] === short(cluster))) {
      throw awsError("ClusterNotFoundException", "Cluster not found.");
    }
    return account.find(serviceType, ({ arn }) => String(arn).endsWith(`/${short(cluster)}/${short(name)}`));
  };
  const demanded = ({ cluster, service }: OfService): ResourceRecord => {
    const found = serviceNamed(cluster, service);
    if (!found) throw awsError("ServiceNotFoundException", "Service not found.");
    return found;
  };
  const deploymentNamed = (arn: string) => {
    const service = serviceOf(arn);
    const all = service ? history(service) : undefined;
    const one = all?.deployments.find((each) => each.arn === arn);
    if (service && all && one) return { service, all, one };
    throw awsError("ServiceDeploymentNotFoundException", "The service deploy ARN that you specified doesn't exist.");
  };
  /** The service that a deployment or a revision is of: `.../<cluster>/<service>/<id>`. */
  const serviceOf = (arn: string) => {
    const [cluster = "", service = ""] = arn.split("/").slice(-3);
    return serviceNamed(cluster, service);
  };

  return callOf("ECS", {
    DescribeServices({ cluster, services }: { cluster: string; services: string[] }) {
      const found = services.map((name) => serviceNamed(cluster, name));
      return {
        services: found.flatMap((service) => (service ? [described(account, service)] : [])),
        failures: found.flatMap((service, index) => (service ? [] : [{ arn: services[index], reason: "MISSING" }])),
      };
    },
    DescribeTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) =>
      describeTaskDefinition(account, taskDefinition),
    RegisterTaskDefinition: (input: Parameters<typeof registerTaskDefinition>[1]) =>
      registerTaskDefinition(account, input),
    UpdateService(input: OfService & { taskDefinition?: string; forceNewDeployment?: boolean }) {
      const service = demanded(input);
      const now = String(service.outputs["taskDefinition"]);
      const wanted = input.taskDefinition ?? now;
      if (controller(service) === "CODE_DEPLOY" && wanted !== now) {
        throw awsError(
          "InvalidParameterException",
          "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
        );
      }
      describeTaskDefinition(account, wanted);
      if (wanted !== now || input.forceNewDeployment) {
        const all = history(service);
        begin(account, service, all, wanted);
        keep(service, all);
      }
      return { service: described(account, demanded(input)) };
    },
    ListServiceDeployments(input: OfService & { status?: string[]; createdAt?: { after?: Date; before?: Date } }) {
      const { status, createdAt: { after, before } = {} } = input;
      const found = history(demanded(input)).deployments.filter(
        (each) =>
          (!status || status.includes(each.status)) &&
          (!after || each.created >= after.getTime()) &&
          (!before || each.created <= before.getTime()),
      );
      return {
        serviceDeployments: found
          .toReversed()
          .map(({ arn, created, status }) => ({ serviceDeploymentArn: arn, createdAt: new Date(created), status })),
      };
    },
    DescribeServiceDeployments({ serviceDeploymentArns }: { serviceDeploymentArns: string[] }) {
      const looked = serviceDeploymentArns.map((arn) => look(account, arn, serviceOf(arn), history, keep));
      return {
        serviceDeployments: looked.flatMap((one) => (one ? [describedDeployment(one)] : [])),
        failures: serviceDeploymentArns.flatMap((arn, index) => (looked[index] ? [] : [{ arn, reason: "MISSING" }])),
      };
    },
    DescribeServiceRevisions({ serviceRevisionArns }: { serviceRevisionArns: string[] }) {
      const found = serviceRevisionArns.flatMap((arn) => {
        const service = serviceOf(arn);
        const all = service ? history(service).deployments : [];
        const known = new Map(
          all.flatMap((each) => [
            [each.source, each.before],
            [each.revision, each.taskDefinition],
          ]),
        );
        return known.has(arn) ? [describedRevision(account, arn, known.get(arn)!)] : [];
      });
      return { serviceRevisions: found };
    },
    StopServiceDeployment({ serviceDeploymentArn: arn }: { serviceDeploymentArn: string }) {
      const { service, all, one } = deploymentNamed(arn);
      if (!goesOn(one)) throw awsError("ConflictException", `The service deployment has ended as ${one.status}.`);
      one.status = "ROLLBACK_REQUESTED";
      one.reason = "The deployment was stopped and rolled back on request.";
      keep(service, all);
      return { serviceDeploymentArn: arn };
    },
    ContinueServiceDeployment({
      serviceDeploymentArn: arn,
      hookId,
      action = "CONTINUE",
    }: {
      serviceDeploymentArn: string;
      hookId: string;
      action?: PauseAction;
    }) {
      const { service, all, one } = deploymentNamed(arn);
      answer(one.status === "IN_PROGRESS" ? (one.pauses ?? []) : [], hookId, action);
      keep(service, all);
      return { serviceDeploymentArn: arn };
    },
    ListTasks({
      cluster,
      serviceName,
      desiredStatus,
    }: {
      cluster: string;
      serviceName: string;
      desiredStatus?: string;
    }) {
      const { stopped } = history(demanded({ cluster, service: serviceName }));
      return { taskArns: desiredStatus === "STOPPED" ? stopped.map(({ taskArn }) => taskArn) : [] };
    },
    DescribeTasks({ tasks }: { cluster: string; tasks: string[] }) {
      const all = tasks.flatMap((arn) => {
        const service = serviceOf(arn);
        return service ? history(service).stopped.filter(({ taskArn }) => taskArn === arn) : [];
      });
      return { tasks: all.map((task) => ({ ...task, lastStatus: "STOPPED" })) };
    },
  });
}

/** A look takes what is under way one stage further. */
function look(
  account: Account,
  arn: string,
  service: ResourceRecord | undefined,
  history: (service: ResourceRecord) => ServiceHistory,
  keep: (service: ResourceRecord, all: ServiceHistory) => void,
): NativeDeployment | undefined {
  if (!service) return undefined;
  const all = history(service);
  const one = all.deployments.find((each) => each.arn === arn);
  if (!one) return undefined;
  advance(account, service, all, one);
  keep(service, all);
  return one;
}

const controller = ({ outputs }: ResourceRecord) =>
  ((outputs["deploymentController"] ?? {}) as { type?: string }).type ?? "ECS";

function described(account: Account, service: ResourceRecord) {
  const { arn, name, taskDefinition, loadBalancers = [], desiredCount } = service.outputs;
  return {
    serviceArn: arn,
    serviceName: name,
    status: "ACTIVE",
    desiredCount,
    loadBalancers,
    ...(controller(service) === "CODE_DEPLOY"
      ? { taskSets: taskSetsOf(account, service) }
      : { taskDefinition, taskSets: [] }),
  };
}

function describedDeployment(one: NativeDeployment) {
  const failedTasks = one.failedTasks ?? 0;
  return {
    serviceDeploymentArn: one.arn,
    status: one.status,
    createdAt: new Date(one.created),
    targetServiceRevision: {
      arn: one.revision,
      ...(one.groups ? { requestedProductionTrafficWeight: one.production ?? 0 } : {}),
    },
    sourceServiceRevisions: [{ arn: one.source }],
    ...(one.reason ? { statusReason: one.reason } : {}),
    ...(one.stage ? { lifecycleStage: one.stage } : {}),
    ...(one.status.startsWith("ROLLBACK") ? { rollback: { reason: one.reason } } : {}),
    alarms: { status: one.alarms ? "TRIGGERED" : "MONITORING", triggeredAlarmNames: one.alarms ?? [] },
    deploymentCircuitBreaker: {
      status: failedTasks >= failureThreshold ? "TRIGGERED" : "MONITORING",
      failureCount: failedTasks,
      threshold: failureThreshold,
    },
    lifecycleHookDetails: (one.pauses ?? []).map(describedPause),
  };
}

/** Images of what stacks have replaced since are forgotten. */
function describedRevision(account: Account, serviceRevisionArn: string, taskDefinition: string) {
  const revision = { serviceRevisionArn, taskDefinition };
  try {
    const images = imagesOf(account, taskDefinition);
    return { ...revision, containerImages: images.map(({ name, image }) => ({ containerName: name, image })) };
  } catch {
    return revision;
  }
}
