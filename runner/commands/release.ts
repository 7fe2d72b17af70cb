/** `slipway release <service> <environment> --digest <digest>`: what a pipeline's function does, by hand. */
import type { Command } from "commander";
import { confirm } from "../confirm";
import { exitCodes } from "../exit";
import { releaseByHand } from "../release/by-hand";
import { zipAt } from "../release/content";
import { type ReleasePlace, releasePlace } from "../release/place";
import type { ReleaseServices } from "../release/services";
import { openSession, type Session } from "../session";
import { globals } from "./globals";

export interface ReleaseOptions {
  digest: string;
  /** `s3://bucket/key`, with `#version` behind it. */
  zip?: string;
  rollback?: boolean;
  yes?: boolean;
}

/** Tests give services of their own. */
export type Reach = (session: Session, place: ReleasePlace) => Promise<ReleaseServices>;

export function addReleaseCommand(program: Command): void {
  program
    .command("release")
    .description(
      "release what an environment has run, or an image, to ECS or Lambda; production takes only what it has run or an earlier stage has passed",
    )
    .argument("<service>", "name of the service")
    .argument("<environment>", "name of the environment")
    .requiredOption("--digest <digest>", "sha256:<hex> of a release that an environment has run, or of an image")
    .option("--zip <place>", "s3://<bucket>/<key>[#<version>] of a function's zip that no environment has run")
    .option("--rollback", "go back to what is older than what runs")
    .option("--yes", "ask nobody")
    .action((service: string, environment: string, options: ReleaseOptions, command: Command) =>
      release(openSession(globals(command)), service, environment, options),
    );
}

export async function release(
  session: Session,
  service: string,
  environment: string,
  { digest, zip, rollback = false, yes = false }: ReleaseOptions,
  reach: Reach = inCloud,
): Promise<void> {
  const { catalog, terminal } = session;
  const place = releasePlace(catalog, { service, environment, digest });
  const handed = zip === undefined ? undefined : zipAt(zip, digest);
  const services = await reach(session, place);
  const title = `${service} to ${environment}`;
  const outcome = await releaseByHand(place, services, {
    rollback,
    ...(handed ? { zip: handed } : {}),
    say: (text) => terminal.progress(`${title}: ${text}`),
    async confirm(what) {
      terminal.progress(`${title}: ${what}`);
      if (!yes) await confirm(await session.cloud(), "release", [title]);
    },
  });
  terminal.result({ service, environment, digest, ...outcome });
  if (outcome.passed) {
    terminal.say(outcome.summary);
  } else {
    terminal.progress(`slipway: ${outcome.message}`);
    process.exitCode = exitCodes.failed;
  }
}

async function inCloud(session: Session, place: ReleasePlace): Promise<ReleaseServices> {
  // With it come AWS clients that no other command needs.
  const { releaseServices } = await import("../release/aws");
  return releaseServices(await session.cloud(), place);
}
