/** What is wrong with the arguments of a service on ECS: the files' checks ask the same, and this of programs without files. */
import type { Finding } from "../../problems";
import type { EcsServiceArgs } from "./args";
import { onMachines } from "./template";

export function findings({ names, environment, target, rollout, registry }: EcsServiceArgs): Finding[] {
  const found: Finding[] = [];
  const { capacity, containers, connect, desired, scaling, loadBalancer } = target;
  const { strategy, controller, hooks } = rollout;
  const codedeploy = controller === "codedeploy";
  if (codedeploy && strategy === "rolling") {
    const reason = "must be canary, linear, blue-green or all-at-once: CodeDeploy knows no rolling update";
    found.push({ property: "rollout.strategy", value: strategy, reason });
  }
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
  if (codedeploy && loadBalancer.kind === "network" && (strategy === "canary" || strategy === "linear")) {
    const reason = "must be all-at-once behind a network load balancer: CodeDeploy shifts no part of its traffic";
    found.push({ property: "rollout.strategy", value: strategy, reason });
  }
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
  if (codedeploy && connect) {
    const reason = "must be false with CodeDeploy, which Service Connect does not work with";
    found.push({ property: "target.connect", value: connect, reason });
  }
  if (capacity.filter(({ base }) => base > 0).length > 1) {
    const reason = "must give a base to one provider only";
    found.push({ property: "target.capacity", value: capacity, reason });
  }
  if (capacity.every(({ weight }) => weight === 0)) {
    found.push({ property: "target.capacity", value: capacity, reason: "must give one provider a weight above 0" });
  }
  if (onMachines(target) && capacity.some(({ provider }) => provider.startsWith("FARGATE"))) {
    const reason = "must name providers of Fargate or of machines: one strategy does not mix them";
    found.push({ property: "target.capacity", value: capacity, reason });
  }
  const steady = capacity.filter(({ provider }) => provider !== "FARGATE_SPOT");
  const spot = steady.length < capacity.length;
  if (environment.production && spot && !steady.some(({ base }) => base >= 1)) {
    const reason = "must have a base of at least 1 beside FARGATE_SPOT: AWS takes that back at any time";
    found.push({ property: "target.capacity", value: capacity, reason });
  }
  if (scaling && !(scaling.least <= desired && desired <= scaling.most)) {
    const reason = `must be from scaling.least, ${scaling.least}, to scaling.most, ${scaling.most}`;
    found.push({ property: "target.desired", value: desired, reason });
  }
  if (!containers.some(({ name, port }) => name === target.container && port === target.port)) {
    const reason = "must be a container that listens on target.port";
    found.push({ property: "target.container", value: target.container, reason });
  }
  containers.forEach(({ image }, index) => {
    if (registry.repositories[image] === undefined) {
      const known = Object.keys(registry.repositories).join(", ") || "none";
      const reason = `must be an image of the service's build; there are ${known}`;
      found.push({ property: `target.containers[${index}].image`, value: image, reason });
    }
  });
  hooks.forEach((hook, index) => {
    const property = `rollout.hooks[${index}]`;
    if (codedeploy && hook.kind === "pause") {
      const reason = "must be rollout.ready with CodeDeploy, which waits for nobody at a hook";
      found.push({ property, value: hook.stage, reason });
    }
    if (hook.kind === "function" && !hook.function.startsWith(`${names.prefix}-`)) {
      const reason = `must begin with ${names.prefix}-: roles may run functions of that name only`;
      found.push({ property: `${property}.function`, value: hook.function, reason });
    }
    if (codedeploy && hooks.findIndex((each) => each.stage === hook.stage) !== index) {
      found.push({ property, value: hook.stage, reason: "must be the only one of its event" });
    }
  });
  return found;
}
