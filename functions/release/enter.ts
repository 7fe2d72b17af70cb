/** The way into a target: its account's release role, and the calls that are made with it. */
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { codedeployOf } from "./codedeploy-client";
import { ecsOf } from "./ecs-client";
import type { Enter } from "./handler";
import { lambdaOf } from "./lambda-client";
import { parameter, recordsOf } from "./parameters";
import { type Call, type Credentials, callsOf, type Place } from "./sdk";
import { sessionPolicy } from "./session";
import { targetOf } from "./target";
import { tasksOf } from "./tasks-client";
import { nearOf } from "./zip-copy";

/** Calls of each service, made from a place. Tests give their own. */
export type Calls = (service: Parameters<typeof callsOf>[0], place?: Place) => Call;

export interface Entrance {
  /** Credentials of a role within a session policy, as long as they last. Default: by STS, with the environment's own. */
  assume?(role: string, session: string, region: string, policy: string): Promise<Credentials>;
  calls?: Calls;
  now?(): number;
}

/** Records and artifacts lie in the account of whoever releases; everything else is asked as the release role of the target. */
export function entering({ assume = assumeRole, calls = callsOf, now = Date.now }: Entrance = {}): Enter {
  return async ({ role, region, service, environment, target, record }) => {
    const policy = sessionPolicy({ role, service, environment });
    const place = { region, credentials: () => assume(role, sessionName(service), region, policy) };
    const described = await parameter(calls("ssm", place), target);
    const ecs = calls("ecs", place);
    return {
      target: targetOf(target, described),
      ecs: ecsOf(ecs),
      tasks: tasksOf(ecs),
      codedeploy: codedeployOf(calls("codedeploy", place)),
      lambda: lambdaOf(calls("lambda", place), nearOf(calls("s3"), region)),
      records: recordsOf(calls("ssm"), record),
      now,
    };
  };
}

/** What trails show of a release, 64 characters at most. */
function sessionName(service: string): string {
  return `slipway-release-${service}`.slice(0, 64);
}

async function assumeRole(
  RoleArn: string,
  RoleSessionName: string,
  region: string,
  Policy: string,
): Promise<Credentials> {
  const { Credentials: given } = await new STSClient({ region }).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName, Policy }),
  );
  return {
    accessKeyId: given!.AccessKeyId!,
    secretAccessKey: given!.SecretAccessKey!,
    sessionToken: given!.SessionToken,
    expiration: given!.Expiration,
  };
}
