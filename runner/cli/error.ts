import { minimumGo } from "../../local/cli/build";
import { supportedRange } from "./version";

/** One way to a CLI, and why it did not lead to one. */
export interface Failure {
  way: string;
  reason: string;
}

/** There is no Pulumi CLI to work with and none could be made. Nothing was changed. */
export class NoPulumiError extends Error {
  override name = "NoPulumiError";

  constructor(readonly failures: Failure[]) {
    super(
      [
        `No usable Pulumi CLI (${supportedRange}) was found, and none could be made:`,
        ...failures.map(({ way, reason }) => `  ${way}: ${reason}`),
        "Do one of these, then run the command again:",
        "  - install Pulumi 3.248.0 or later and put it on PATH (https://www.pulumi.com/docs/install/)",
        "  - let this machine reach get.pulumi.com and github.com, so that it can be downloaded",
        `  - install Go ${minimumGo} or later (https://go.dev/dl/), so that it can be built: once, about three minutes`,
      ].join("\n"),
    );
  }
}
