import { z } from "zod";
import { pipelineType } from "../../buckets";
import { deploys, replaces } from "../../deploying";
import type { ResourceRule } from "../../rule";
import { at, isUnknown, listOf, tagsOf, type Value } from "../../values";

const list = (when: string, gates: string[]) => z.array(z.string()).default(gates).describe(`Gates asked ${when}`);
const config = z.strictObject({
  before: list("before the first deployment", ["definition", "candidate"]),
  around: z
    .strictObject({
      before: list("for an approval, before it", ["previous"]),
      after: list("for an approval, after it", ["approver"]),
    })
    .prefault({}),
  own: list("for a deployment by an action of CodePipeline's own, before it", ["same"]),
  after: list("for a deployment, after it", ["record"]),
});

interface Step {
  name: string;
  category: string;
  deploys: boolean;
  replaces: boolean;
  gate: string | undefined;
}

/**
 * Pipelines of Slipway ask the gates function before and after every deployment.
 *
 * The gates check that the pipeline is as it was recorded, name the candidate, show what it would replace, check
 * who approved, compare the artifact with the candidate where CodePipeline's own action deploys it, and record what
 * was deployed. Slipway's pipelines are those with a tag `slipway:service`.
 *
 * Service: codepipeline. Severity: high. Topics: release-safety, approval.
 */
export const codepipelinePipelineKeepsItsGates: ResourceRule<z.infer<typeof config>> = {
  name: "codepipeline-pipeline-keeps-its-gates",
  description: "Pipelines of Slipway ask the gates function before and after every deployment.",
  level: "mandatory",
  severity: "high",
  service: "codepipeline",
  topics: ["release-safety", "approval"],
  source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html",
  remedy: "Add the action that invokes the gates function with this gate.",
  unknowns: "Unknown stages or parameters are judged in the update.",
  config,
  types: [pipelineType],
  check({ props }, report, { before, around, own, after }) {
    if (tagsOf(props)["slipway:service"] === undefined) return;
    if (isUnknown(props["stages"])) report.undecided("stages");
    const stages = listOf(props["stages"]).map(stepsOf);
    const all = stages.flat();
    const first = all.findIndex((step) => step.deploys);
    if (first < 0) return;
    for (const gate of before.filter((each) => !all.slice(0, first).some((step) => step.gate === each))) {
      report.violation(`Nothing asks gate ${gate} before the first deployment.`);
    }
    for (const steps of stages) {
      const wanted = steps.flatMap(({ category, replaces, name }) => {
        if (category === "Approval") return [...around.before, ...around.after].map((gate) => ({ gate, name }));
        return [...(category === "Deploy" ? own : []), ...(replaces ? after : [])].map((gate) => ({ gate, name }));
      });
      for (const gate of new Set(wanted.map((each) => each.gate))) {
        const about = wanted.filter((each) => each.gate === gate).map(({ name }) => name);
        const asked = steps.filter((step) => step.gate === gate).length;
        if (asked >= about.length) continue;
        report.violation(`Gate ${gate} is asked ${asked} times in the stage of ${about.join(", ")}.`);
      }
    }
  },
};

/** The actions of a stage in the order in which they run. */
function stepsOf(stage: Value): Step[] {
  const order = (action: Value) => Number(at(action, "runOrder") ?? 1);
  return listOf(at(stage, "actions"))
    .toSorted((a, b) => order(a) - order(b))
    .map((action) => ({
      name: String(at(action, "name")),
      category: String(at(action, "category")),
      deploys: deploys(action),
      replaces: replaces(action),
      gate: /"gate":"([a-z]+)"/.exec(String(at(action, "configuration", "UserParameters")))?.[1],
    }));
}
