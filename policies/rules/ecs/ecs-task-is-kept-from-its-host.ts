import { definitions, taskDefinition } from "../../containers";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf } from "../../values";

/**
 * No task shares the network, the processes or the privileges of its host.
 *
 * Service: ecs. Severity: high. Topics: privilege-escalation, network.
 */
export const ecsTaskIsKeptFromItsHost: ResourceRule = {
  name: "ecs-task-is-kept-from-its-host",
  description: "No task shares the network, the processes or the privileges of its host.",
  level: "mandatory",
  severity: "high",
  service: "ecs",
  topics: ["privilege-escalation", "network"],
  frameworks: ["SecurityHub ECS.3", "SecurityHub ECS.4", "SecurityHub ECS.17"],
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4",
  remedy: "Use networkMode awsvpc, leave pidMode and ipcMode out, and make no container privileged.",
  unknowns: "Definitions that are unknown in a preview are judged in the update.",
  types: [taskDefinition],
  check({ props }, report) {
    for (const mode of ["networkMode", "pidMode", "ipcMode"]) {
      if (isUnknown(props[mode])) report.undecided(mode);
      else if (props[mode] === "host") report.violation(`${mode} is host: tasks share it with their host.`);
    }
    const containers = definitions(props["containerDefinitions"]);
    if (isUnknown(containers)) report.undecided("containerDefinitions");
    for (const container of listOf(containers).filter((each) => at(each, "privileged") === true)) {
      report.violation(`Container ${String(at(container, "name"))} has the rights of its host's root.`);
    }
  },
};
