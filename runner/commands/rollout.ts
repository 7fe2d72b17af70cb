/** `slipway rollout <service> <environment>`: what is being rolled out, and a person's answer where it waits for one. */
import type { Command } from "commander";
import { confirm } from "../confirm";
import { FailedError, RefusedError, UsageError } from "../exit";
import { type RolloutPlace, rolloutPlace } from "../rollout/place";
import type { Rollout, RolloutServices } from "../rollout/services";
import { rolloutText, stateOf } from "../rollout/text";
import { openSession, type Session } from "../session";
import { globals } from "./globals";

export interface RolloutOptions {
  continue?: boolean;
  back?: boolean;
  yes?: boolean;
}

/** Tests give services of their own. */
export type Reach = (session: Session, place: RolloutPlace) => Promise<RolloutServices>;

export function addRolloutCommand(program: Command): void {
  program
    .command("rollout")
    .description(
      "show what is being rolled out to ECS or Lambda, let it go on that waits for a person, or have it rolled back",
    )
    .argument("<service>", "name of the service")
    .argument("<environment>", "name of the environment")
    .option("--continue", "let the rollout go on that waits for a person")
    .option("--back", "have the rollout rolled back, whether it waits or not")
    .option("--yes", "ask nobody")
    .action((service: string, environment: string, options: RolloutOptions, command: Command) =>
      rollout(openSession(globals(command)), service, environment, options),
    );
}

export async function rollout(
  session: Session,
  service: string,
  environment: string,
  { continue: goOn = false, back = false, yes = false }: RolloutOptions,
  reach: Reach = inCloud,
): Promise<void> {
  const { catalog, terminal } = session;
  if (goOn && back) throw new UsageError("--continue and --back are two answers: give one.");
  const place = rolloutPlace(catalog, service, environment);
  const services = await reach(session, place);
  const found = await looked(place, services);
  const title = `${service} to ${environment}`;
  if (!goOn && !back) {
    terminal.result({ service, environment, rollout: found ?? null });
    terminal.say(found ? rolloutText(place, found) : `${title}: nothing is being rolled out.`);
    return;
  }
  const one = goOn ? demandWaiting(title, found) : demandForward(title, found);
  terminal.progress(rolloutText(place, one));
  if (!yes) await confirm(await session.cloud(), `rollout ${goOn ? "--continue" : "--back"}`, [title]);
  await answering(() => (goOn ? services.goOn(one) : services.goBack(one)));
  terminal.result({ service, environment, rollout: one, answer: goOn ? "continue" : "back" });
  terminal.say(`${title}: ${one.deployment} ${goOn ? "goes on" : "is being rolled back"}.`);
}

function demandWaiting(title: string, found: Rollout | undefined): Rollout {
  const one = demandForward(title, found);
  if (one.waits) return one;
  throw new RefusedError(`${title}: ${one.deployment} (${stateOf(one)}) waits for nobody. Nothing was changed.`);
}

function demandForward(title: string, found: Rollout | undefined): Rollout {
  if (!found) throw new RefusedError(`${title}: nothing is being rolled out. Nothing was changed.`);
  if (!found.back) return found;
  throw new RefusedError(`${title}: ${found.deployment} (${stateOf(found)}) is being rolled back already.`);
}

async function answering(answer: () => Promise<void>): Promise<void> {
  try {
    await answer();
  } catch (error) {
    const { name, message, $fault } = error as Error & { $fault?: string };
    // AWS tells its callers' faults from its own: it has refused the first, of the others nobody knows.
    if ($fault === "client") throw new RefusedError(`The rollout was not answered: ${name}: ${message}`);
    throw new FailedError(`Whether the rollout was answered is not known: ${name}: ${message}. Look at it again.`);
  }
}

async function looked({ stack, role }: RolloutPlace, { look }: RolloutServices): Promise<Rollout | undefined> {
  try {
    return await look();
  } catch (error) {
    const { name, message } = error as Error;
    throw new RefusedError(
      `The rollout cannot be seen: ${name}: ${message}. It needs the stack ${stack.name}, and the rights of ${role}.`,
    );
  }
}

async function inCloud(session: Session, place: RolloutPlace): Promise<RolloutServices> {
  // With it come AWS clients that no other command needs.
  const { rolloutServices } = await import("../rollout/aws");
  return rolloutServices(await session.cloud(), place);
}
