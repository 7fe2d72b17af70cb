/** A service on Lambda, as its file would have it. */
import { naming } from "../../../../catalog/naming";
import type { LambdaTarget, TrafficRollout } from "../../../../catalog/target-types";
import type { LambdaServiceArgs } from "../../../../components/targets/lambda/lambda-service";
import { accounts, environment } from "../../../catalog/pipeline/sample";
import { type Built, build } from "../../harness";
import { parameterStore } from "../../parameters";

export const place = { account: accounts.prod, region: "us-east-1", partition: "aws" };
export const parameters = parameterStore({
  "/slipway/acme/prod/network/vpc-id": "vpc-1",
  "/slipway/acme/prod/network/private-subnet-ids": "subnet-a,subnet-b,subnet-c",
});

export interface Changes extends Partial<Omit<LambdaServiceArgs, "target" | "rollout">> {
  target?: Partial<LambdaTarget>;
  rollout?: Partial<TrafficRollout>;
}

export function args({ target, rollout, ...changes }: Changes = {}): LambdaServiceArgs {
  return {
    names: naming("acme"),
    service: "rates",
    environment: environment("prod"),
    target: {
      kind: "lambda",
      package: "zip",
      runtime: "nodejs24.x",
      handler: "src/index.handler",
      memory: 256,
      timeoutSeconds: 30,
      architecture: "arm64",
      environment: { STAGE: "prod" },
      secrets: {},
      vpc: false,
      logDays: 90,
      ...target,
    },
    rollout: {
      strategy: "linear",
      controller: "codedeploy",
      percent: 10,
      minutes: 1,
      bake: 0,
      alarms: ["errors", "log"],
      hooks: [],
      ...rollout,
    },
    registry: {
      partition: "aws",
      accountId: accounts.toolchain,
      region: "us-east-1",
      repositories: { api: "acme/rates/api" },
    },
    ...changes,
  };
}

export async function make(changes: Changes = {}, preview = false): Promise<Built> {
  const { LambdaService } = await import("../../../../components/targets/lambda/lambda-service");
  return build(
    () => {
      const { functionName, aliasArn, aliasName, alarmNames } = new LambdaService("target", args(changes));
      return { functionName, aliasArn, aliasName, alarmNames };
    },
    { ...parameters, place, preview },
  );
}
