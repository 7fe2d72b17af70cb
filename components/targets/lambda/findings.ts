/** What a service on Lambda cannot be made from, and why. */
import { lambdaHookEvents } from "../../../catalog/deploy-documents/hooks";
import { timeLimits } from "../../../catalog/rollout/limits";
import { minutesOfShift } from "../../../catalog/rollout/shift";
import type { LambdaTarget, TrafficRollout } from "../../../catalog/target-types";
import type { Finding } from "../../problems";

export function lambdaFindings(
  target: LambdaTarget,
  rollout: TrafficRollout,
  environment: { name: string; region: string },
): Finding[] {
  return [
    ...packageFindings(target, environment),
    ...concurrencyFindings(target, rollout),
    ...rolloutFindings(rollout),
    ...hookFindings(rollout),
  ];
}

function packageFindings(target: LambdaTarget, environment: { name: string; region: string }): Finding[] {
  const { runtime, handler, placeholder } = target;
  if (target.package === "zip") {
    const missing = Object.entries({ runtime, handler }).filter(([, value]) => value === undefined);
    return missing.map(([field]) => ({ property: `target.${field}`, reason: "is missing: a zip needs one" }));
  }
  const image = placeholder?.[environment.name];
  const pinned = new RegExp(
    `^\\d{12}\\.dkr\\.ecr\\.${environment.region}\\.amazonaws\\.com(\\.cn)?/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$`,
  );
  if (image !== undefined && pinned.test(image)) return [];
  const reason = `must be an image by digest in a private repository of ECR in ${environment.region}, which Lambda makes the function from: it takes no public image; let the service's pipeline build its first image, and name that`;
  return [{ property: `target.placeholder.${environment.name}`, value: image, reason }];
}

function concurrencyFindings({ provisioned, reserved }: LambdaTarget, { strategy }: TrafficRollout): Finding[] {
  if (provisioned === undefined) return [];
  const found: Finding[] = [];
  if (strategy !== "all-at-once") {
    // https://github.com/hashicorp/terraform/issues/24957: Lambda's own words.
    const reason = `cannot be had with strategy ${strategy}: while traffic is shifted the alias has weights, and Lambda refuses provisioned concurrency on a weighted alias; use strategy all-at-once, or leave provisioned out`;
    found.push({ property: "target.provisioned", value: provisioned, reason });
  }
  if (reserved !== undefined && provisioned > reserved) {
    const reason = `must be at most target.reserved, ${reserved}: environments that are kept ready count among the runs at once`;
    found.push({ property: "target.provisioned", value: provisioned, reason });
  }
  return found;
}

function rolloutFindings(rollout: TrafficRollout): Finding[] {
  const { strategy, controller, minutes, bake, ready } = rollout;
  const found: Finding[] = [];
  if (strategy === "rolling" || strategy === "blue-green") {
    const reason = "must be canary, linear or all-at-once: an alias has no other way from version to version";
    found.push({ property: "rollout.strategy", value: strategy, reason });
  }
  if (controller !== "codedeploy") {
    found.push({ property: "rollout.controller", value: controller, reason: "must be codedeploy" });
  }
  if (bake !== 0) {
    const reason = "must be 0: CodeDeploy ends with the last shift; let a canary or linear shift take longer";
    found.push({ property: "rollout.bake", value: bake, reason });
  }
  if (ready) {
    const reason = "must be left out: CodeDeploy waits before the shift on ECS only";
    found.push({ property: "rollout.ready", value: ready, reason });
  }
  const shift = minutesOfShift(rollout);
  const longest = timeLimits.lambdaShift.minutes;
  if (shift > longest) {
    const reason = `makes a shift of ${shift} minutes; CodeDeploy allows ${longest / 60} hours`;
    found.push({ property: "rollout.minutes", value: minutes, reason });
  }
  return found;
}

const stages: readonly string[] = lambdaHookEvents;

function hookFindings({ hooks }: TrafficRollout): Finding[] {
  return hooks.flatMap((hook, index): Finding[] => {
    const property = `rollout.hooks[${index}]`;
    if (hook.kind === "pause") {
      const reason = "must be smoke or function: CodeDeploy cannot pause; use an approval in the pipeline";
      return [{ property: `${property}.kind`, value: hook.kind, reason }];
    }
    if (!stages.includes(hook.stage)) {
      const reason = `must be ${stages.join(" or ")}`;
      return [{ property: `${property}.stage`, value: hook.stage, reason }];
    }
    if (hooks.findIndex(({ stage }) => stage === hook.stage) !== index) {
      const reason = "has a hook already; CodeDeploy runs one function at each event";
      return [{ property: `${property}.stage`, value: hook.stage, reason }];
    }
    return [];
  });
}
