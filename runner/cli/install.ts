/** Pulumi's official installer, through the Automation API. */
import { createRequire } from "node:module";
import type { PulumiCommand, PulumiCommandOptions } from "@pulumi/pulumi/automation";

const host = "https://get.pulumi.com";
/** The installer itself waits two minutes; whether the host is there at all shows much sooner. */
const reachMs = 5_000;

/** Installs the CLI into `root`. Throws an error of one line when the host cannot be reached or the download fails. */
export async function installOfficial(root: string, version: string): Promise<void> {
  await fetch(host, { method: "HEAD", signal: AbortSignal.timeout(reachMs) }).catch((error: Error) => {
    const cause = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message;
    throw new Error(`${host} cannot be reached (${cause})`);
  });
  // Loaded here only: it takes a third of a second. Its own copy of semver makes the version that it compares with.
  const automation = require.resolve("@pulumi/pulumi/automation");
  const { PulumiCommand: command } = require(automation) as { PulumiCommand: typeof PulumiCommand };
  const { SemVer } = createRequire(automation)("semver") as {
    SemVer: new (text: string) => NonNullable<PulumiCommandOptions["version"]>;
  };
  await command.install({ root, version: new SemVer(version) }).catch((error: Error) => {
    throw new Error(`the installer failed: ${error.message.trim().split("\n").slice(-2).join(" | ")}`);
  });
}
