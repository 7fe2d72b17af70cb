/** A section for each pipeline: its picture, its actions as a table, and who becomes whom. */
import { type Child, type Element, element } from "../element";
import type { Facts } from "../facts";
import { assumptionsOf } from "../facts/assumptions";
import { conditionText } from "../facts/conditions";
import type { ActionFacts, PipelineFacts } from "../facts/pipelines";
import { countsOf } from "../facts/proof";
import { categoryClass } from "../pictures/action";
import { assumptionsPicture } from "../pictures/assumptions";
import { pipelinePicture } from "../pictures/pipeline";
import { accountBadge, count, countBadges, longName, roleReference, table } from "./parts";

export function pipelineSection(pipeline: PipelineFacts, facts: Facts): Element {
  const { id, name, stack, region, accountId, executionMode, stages } = pipeline;
  const actions = stages.flatMap((stage) => stage.actions);
  const proofs = facts.proofs.filter(({ request }) => request.stack === stack);
  const assumptions = assumptionsOf(pipeline, facts.proofs);
  return element(
    "section",
    { id, "aria-labelledby": `${id}-heading`, "data-pipeline": name },
    element("h2", { id: `${id}-heading` }, `Pipeline ${name}`),
    element(
      "p",
      {},
      `Stack ${stack}, in `,
      accountBadge(accountId, facts),
      ` ${region}. ${count(stages.length, "stage")}, ${count(actions.length, "action")}. `,
      `Execution mode ${executionMode}. Requests: `,
      countBadges(countsOf(proofs)),
    ),
    pipelinePicture(pipeline, facts),
    actionTable(pipeline, actions, facts),
    conditionTable(pipeline),
    triggerList(pipeline),
    element("h3", {}, "Who becomes whom"),
    element(
      "p",
      {},
      "Each arrow is a role being assumed, with what the policies of both sides say about it. A box lists the actions that work as this role.",
    ),
    assumptionsPicture(pipeline, assumptions, facts),
  );
}

function actionTable(pipeline: PipelineFacts, actions: ActionFacts[], facts: Facts): Element {
  return table({
    caption: `Actions of ${pipeline.name}`,
    heads: ["Stage / action", "Order", "Provider", "Account and region", "Works as", "Assumed by", "Artifacts"],
    rows: actions.map((action) => ({
      attributes: { "data-action": `${action.stage}/${action.name}` },
      cells: [
        [
          element("span", { class: "muted" }, `${action.stage} / `),
          action.name,
          ...(action.configuration.length > 0 ? [configuration(action)] : []),
        ],
        [String(action.runOrder)],
        [
          element("span", { class: `dot ${categoryClass(action.category)}` }),
          ` ${action.category}: ${action.provider}`,
        ],
        [accountBadge(action.accountId, facts), ` ${action.region ?? "no region"}`],
        roleReference(action.roleArn, facts),
        action.entered ? [pipeline.roleArn.split("/").at(-1)!] : ["the pipeline itself"],
        artifacts(action),
      ],
    })),
  });
}

function artifacts({ inputs, outputs, namespace }: ActionFacts): Child[] {
  const lines: [word: string, name: string][] = [
    ...inputs.map((name): [string, string] => ["takes", name]),
    ...outputs.map((name): [string, string] => ["makes", name]),
    ...(namespace ? [["gives variables", namespace] as [string, string]] : []),
  ];
  if (lines.length === 0) return ["none"];
  return lines.map(([word, name]) => element("span", { class: "line" }, `${word} `, element("code", {}, name)));
}

function configuration({ configuration, timeoutMinutes }: ActionFacts): Element {
  const entries: [string, string][] = [
    ...configuration,
    ...(timeoutMinutes ? [["Timeout", `${timeoutMinutes} minutes`] as [string, string]] : []),
  ];
  return settings("Settings", entries);
}

function settings(title: string, entries: [name: string, text: string][]): Element {
  if (entries.length === 0) return element("p", {}, title);
  return element(
    "details",
    {},
    element("summary", {}, title),
    element(
      "dl",
      {},
      entries.map(([name, text]) => [element("dt", {}, name), element("dd", {}, text)]),
    ),
  );
}

function conditionTable({ name, stages }: PipelineFacts): Element | undefined {
  const all = stages.flatMap((stage) => stage.conditions.map((condition) => ({ stage: stage.name, condition })));
  if (all.length === 0) return undefined;
  return table({
    caption: `Conditions of the stages of ${name}`,
    heads: ["Stage", "Condition", "Rules"],
    rows: all.map(({ stage, condition }) => ({
      cells: [
        [stage],
        [conditionText(condition)],
        condition.rules.length > 0
          ? condition.rules.map((rule) => settings(`${rule.name}: ${rule.provider}`, rule.configuration))
          : ["–"],
      ],
    })),
  });
}

function triggerList({ triggers }: PipelineFacts): Child[] {
  return [
    element("h3", {}, "What starts it"),
    triggers.length === 0
      ? element("p", {}, "Nothing in this graph: it is started by hand.")
      : element(
          "ul",
          {},
          ...triggers.map(({ text, details }) => element("li", {}, text, details ? longName(details) : undefined)),
        ),
  ];
}
