/** The services of a release by hand, as a cloud gives them: asked as the toolchain's release role, which enters the target. */
import { setTimeout } from "node:timers/promises";
import { roleSessionSeconds } from "../../catalog/iam/session";
import { type Calls, entering } from "../../functions/release/enter";
import { historyOf } from "../../functions/release/parameters";
import type { Credentials } from "../../functions/release/sdk";
import type { Cloud } from "../cloud/types";
import { assume, caller, type Identity } from "../identity";
import { interrupted } from "../signals";
import type { ReleasePlace } from "./place";
import type { ReleaseServices } from "./services";

/** Seconds before its end at which a session is left. */
const margin = 300;

/** Who starts a release: the identity of the command, which the toolchain's release role must admit. */
export async function releaseServices(cloud: Cloud, place: ReleasePlace): Promise<ReleaseServices> {
  const { catalog, stack, pipeline, role } = place;
  const started = await caller(cloud, catalog.organization.home);
  const inToolchain = () => assume(cloud, stack, pipeline.region, role, started);
  // A session that is chained ends after an hour: both are entered anew, from the first identity.
  const toolchain = { region: pipeline.region, credentials: async () => lasting(await inToolchain()) };
  await inToolchain();
  const { releases } = cloud;
  const calls: Calls = (service, at = toolchain) => releases.calls(service, at);
  const ssm = calls("ssm");
  return {
    approves: cloud.kind !== "laptop",
    who: `by-hand/${started.arn.split("/").at(-1)}`,
    enter: entering({
      assume: async (target, _session, region, policy) =>
        lasting(await assume(cloud, stack, region, target, await inToolchain(), { policy })),
      calls,
    }),
    history: (name) => historyOf(ssm, name),
    async underWay(name, actions) {
      for (const stage of await releases.pipelineStages(name, toolchain)) {
        const { stageName = "", latestExecution, actionStates = [] } = stage;
        const open = actionStates.find(
          ({ actionName, latestExecution: run }) =>
            run?.status === "InProgress" &&
            actions.some((each) => each.stage === stageName && each.action === actionName),
        );
        if (open) {
          return { execution: latestExecution?.pipelineExecutionId ?? "", stage: stageName, action: open.actionName! };
        }
      }
      return undefined;
    },
    async writeParameter(Name, Value) {
      await ssm("PutParameter", { Name, Value, Type: "String", Overwrite: true });
    },
    sleep: (seconds) => setTimeout(seconds * releases.secondMs, undefined, { signal: interrupted }),
    now: Date.now,
  };

  function lasting({ credentials }: Identity): Credentials {
    const expiration = new Date(Date.now() + (roleSessionSeconds - margin) * 1000);
    return { ...credentials!, expiration };
  }
}
