/** Checks of the services: names, connections, stages, and what a fleet's rollout can do. */
import type { Files } from "../files";
import { limits } from "../naming";
import { isProduction } from "../production";
import { alarmCount, batchRefusal, instancesPerAlarm, mostAlarms } from "../rollout";
import { pathText, type Step } from "../schema/path";
import type { ServiceSettings } from "../schema/service";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";

export function checkServices(files: Files): Problem[] {
  return files.services.flatMap((service) => {
    const { file, name, settings } = service;
    const problems: Problem[] = [];
    const add: Add = (path, value, message) => problems.push({ file, path: pathText(path), value, message });
    if (!new RegExp(`^(?=.{1,${limits.service}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`).test(name)) {
      const rule = `1 to ${limits.service} of a-z, 0-9 and single hyphens inside, beginning with a letter`;
      add([], name, `must be named services/<name>.yaml, where <name> is ${rule}; rename it`);
    }
    if (settings) {
      checkSource(files, settings, add);
      checkStages(files, settings, add);
      checkImage(files, settings, add);
      settings.stages.forEach((stage, index) => {
        checkRollout(settings.target.instances, stage.rollout, ["stages", index, "rollout"], add);
      });
    }
    return problems;
  });
}

type Add = (path: Step[], value: unknown, message: string) => void;
type StageSettings = ServiceSettings["stages"][number];

function checkSource({ toolchain }: Files, { source }: ServiceSettings, add: Add): void {
  if (!toolchain) return;
  const { connection, repository } = source;
  const known = Object.keys(toolchain.connections);
  const provider = toolchain.connections[connection]?.provider;
  if (provider === undefined) {
    const remedy = known.length === 0 ? "Declare it there." : `Known: ${known.join(", ")}.`;
    add(
      ["source", "connection"],
      connection,
      `is no connection of Pulumi.toolchain.yaml.${didYouMean(connection, known)} ${remedy}`,
    );
  } else if (provider !== "GitLab" && repository.split("/").length !== 2) {
    add(["source", "repository"], repository, `must have two parts on ${provider}, such as acme/orders`);
  }
}

function checkStages({ environments }: Files, { stages }: ServiceSettings, add: Add): void {
  const names = environments.map(({ name }) => name);
  stages.forEach((stage, index) => {
    const path = ["stages", index];
    const { environment, approval } = stage;
    const declared = environments.find(({ name }) => name === environment);
    if (!declared) {
      const remedy = names.length === 0 ? "" : ` Known: ${names.join(", ")}.`;
      const message = `is no environment: there is no Pulumi.${environment}.yaml.${didYouMean(environment, names)}${remedy}`;
      add([...path, "environment"], environment, message);
    }
    const first = stages.findIndex((each) => each.environment === environment);
    if (first !== index) {
      add([...path, "environment"], environment, `is the environment of stages[${first}] already; remove one of them`);
    }
    if (approval === false && declared?.settings && isProduction(environment, declared.settings.production)) {
      const message = `must be true, or be left out: ${environment} is production, and a person approves what goes there`;
      add([...path, "approval"], approval, message);
    }
  });
}

function checkImage({ environments }: Files, { target, stages }: ServiceSettings, add: Add): void {
  if (target.ami === undefined) return;
  const regions = stages.map((stage) => environments.find(({ name }) => name === stage.environment)?.settings?.region);
  const used = [...new Set(regions.filter((region) => region !== undefined))];
  if (used.length < 2) return;
  const message = `is an image of one region, but the stages are in ${used.join(" and ")}; leave it out, or make two services`;
  add(["target", "ami"], target.ami, message);
}

function checkRollout(instances: number, { batch, alarms }: StageSettings["rollout"], path: Step[], add: Add): void {
  const refusal = batchRefusal(batch, instances);
  if (refusal && typeof batch !== "string") add([...path, "batch", "healthyPercent"], batch.healthyPercent, refusal);
  const names = alarms.map((alarm) => (typeof alarm === "string" ? alarm : alarm.name));
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first !== index)
      add([...path, "alarms", index], name, `is the alarm alarms[${first}] already; rename or remove it`);
  });
  const made = alarmCount(alarms, instances);
  if (made > mostAlarms) {
    const message = `make ${made} alarms for ${instances} instances (status and cpu watch ${instancesPerAlarm} instances each), and CodeDeploy takes ${mostAlarms}; remove alarms or instances`;
    add([...path, "alarms"], names, message);
  }
  for (const [index, alarm] of alarms.entries()) checkWindow(alarm, [...path, "alarms", index], add);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: EvaluationPeriods */
function checkWindow(alarm: StageSettings["rollout"]["alarms"][number], path: Step[], add: Add): void {
  if (typeof alarm === "string") return;
  const { periodSeconds, evaluationPeriods, namespace } = alarm;
  const most = periodSeconds >= 3600 ? 604_800 : 86_400;
  if (periodSeconds * evaluationPeriods > most) {
    const message = `times ${periodSeconds} seconds is more than CloudWatch's ${most} seconds; give at most ${Math.floor(most / periodSeconds)}`;
    add([...path, "evaluationPeriods"], evaluationPeriods, message);
  }
  if (periodSeconds < 60 && namespace.startsWith("AWS/")) {
    add([...path, "periodSeconds"], periodSeconds, "must be 60 or more for AWS's own metrics");
  }
}
