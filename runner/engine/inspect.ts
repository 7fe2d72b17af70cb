/** What a checkpoint must be like before the engine may go on with it. */
import { stateOf } from "../../catalog/stored";
import type { StackPlan } from "../../catalog/types";
import { type Cloud, secretsProviderUrl } from "../cloud/types";
import { RefusedError } from "../exit";
import type { Checkpoint } from "../lock";

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  custom?: boolean;
  protect?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

interface PendingOperation {
  type: string;
  resource: StateResource;
}

/** The parts of Pulumi's checkpoint file that the runner looks at. */
export interface Deployment {
  secrets_providers?: { type: string; state?: { url?: string } };
  resources?: StateResource[];
  pending_operations?: PendingOperation[];
}

export function deploymentOf(checkpoint: Checkpoint | undefined): Deployment {
  if (!checkpoint) return {};
  return JSON.parse(Buffer.from(checkpoint.bytes).toString("utf8")).checkpoint?.latest ?? {};
}

/** Name that the stand-in provider puts into the inputs of every provider, so that its state is known as such. */
const laptopMark = "slipwayLaptop";

export function inspectState(
  checkpoint: Checkpoint | undefined,
  plan: StackPlan,
  cloud: Cloud,
  options: { allowPending: boolean },
): void {
  const deployment = deploymentOf(checkpoint);
  const problems: string[] = [];
  const secrets = deployment.secrets_providers;
  const wanted = secretsProviderUrl(stateOf(plan));
  if (secrets && !(secrets.type === "cloud" && secrets.state?.url === wanted)) {
    problems.push(
      `its secrets are encrypted by ${secrets.state?.url ?? secrets.type}, but the catalog says ${wanted}. ` +
        `Change it on purpose with \`slipway pulumi -- stack change-secrets-provider "${wanted}" -s ${plan.name}\`.`,
    );
  }
  const marked = (deployment.resources ?? []).some(({ inputs }) => inputs?.[laptopMark] !== undefined);
  if (marked && cloud.kind !== "laptop") {
    problems.push("it was made on the laptop cloud; none of its resources exist in AWS. Use another bucket.");
  }
  const pending = deployment.pending_operations ?? [];
  if (pending.length > 0 && !options.allowPending) {
    const list = pending
      .map(({ type, resource }) => `${type} ${resource.urn.split("::").slice(2).join(" ")}`)
      .join(", ");
    problems.push(
      `the last run was interrupted in the middle of: ${list}. Whether that happened in the cloud is not known to the state. ` +
        `Find out and repair it with \`slipway recover ${plan.name}\`.`,
    );
  }
  if (problems.length > 0)
    throw new RefusedError(
      `Stack ${plan.name}: the state cannot be used:\n${problems.map((text) => `  - ${text}`).join("\n")}`,
    );
}
