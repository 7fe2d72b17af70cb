/** Gate `record`: after a deployment, what now runs in its environment. */
import type { Aws, Pass } from "./aws";
import { type Release, releaseParameter } from "./releases";
import type { Request } from "./request";
import { superseding } from "./supersede";

export async function record(request: Request<"record">, aws: Aws, now: Date): Promise<Pass> {
  const { releases, environment, digest, execution, commit, passed } = request;
  const release: Release = { digest, passed, execution, commit, recorded: now.toISOString() };
  await aws.writeParameter(releaseParameter(releases, environment), JSON.stringify(release));
  const stopped = request.supersede ? await superseding(aws, request) : "";
  return { summary: `${environment} runs ${digest}${passed ? "" : ", whose checks are still to pass"}.${stopped}` };
}
