import type { ResourceRule } from "../rule";
import { at, isUnknown, listOf, namesProduction, tagsOf, type Value } from "../values";

const marker = "slipway:production-stages";

/**
 * Production stages are those that the pipeline's tag `slipway:production-stages` names (separated by spaces),
 * and those that deploy and are called `prod` or `production`, alone or before a hyphen.
 */
export const productionStageBehindApproval: ResourceRule = {
  name: "production-stage-behind-approval",
  description: "A pipeline deploys to production only after a person approved.",
  level: "mandatory",
  severity: "high",
  topics: ["codepipeline", "approval"],
  source: "seed 000-05, 000-09, 000-13, 000-14, 000-18; table 20.1",
  remedy:
    "Add an action of category Approval and provider Manual before the deployment, in its stage or in the one before.",
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
      const deploys = actionsOf(stage).filter(({ category }) => category === "Deploy");
      const isProductionStage = marked.includes(name) || (namesProduction(name) && deploys.length > 0);
      if (isProductionStage && !approvedInside(stage) && !approvedBefore(stages[index - 1])) {
        report.violation(`Stage ${name} deploys to production and no approval comes before it.`);
      }
    });
  },
};

interface Action {
  category: string;
  approval: boolean;
  runOrder: number;
}

function actionsOf(stage: Value | undefined): Action[] {
  return listOf(at(stage, "actions")).map((action) => ({
    category: String(at(action, "category")),
    approval: at(action, "category") === "Approval" && at(action, "provider") === "Manual",
    // CodePipeline's default.
    runOrder: Number(at(action, "runOrder") ?? 1),
  }));
}

/** Whether an approval runs before all that changes something: actions of one run order run side by side. */
function approvedInside(stage: Value): boolean {
  const actions = actionsOf(stage);
  const approvals = actions.filter(({ approval }) => approval).map(({ runOrder }) => runOrder);
  const works = actions
    .filter(({ category }) => ["Build", "Deploy", "Invoke"].includes(category))
    .map(({ runOrder }) => runOrder);
  return approvals.some((order) => works.every((work) => order < work));
}

function approvedBefore(stage: Value | undefined): boolean {
  return actionsOf(stage).some(({ approval }) => approval);
}
