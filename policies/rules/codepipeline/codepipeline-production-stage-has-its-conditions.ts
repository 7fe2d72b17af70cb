import { z } from "zod";
import { pipelineType } from "../../buckets";
import { deploys } from "../../deploying";
import { matches } from "../../patterns";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf, namesProduction, tagsOf, type Value } from "../../values";

const providers = (when: string) =>
  z
    .array(z.string())
    .default([])
    .describe(`Providers of rules, such as DeploymentWindow, ${when} of every production stage`);
const config = z.strictObject({
  beforeEntry: providers("before the entry"),
  onSuccess: providers("after the success"),
  onFailure: z.enum(["ROLLBACK", "RETRY"]).optional().describe("What follows a failure. Default: not judged"),
  stages: z.array(z.string()).default([]).describe("Names of further stages, * for any characters, that need them"),
  wait: z.int().min(0).default(5).describe("Fewest minutes for which an alarm is watched after a stage"),
});

/**
 * Production stages have the conditions that the organisation asks for.
 *
 * Which these are is configured; how long an alarm is watched after a stage is judged always. Production stages
 * are those that the pipeline's tag `slipway:production-stages` names, and those that deploy and are called so.
 *
 * Service: codepipeline. Severity: medium. Topics: production, release-safety.
 */
export const codepipelineProductionStageHasItsConditions: ResourceRule<z.infer<typeof config>> = {
  name: "codepipeline-production-stage-has-its-conditions",
  description: "Production stages have the conditions that the organisation asks for.",
  level: "mandatory",
  severity: "medium",
  service: "codepipeline",
  topics: ["production", "release-safety"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html",
  remedy: "Add a condition with such a rule to the stage.",
  unknowns: "Unknown stages are judged in the update.",
  config,
  types: [pipelineType],
  check({ props }, report, { beforeEntry, onSuccess, onFailure, stages, wait }) {
    if (isUnknown(props["stages"])) report.undecided("stages");
    const marked = (tagsOf(props)["slipway:production-stages"] ?? "").split(/[\s,]+/);
    for (const stage of listOf(props["stages"])) {
      const name = String(at(stage, "name"));
      for (const rule of rulesOf(stage, "onSuccess")) {
        const minutes = Number(at(rule, "configuration", "WaitTime") ?? 0);
        if (at(rule, "ruleTypeId", "provider") === "CloudWatchAlarm" && minutes < wait) {
          report.violation(`Stage ${name} watches its alarm for ${minutes} minutes; at least ${wait} are asked for.`);
        }
      }
      const deploying = listOf(at(stage, "actions")).some(deploys);
      if (!deploying || !(marked.includes(name) || namesProduction(name) || stages.some((each) => matches(each, name))))
        continue;
      for (const [when, wanted] of Object.entries({ beforeEntry, onSuccess })) {
        const has = rulesOf(stage, when).map((rule) => at(rule, "ruleTypeId", "provider"));
        for (const provider of wanted.filter((each) => !has.includes(each))) {
          report.violation(`Stage ${name} has no rule ${provider} in ${when}.`);
        }
      }
      if (onFailure && at(stage, "onFailure", "result") !== onFailure) {
        report.violation(`Stage ${name} does not ${onFailure} when it fails.`);
      }
    }
  },
};

function rulesOf(stage: Value, when: string): Value[] {
  return listOf(at(stage, when, "condition", "rules"));
}
