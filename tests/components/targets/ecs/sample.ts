/** A service on ECS as its file writes it, and what is registered for it. */

import { naming } from "../../../../catalog/naming";
import type { EcsTarget, TrafficRollout } from "../../../../catalog/target-types";
import { trafficRollout } from "../../../../catalog/targets";
import { stagesOf } from "../../../../catalog/tracks";
import type { EcsServiceArgs } from "../../../../components/targets/ecs/args";
import { accounts, environment, type ServiceFile, service } from "../../../catalog/pipeline/sample";
import { type Built, build } from "../../harness";
import { parameterStore } from "../../parameters";

type EcsFile = Extract<ServiceFile["target"], { kind: "ecs" }>;
type RolloutFile = NonNullable<Exclude<ServiceFile["stages"][number], { wave: string }>["rollout"]>;

export interface Words {
  /** `dev` or `prod`. Default `prod`. */
  environment?: "dev" | "prod";
  target?: Partial<EcsFile>;
  rollout?: RolloutFile;
  /** Changes of the arguments that no file could make. */
  args?: (args: EcsServiceArgs) => EcsServiceArgs;
}

export const certificate = "arn:aws:acm:us-east-1:333333333333:certificate/01234567-89ab-cdef-0123-456789abcdef";

const place = { account: accounts.prod, region: "us-east-1", partition: "aws" };

export function ecsArgs(words: Words = {}): EcsServiceArgs {
  const where = environment(words.environment ?? "prod");
  const { target, tracks } = service(
    "web",
    {
      build: { images: [{ name: "app" }, { name: "proxy" }] },
      target: {
        kind: "ecs",
        containers: [{ name: "app" }, { name: "proxy", port: 8080 }],
        health: "/ready",
        loadBalancer: { certificate: { dev: certificate, prod: certificate } },
        ...words.target,
      },
      stages: [{ environment: where.name, ...(words.rollout ? { rollout: words.rollout } : {}) }],
    },
    [where],
  );
  const args = {
    names: naming("acme"),
    service: "web",
    environment: where,
    target: target as EcsTarget,
    rollout: trafficRollout(stagesOf({ tracks })[0]!) as TrafficRollout,
    registry: {
      partition: "aws",
      accountId: accounts.toolchain,
      region: "us-east-1",
      repositories: { app: "acme/web/app", proxy: "acme/web/proxy" },
    },
  };
  return words.args?.(args) ?? args;
}

const networkOf = (name: string) => ({
  [`/slipway/acme/${name}/network/vpc-id`]: "vpc-1",
  [`/slipway/acme/${name}/network/private-subnet-ids`]: "subnet-a,subnet-b",
  [`/slipway/acme/${name}/network/public-subnet-ids`]: "subnet-x,subnet-y",
  [`/slipway/acme/${name}/network/nat-addresses`]: "192.0.2.1,192.0.2.2,192.0.2.3",
  [`/slipway/acme/${name}/cluster/arn`]: `arn:aws:ecs:us-east-1:333333333333:cluster/acme-${name}`,
});
export const parameters = parameterStore({ ...networkOf("dev"), ...networkOf("prod") });

export async function make(words: Words = {}, preview = false): Promise<Built> {
  const { EcsService } = await import("../../../../components/targets/ecs/service");
  return build(
    () => {
      const target = new EcsService("target", ecsArgs(words));
      return { alarms: target.alarmNames, origin: target.origin, testOrigin: target.testOrigin };
    },
    { ...parameters, place, preview },
  );
}

/** Id of a security group, which rules name. */
export function groupId(built: Built, name: string): string {
  const { arn } = built.one("aws:ec2/securityGroup:SecurityGroup", name).outputs;
  return String(arn).split("/")[1]!;
}
