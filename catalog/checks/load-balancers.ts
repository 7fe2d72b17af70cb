/** Checks of a service's load balancer: what its environments and their networks can give it. */
import type { Files } from "../files";
import type { EcsSettings } from "../schema/ecs";
import { didYouMean } from "../suggest";
import type { Add } from "./add";
import type { PlacedStage } from "./placed-stage";

type LoadBalancer = EcsSettings["loadBalancer"];

/** `environments`: names of all that the service has a stage in; `stages`: those whose files are in order. */
export function checkLoadBalancer(
  files: Files,
  balancer: LoadBalancer,
  environments: string[],
  stages: PlacedStage[],
  add: Add,
): void {
  const path = ["target", "loadBalancer"];
  const { kind, scheme, certificate, webAcl, accessLogs } = balancer;
  for (const { environment } of stages) {
    const { name, settings } = environment;
    if (kind === "application" && !(name in certificate)) {
      const message = `is missing: an application load balancer speaks HTTPS; give the ARN of ${name}'s certificate`;
      add([...path, "certificate", name], undefined, message);
    }
    const { egress, zones } = settings.network;
    if (scheme === "internet-facing" && egress !== "nat") {
      const message = `must be internal: the network of ${name} has no public subnets without egress nat`;
      add([...path, "scheme"], scheme, message);
    }
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    if (kind === "application" && zones < 2) {
      const message = `must be network: an application load balancer needs two zones, and the network of ${name} has ${zones}; or give it zones: 2`;
      add([...path, "kind"], kind, message);
    }
  }
  if (webAcl && kind === "network") {
    add([...path, "webAcl"], undefined, "must be left out: AWS WAF is for application load balancers only");
  }
  checkPlaces(files, { certificate, webAcl, accessLogs }, environments, stages, add);
}

/** ARNs are of the environment's own account and region. */
function checkPlaces(
  { project }: Files,
  given: Pick<LoadBalancer, "certificate" | "webAcl" | "accessLogs">,
  environments: string[],
  stages: PlacedStage[],
  add: Add,
): void {
  for (const [key, values] of Object.entries(given)) {
    for (const [name, value] of Object.entries(values ?? {})) {
      const path = ["target", "loadBalancer", key, name];
      if (!environments.includes(name)) {
        const message = `is of no environment among the stages; remove it.${didYouMean(name, environments)} Known: ${environments.join(", ")}.`;
        add(path, value, message);
      }
      const stage = stages.find(({ environment }) => environment.name === name);
      if (!stage || !value.startsWith("arn:")) continue;
      const { account, region } = stage.environment.settings;
      const accountId = project?.config["slipway:organization"].value.accounts[account];
      const [, , , ofRegion, ofAccount] = value.split(":");
      if (ofRegion !== region) add(path, value, `must be of region ${region}, where ${name} is`);
      if (accountId !== undefined && ofAccount !== accountId) {
        add(path, value, `must be of account ${accountId}, where ${name} is`);
      }
    }
  }
}
