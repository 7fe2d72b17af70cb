/** A release by hand: the program of the pipelines' function, in a loop that waits. */
import { deliveryPipeline } from "../../catalog/pipeline/delivery";
import { imageRepositories } from "../../catalog/pipeline/images";
import { deploys } from "../../catalog/pipeline/model";
import { pipelinePlace } from "../../catalog/pipeline/place";
import { registryHost } from "../../catalog/upstreams";
import { releaseParameter } from "../../functions/gates/releases";
import type { Outcome } from "../../functions/release/result";
import { runRelease } from "../../functions/release/run";
import { beginning } from "../../functions/release/state";
import { step } from "../../functions/release/step";
import type { World, ZipCode } from "../../functions/release/world";
import { FailedError, RefusedError, UsageError } from "../exit";
import { refuseUnapproved } from "./approved";
import { contentFor } from "./content";
import type { ReleasePlace } from "./place";
import type { ReleaseServices } from "./services";

export interface ByHand {
  /** Whether what is older than what runs may be released. */
  rollback: boolean;
  /** The zip of a function that no environment has run. */
  zip?: ZipCode;
  /** Called with what is waited for. */
  say(text: string): void;
  /** Called before anything is changed; rejects when it is not to be. */
  confirm(what: string): Promise<void>;
}

/** Throws a `RefusedError` as long as nothing was changed; what fails later is in the outcome. */
export async function releaseByHand(
  place: ReleasePlace,
  services: ReleaseServices,
  { rollback, zip, say, confirm }: ByHand,
): Promise<Outcome> {
  await refusing(() => refuseUnapproved(place, services));
  const { world, where } = await refusing(() => worldOf(place, services, rollback, zip));
  const first = await refusing(() => step(beginning(world.request.digest, world.now()), world));
  if (first.done && !first.done.passed) throw new RefusedError(first.done.message);
  const { undone } = first.state;
  // What is being released is then what is taken back.
  if (undone === undefined) await refuseUnderWay(place, services);
  const how = undone === undefined ? "" : `; stops the deployment ${undone}, which is under way`;
  await confirm(`${place.parameters.digest} (${where}${how})`);
  try {
    const outcome = await runRelease({ world, state: first.state, sleep: services.sleep, say });
    if (outcome.passed) await tellGates(place, services);
    return outcome;
  } catch (error) {
    const { name, message } = error as Error;
    const why =
      name === "AbortError" ? "The command was stopped." : `The release could not go on: ${name}: ${message}.`;
    throw new FailedError(
      `${why} A rollout that has begun goes on without it; give the same command to watch it further.`,
    );
  }
}

async function worldOf(place: ReleasePlace, services: ReleaseServices, rollback: boolean, zip?: ZipCode) {
  const { service, environment, digest, minutes } = place.parameters;
  const entered = await services.enter(place.parameters);
  const found = contentFor({
    digest,
    target: entered.target,
    ...(zip ? { zip } : {}),
    histories: await historiesOf(place, services),
    repository: (image) => repositoryOf(place, image),
  });
  const world: World = {
    ...entered,
    request: { service, environment, digest, execution: services.who, minutes },
    content: async () => found.content,
    origin: async () => ({ ...found.origin, rollback }),
  };
  return { world, where: found.where };
}

/** Of the environment itself first: what it ran before is the usual way back. */
async function historiesOf({ catalog, service, track, parameters }: ReleasePlace, services: ReleaseServices) {
  const others = track.waves.flatMap(({ stages }) => stages.map(({ environment }) => environment));
  const environments = [parameters.environment, ...others.filter((each) => each !== parameters.environment)];
  return Promise.all(
    environments.map(async (environment) => ({
      environment,
      ran: await services.history(catalog.names.runningParameter(service.name, environment)),
    })),
  );
}

function repositoryOf({ catalog, service, track, pipeline }: ReleasePlace, image: string): string | undefined {
  const found = imageRepositories(pipelinePlace(catalog, service, track)).find(({ name }) => name === image);
  return found && `${registryHost(pipeline.accountId, pipeline.region, pipeline.partition)}/${found.repository}`;
}

/** Two releases wait for each other, but which of them is the last would be chance. */
async function refuseUnderWay({ catalog, service, track, parameters }: ReleasePlace, services: ReleaseServices) {
  const { environment, pipeline } = parameters;
  const model = deliveryPipeline(catalog, service, track);
  const actions = model.stages
    .filter((stage) => stage.environments.includes(environment))
    .flatMap((stage) =>
      stage.actions
        .filter((action) => deploys(action) && concerns(action.configuration["UserParameters"], environment))
        .map((action) => ({ stage: stage.name, action: action.name })),
    );
  const open = await services.underWay(pipeline, actions);
  if (!open) return;
  throw new RefusedError(
    `Pipeline ${pipeline} is releasing to ${environment} now: execution ${open.execution}, stage ${open.stage}, ` +
      `action ${open.action}. Wait for its end, or stop that execution first.`,
  );
}

function concerns(userParameters: unknown, environment: string): boolean {
  return typeof userParameters === "string" && JSON.parse(userParameters).environment === environment;
}

/** Or the pipeline would skip the stage of what was taken back. Its checks have not run, so it is not passed. */
async function tellGates({ catalog, parameters }: ReleasePlace, { writeParameter, now, who }: ReleaseServices) {
  const { service, environment, digest } = parameters;
  const release = { digest, passed: false, execution: who, commit: "unknown", recorded: new Date(now()).toISOString() };
  await writeParameter(releaseParameter(catalog.names.releasesPath(service), environment), JSON.stringify(release));
}

/** What cannot even begin has changed nothing. */
async function refusing<T>(begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UsageError) throw error;
    const { name, message } = error as Error;
    throw new RefusedError(name === "Refusal" ? message : `The release could not begin: ${name}: ${message}`);
  }
}
