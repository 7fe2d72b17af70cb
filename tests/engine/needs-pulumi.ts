/** The Pulumi CLI that engine tests need: they are skipped, with the reason, where there is none; on CI they fail. */
import type { Context } from "mocha";
import { findPulumi, NoPulumiError, type PulumiCli } from "../../runner/cli";

/** Milliseconds that finding one may take: where it cannot be downloaded it is built from its Go modules. */
const patienceMs = 15 * 60_000;

/** For a `before` hook; gives it the time to download or build a CLI. */
export async function needsPulumi(context: Context): Promise<PulumiCli> {
  context.timeout(patienceMs);
  try {
    return await findPulumi({ onProgress: () => {} });
  } catch (error) {
    if (!(error instanceof NoPulumiError) || process.env["CI"] === "true") throw error;
    console.error(`skipped: ${error.message}`);
    return context.skip();
  }
}
