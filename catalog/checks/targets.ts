/** Checks of what a service runs on and how it is rolled out: each kind of target by its own rules. */
import type { Files } from "../files";
import { isProduction } from "../production";
import { fleetOf, trafficOf } from "../rollout/declared";
import type { ServiceSettings } from "../schema/service";
import type { Add } from "./add";
import { checkCapacity } from "./capacity";
import { checkContainers } from "./containers";
import { functionOwner } from "./function-owner";
import { checkFunction } from "./functions";
import { checkLoadBalancer } from "./load-balancers";
import type { PlacedStage } from "./placed-stage";
import { checkRollout } from "./rollouts";
import { placedStages } from "./stages";
import { checkSyntheticNetwork } from "./synthetic";
import { checkFleetWords, checkTraffic } from "./traffic";

export function checkTarget(files: Files, service: string, settings: ServiceSettings, add: Add): void {
  const { target, deploy } = settings;
  const stages = knownStages(files, settings);
  if (target.kind === "ec2-in-place") {
    for (const { stage, path } of placedStages(settings)) {
      checkFleetWords(stage.rollout, [...path, "rollout"], add);
      checkRollout(target.instances, fleetOf(stage.rollout), [...path, "rollout"], add);
    }
    return;
  }
  // Also those whose own files have a problem.
  const environments = placedStages(settings).map(({ stage }) => stage.environment);
  if (target.kind === "ecs") {
    checkContainers(files, service, settings.build.images, target, add);
    checkCapacity(target, stages, add);
    checkLoadBalancer(files, target.loadBalancer, environments, stages, add);
  } else {
    checkFunction(files, service, settings.build.images, target, environments, stages, add);
  }
  const prefix = files.project?.config["slipway:organization"].value.prefix;
  const ownerOf = (name: string) => functionOwner(files, service, name);
  for (const { stage, path } of placedStages(settings)) {
    const production = stages.some((each) => each.stage === stage && each.production);
    const rollout = trafficOf(target, stage.rollout);
    const standard = deploy === "standard";
    const traffic = { target, words: stage.rollout, rollout, production, standard, prefix, ownerOf };
    checkTraffic(traffic, [...path, "rollout"], add);
    const environment = stages.find((each) => each.stage === stage)?.environment;
    if (environment) checkSyntheticNetwork(rollout, environment, [...path, "rollout"], add);
  }
}

function knownStages({ environments }: Files, settings: ServiceSettings): PlacedStage[] {
  return placedStages(settings).flatMap(({ stage, path }) => {
    const found = environments.find(({ name }) => name === stage.environment);
    if (!found?.settings) return [];
    const environment = { ...found, settings: found.settings };
    return [{ stage, path, environment, production: isProduction(found.name, found.settings.production) }];
  });
}
