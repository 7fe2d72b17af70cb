/** What CodeDeploy does to a service on ECS: a second set of tasks, traffic over to it, and the first one gone. */
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";
import { failingDigest } from "./failing";
import type { Platform } from "./group";
import { serviceType } from "./native";
import { imagesOf } from "./task-definitions";
import { type Groups, shift } from "./traffic";

interface TargetGroupPair {
  targetGroups: { name: string }[];
  prodTrafficRoute: { listenerArns: string[] };
  testTrafficRoute?: { listenerArns: string[] };
}

type LoadBalancer = { targetGroupArn: string };

const kind = "task-sets";

/** What runs, and beside it what traffic goes over to. */
export function taskSetsOf({ kept }: Account, { id, outputs }: ResourceRecord) {
  const set = (status: string, taskDefinition: unknown) => ({ status, taskDefinition });
  const { second } = kept.get<{ second?: string }>(kind, id) ?? {};
  return [set("PRIMARY", outputs["taskDefinition"]), ...(second ? [set("ACTIVE", second)] : [])];
}

const named = ({ outputs }: ResourceRecord) => (outputs["ecsService"] ?? {}) as Record<string, string>;

function serviceOf({ find }: Account, group: ResourceRecord): ResourceRecord | undefined {
  const { clusterName, serviceName } = named(group);
  return find(serviceType, ({ arn }) => String(arn).endsWith(`/${clusterName}/${serviceName}`));
}

function pairOf({ outputs }: ResourceRecord): TargetGroupPair | undefined {
  return ((outputs["loadBalancerInfo"] ?? {}) as { targetGroupPairInfo?: TargetGroupPair }).targetGroupPairInfo;
}

const balancersOf = ({ outputs }: ResourceRecord) => (outputs["loadBalancers"] ?? []) as LoadBalancer[];

/** Of the pair the group that the service has, and the other one. */
function groupsOf({ find }: Account, { targetGroups }: TargetGroupPair, service: ResourceRecord): Groups | undefined {
  const arns = targetGroups.map(({ name }) =>
    String(find("aws:lb/targetGroup:TargetGroup", (outputs) => outputs["name"] === name)?.outputs["arn"]),
  );
  const from = balancersOf(service)[0]?.targetGroupArn;
  const to = arns.find((arn) => arn !== from);
  return from && to && arns.includes(from) ? { from, to } : undefined;
}

function run(account: Account, service: ResourceRecord, taskDefinition: string, targetGroupArn: string): void {
  const loadBalancers = balancersOf(service).map((each) => ({ ...each, targetGroupArn }));
  account.change(service, { taskDefinition, loadBalancers });
}

export const ecsPlatform: Platform = {
  target(group) {
    const { clusterName, serviceName } = named(group);
    return `${clusterName}:${serviceName}`;
  },
  install(account, group, one) {
    const [service, pair] = [serviceOf(account, group), pairOf(group)];
    const groups = service && pair && groupsOf(account, pair, service);
    if (!service || !groups) {
      const message = "The service does not exist, or its target group is none of the deployment group's.";
      return { code: "INVALID_ECS_SERVICE", message };
    }
    const wanted = one.properties["TaskDefinition"]!;
    one.move = groups;
    one.before = String(service.outputs["taskDefinition"]);
    let images: string[];
    try {
      images = imagesOf(account, wanted).map(({ image }) => image);
    } catch (error) {
      return { code: "INVALID_REVISION", message: (error as Error).message };
    }
    if (images.some((image) => failingDigest(account.failing(), image))) {
      const message = "The deployment timed out while waiting for the replacement task set to become healthy.";
      return { code: "TIMEOUT", message, event: "Install" };
    }
    account.kept.put(kind, service.id, { second: wanted });
    for (const arn of pair!.testTrafficRoute?.listenerArns ?? []) shift(account, arn, groups, 100);
    return undefined;
  },
  shift(account, group, { move, properties }, percent) {
    const service = serviceOf(account, group);
    if (!service || !move) return;
    for (const arn of pairOf(group)!.prodTrafficRoute.listenerArns) shift(account, arn, move, percent);
    if (percent < 100) return;
    const before = String(service.outputs["taskDefinition"]);
    run(account, service, properties["TaskDefinition"]!, move.to);
    account.kept.put(kind, service.id, { second: before });
  },
  clean(account, group) {
    const service = serviceOf(account, group);
    if (service) account.kept.put(kind, service.id, {});
  },
  undo(account, group, { move, before }) {
    const service = serviceOf(account, group);
    if (!service || !move || before === undefined) return;
    const { prodTrafficRoute, testTrafficRoute } = pairOf(group)!;
    for (const arn of [...prodTrafficRoute.listenerArns, ...(testTrafficRoute?.listenerArns ?? [])]) {
      shift(account, arn, { from: move.to, to: move.from }, 100);
    }
    run(account, service, before, move.from);
    account.kept.put(kind, service.id, {});
  },
};
