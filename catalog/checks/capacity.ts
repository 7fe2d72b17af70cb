/** Checks of where tasks run, how large they are and how many there may be. */
import type { EndpointService } from "../network/endpoints";
import { fargateCpu, fargateMemory } from "../rollout/fargate";
import type { EcsSettings } from "../schema/ecs";
import type { Add } from "./add";
import type { PlacedStage } from "./placed-stage";

const fargate = ["FARGATE", "FARGATE_SPOT"];

export function checkCapacity(target: EcsSettings, stages: PlacedStage[], add: Add): void {
  const { capacity, exec, desired, scaling } = target;
  const onFargate = capacity.filter(({ provider }) => fargate.includes(provider));
  if (onFargate.length > 0) checkSize(target, add);
  checkStrategy(capacity, add);
  checkWayOut(target, stages, add);
  const production = stages.find((each) => each.production)?.environment.name;
  if (production !== undefined) checkProduction(capacity, production, add);
  if (exec && production !== undefined) {
    const message = `must be false: ${production} is production, and nobody opens a shell there; use a service of its own for other environments`;
    add(["target", "exec"], exec, message);
  }
  if (!scaling) return;
  const { least, most } = scaling;
  if (least > most) add(["target", "scaling", "least"], least, `must be at most most (${most})`);
  else if (desired < least || desired > most) {
    add(["target", "desired"], desired, `must be from scaling.least (${least}) to scaling.most (${most})`);
  }
}

/**
 * Without a way out tasks reach by endpoints what they are started with:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
function checkWayOut({ containers, exec }: EcsSettings, stages: PlacedStage[], add: Add): void {
  const references = containers.flatMap(({ secrets }) => Object.values(secrets));
  const needed: EndpointService[] = [
    ...(["ecr.api", "ecr.dkr", "logs"] as const),
    ...(references.some((each) => "secret" in each) ? (["secretsmanager"] as const) : []),
    ...(references.some((each) => "parameter" in each) ? (["ssm"] as const) : []),
    ...(exec ? (["ssmmessages"] as const) : []),
  ];
  for (const { path, environment } of stages) {
    const { egress, endpoints } = environment.settings.network;
    const missing = needed.filter((each) => !endpoints.includes(each));
    if (egress !== "none" || missing.length === 0) continue;
    const message = `has a network without a way out, and its tasks need the endpoints ${missing.join(", ")}; add them to network.endpoints of ${environment.file}`;
    add([...path, "environment"], environment.name, message);
  }
}

function checkSize({ cpu, memory }: EcsSettings, add: Add): void {
  const sizes = fargateMemory(cpu);
  if (sizes.length === 0) {
    add(["target", "cpu"], cpu, `must be one of ${fargateCpu.join(", ")} on Fargate`);
  } else if (!sizes.includes(memory)) {
    const range =
      sizes.length < 9 ? sizes.join(", ") : `${sizes[0]} to ${sizes.at(-1)} in steps of ${sizes[1]! - sizes[0]!}`;
    add(["target", "memory"], memory, `must be ${range} on Fargate with cpu ${cpu}`);
  }
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html */
function checkStrategy(capacity: EcsSettings["capacity"], add: Add): void {
  const kinds = new Set(capacity.map(({ provider }) => fargate.includes(provider)));
  if (kinds.size > 1) {
    const message = "must be all of Fargate or all of EC2: ECS mixes them in no service; make two services";
    add(
      ["target", "capacity"],
      capacity.map(({ provider }) => provider),
      message,
    );
  }
  capacity.forEach(({ provider, base }, index) => {
    const path = ["target", "capacity", index];
    const first = capacity.findIndex((each) => each.provider === provider);
    if (first !== index) add([...path, "provider"], provider, `is the provider of [${first}] already; remove one`);
    const based = capacity.findIndex((each) => each.base > 0);
    if (base > 0 && based !== index) {
      add([...path, "base"], base, `must be 0: [${based}] has a base, and ECS takes one of a service`);
    }
  });
  if (capacity.every(({ weight }) => weight === 0)) {
    add(["target", "capacity"], 0, "must give a weight above 0 to one provider: ECS places no task otherwise");
  }
}

/** Spot takes tasks away with two minutes' notice, all of them at once if need be. */
function checkProduction(capacity: EcsSettings["capacity"], production: string, add: Add): void {
  const spot = capacity.some(({ provider }) => provider === "FARGATE_SPOT");
  if (!spot || capacity.some(({ provider, base }) => provider !== "FARGATE_SPOT" && base >= 1)) return;
  const onDemand = capacity.findIndex(({ provider }) => provider !== "FARGATE_SPOT");
  const path = onDemand < 0 ? ["target", "capacity"] : ["target", "capacity", onDemand, "base"];
  const message = `must give on-demand capacity a base of 1 or more: ${production} is production, and Spot may take every other task at once; write { provider: FARGATE, base: 1 }`;
  add(path, onDemand < 0 ? capacity.map(({ provider }) => provider) : capacity[onDemand]!.base, message);
}
