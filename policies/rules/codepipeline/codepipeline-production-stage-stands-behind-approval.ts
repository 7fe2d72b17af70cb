import { deploys } from "../../deploying";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf, namesProduction, tagsOf, type Value } from "../../values";

const marker = "slipway:production-stages";

/**
 * A pipeline deploys to production only after a person approved.
 *
 * Production stages are those that the pipeline's tag `slipway:production-stages` names (separated by spaces),
 * and those that deploy and are called `prod` or `production`, alone or before a hyphen or a dot.
 *
 * A wave of several stages, `<wave>.1`, `<wave>.2` and so on, is approved once, in its first or directly before it.
 *
 * Service: codepipeline. Severity: high. Topics: approval, production.
 */
export const codepipelineProductionStageStandsBehindApproval: ResourceRule = {
  name: "codepipeline-production-stage-stands-behind-approval",
  formerly: "production-stage-behind-approval",
  description: "A pipeline deploys to production only after a person approved.",
  level: "mandatory",
  severity: "high",
  service: "codepipeline",
  topics: ["approval", "production"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
  remedy:
    "Add an action of category Approval and provider Manual before the deployment, in its stage, last in the one before, or in the first stage of its wave.",
  unknowns: "Unknown stages, names or categories are judged in the update.",
  types: ["aws:codepipeline/pipeline:Pipeline"],
  check({ props }, report) {
    const stages = listOf(props["stages"]);
    const actions = stages.flatMap((stage) => listOf(at(stage, "actions")));
    const needed = [
      props["stages"],
      ...stages.flatMap((stage) => [stage, at(stage, "name"), at(stage, "actions")]),
      ...actions.flatMap((action) => [action, ...["category", "provider", "runOrder"].map((key) => at(action, key))]),
    ];
    if (needed.some(isUnknown)) {
      report.undecided("stages");
      return;
    }
    const marked = (tagsOf(props)[marker] ?? "").split(/[\s,]+/).filter((name) => name !== "");
    const names = stages.map((stage) => String(at(stage, "name")));
    for (const name of marked.filter((each) => !names.includes(each))) {
      report.violation(`Tag ${marker} names stage ${name}, which the pipeline does not have.`);
    }
    stages.forEach((stage, index) => {
      const name = names[index]!;
      const deploying = actionsOf(stage).some((action) => action.deploys);
      const isProductionStage = marked.includes(name) || (namesProduction(name) && deploying);
      if (isProductionStage && !approvedInside(stage) && !approvedEarlier(stages, index)) {
        report.violation(`Stage ${name} deploys to production and no approval comes before it.`);
      }
    });
  },
};

interface Action {
  category: string;
  deploys: boolean;
  approval: boolean;
  runOrder: number;
}

function actionsOf(stage: Value | undefined): Action[] {
  return listOf(at(stage, "actions")).map((action) => ({
    category: String(at(action, "category")),
    deploys: deploys(action),
    approval: at(action, "category") === "Approval" && at(action, "provider") === "Manual",
    // CodePipeline's default.
    runOrder: Number(at(action, "runOrder") ?? 1),
  }));
}

/** What an approval has to come before. A function that is invoked decides or records, unless nothing else is done. */
function worksOf(stage: Value): Action[] {
  const works = actionsOf(stage).filter(isWork);
  return works.length > 0 ? works : actionsOf(stage).filter(({ category }) => category === "Invoke");
}

const isWork = (action: Action) => action.category === "Build" || action.deploys;

function approvalsOf(stage: Value): Action[] {
  return actionsOf(stage).filter(({ approval }) => approval);
}

/** Whether an approval runs before all that changes something: actions of one run order run side by side. */
function approvedInside(stage: Value): boolean {
  const works = worksOf(stage);
  return approvalsOf(stage).some(({ runOrder }) => works.every((work) => runOrder < work.runOrder));
}

/** Whether the approval is one that an earlier stage was passed with; a stage that can be skipped passes nothing. */
function approvedEarlier(stages: Value[], index: number): boolean {
  const before = stages[index - 1];
  if (before !== undefined && endsWithApproval(before) && !canBeSkipped(before)) return true;
  const start = firstOfWave(stages, index);
  if (start === undefined) return false;
  return (approvedInside(stages[start]!) && !canBeSkipped(stages[start]!)) || approvedEarlier(stages, start);
}

/** An approval before the stage's own work is about that work, and not about the next stage's. */
function endsWithApproval(stage: Value): boolean {
  const works = actionsOf(stage).filter(isWork);
  return approvalsOf(stage).some(({ runOrder }) => works.every((work) => work.runOrder < runOrder));
}

/** For `<wave>.3`: the index of `<wave>.1`, when `<wave>.2` alone stands between. */
function firstOfWave(stages: Value[], index: number): number | undefined {
  const nameOf = (stage: Value | undefined) => String(at(stage, "name"));
  const [, wave, number] = /^(.+)\.(\d+)$/.exec(nameOf(stages[index])) ?? [];
  if (wave === undefined || number === undefined || Number(number) < 2) return undefined;
  const start = index - Number(number) + 1;
  const whole = stages.slice(Math.max(start, 0), index).every((stage, at) => nameOf(stage) === `${wave}.${at + 1}`);
  return start >= 0 && whole ? start : undefined;
}

/**
 * Whether a condition may skip a stage. A later stage with the same condition may be entered all the same: each is
 * asked at a time of its own, and a stage is skipped as well when a rule cannot be asked.
 */
function canBeSkipped(stage: Value): boolean {
  return at(stage, "beforeEntry", "condition", "result") === "SKIP";
}
