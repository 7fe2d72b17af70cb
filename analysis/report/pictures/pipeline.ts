/** A pipeline as a picture: triggers, stages with their conditions and actions, and the way of its artifacts. */
import { type Element, element } from "../element";
import type { Facts } from "../facts";
import { type Condition, outcomeText, retryText } from "../facts/conditions";
import type { PipelineFacts, StageFacts } from "../facts/pipelines";
import type { Box } from "../layout/box";
import { type Lane, type PipelinePlaces, pipelineSizes, placePipeline, type StagePlace } from "../layout/pipeline";
import { actionHeight, drawAction } from "./action";
import { arrow, head, line, picture, rectangle, shortened, textWidth } from "./svg";

/** Of a condition without rules, and of each rule. */
const [conditionHeight, ruleHeight] = [23, 15];
const triggerHeight = 24;

export function pipelinePicture(pipeline: PipelineFacts, facts: Facts): Element {
  const groups = pipeline.stages.map(runOrderGroups);
  const places = placePipeline({
    triggers: pipeline.triggers.map(() => triggerHeight),
    stages: pipeline.stages.map((stage, index) => ({
      before: entryOf(stage).map(heightOf),
      after: exitOf(stage).map(heightOf),
      groups: groups[index]!.map((group) => group.map((action) => actionHeight(action, pipeline, facts))),
    })),
    artifacts: pipeline.artifacts,
  });
  return picture(
    {
      id: `${pipeline.id}-picture`,
      title: `Stages and actions of ${pipeline.name}`,
      description: describe(pipeline),
      width: places.width,
      height: places.height,
    },
    places.triggers.map((box, index) => drawTrigger(pipeline.triggers[index]!, box)),
    triggerArrow(places),
    places.arrows.map((points) => arrow(points, "flow")),
    places.lanes.map((lane) => drawLane(lane, pipeline.artifacts[lane.artifact]!.name)),
    places.stages.map((place, index) => {
      const stage = pipeline.stages[index]!;
      return element(
        "g",
        { class: "stage", "data-stage": stage.name },
        rectangle(place.box, "stage-box", 10),
        drawName(stage, place, index),
        entryOf(stage).map((condition, at) => drawCondition(condition, place.before[at]!)),
        exitOf(stage).map((condition, at) => drawCondition(condition, place.after[at]!)),
        place.steps.map(({ x, y }) =>
          arrow(
            [
              { x, y: y + 3 },
              { x, y: y + pipelineSizes.step - 4 },
            ],
            "flow",
          ),
        ),
        groups[index]!.map((group, row) =>
          group.map((action, column) => drawAction(action, place.actions[row]![column]!, pipeline, facts)),
        ),
      );
    }),
  );
}

/** Actions of a stage by run order, those that run side by side together. */
export function runOrderGroups({ actions }: StageFacts): StageFacts["actions"][] {
  const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].sort((one, other) => one - other);
  return orders.map((order) => actions.filter(({ runOrder }) => runOrder === order));
}

function entryOf({ conditions }: StageFacts): Condition[] {
  return conditions.filter(({ when }) => when === "Before entry");
}

function exitOf({ conditions }: StageFacts): Condition[] {
  return conditions.filter(({ when }) => when !== "Before entry");
}

function drawName(stage: StageFacts, { box }: StagePlace, index: number): Element[] {
  const at = { x: box.x + pipelineSizes.padding, y: box.y + 22 };
  const number = `${index + 1}`;
  const numberWidth = textWidth(number, { size: 13 }) + 7;
  return [
    line(at, number, 30, { class: "muted", size: 13 }),
    line({ ...at, x: at.x + numberWidth }, stage.name, box.width - 2 * pipelineSizes.padding - numberWidth, {
      class: "strong",
      size: 14.5,
      bold: true,
    }),
  ];
}

function heightOf({ rules, retry }: Condition): number {
  return conditionHeight + (rules.length + (retry ? 1 : 0)) * ruleHeight;
}

function drawCondition(condition: Condition, box: Box): Element {
  const { when, rules, retry } = condition;
  const kind = when === "On failure" ? "failure" : when === "On success" ? "success" : "entry";
  const outcome = outcomeText(condition);
  const texts = [
    outcome ? `${when}: ${outcome}` : when,
    ...(retry ? [retryText(retry)] : []),
    ...rules.map(({ name, provider }) => (provider ? `${name} · ${provider}` : name)),
  ];
  return element(
    "g",
    { class: "condition" },
    rectangle(box, `condition-box ${kind}`, 4),
    texts.map((text, row) =>
      line({ x: box.x + 8, y: box.y + 15 + row * ruleHeight }, text, box.width - 14, {
        class: row === 0 ? "strong" : "muted",
        size: 10.5,
        bold: row === 0,
      }),
    ),
  );
}

function drawTrigger({ text }: PipelineFacts["triggers"][number], box: Box): Element {
  const style = { class: "strong", size: 11.5 };
  const width = Math.min(box.width, Math.ceil(textWidth(shortened(text, box.width - 36, style), style)) + 36);
  return element(
    "g",
    { class: "trigger" },
    rectangle({ ...box, width }, "trigger-box", 12),
    element("path", {
      class: "trigger-mark",
      d: `M${box.x + 12} ${box.y + 7}L${box.x + 20} ${box.y + 12}L${box.x + 12} ${box.y + 17}Z`,
    }),
    line({ x: box.x + 26, y: box.y + 16 }, text, box.width - 36, style),
  );
}

function triggerArrow({ triggers, stages }: PipelinePlaces): Element[] {
  const [first, last] = [stages[0], triggers.at(-1)];
  if (!first || !last) return [];
  const x = first.box.x + 28;
  return arrow(
    [
      { x, y: last.y + last.height },
      { x, y: first.box.y },
    ],
    "flow",
  );
}

function drawLane({ y, from, to, leaves, marks }: Lane, name: string): Element {
  return element(
    "g",
    { class: "lane", "data-artifact": name },
    element("path", { class: "artifact", d: `M${from} ${y}L${to} ${y}` }),
    leaves ? head({ x: to, y }, { x: from, y }, "artifact") : undefined,
    marks.map(({ x, top, kind }) => [
      element("path", { class: "artifact-drop", d: `M${x} ${top}L${x} ${y}` }),
      kind === "made"
        ? element("circle", { class: "artifact-made", cx: x, cy: y, r: 4 })
        : head({ x, y: top + 1 }, { x, y }, "artifact"),
    ]),
    line({ x: from + 10, y: y - 5 }, name, Math.max(90, to - from), { class: "artifact-text lane-text", size: 11 }),
  );
}

function describe({ triggers, stages, artifacts, executionMode }: PipelineFacts): string {
  const started = triggers.map(({ text }) => text).join("; ") || "nothing in this graph, so by hand";
  const each = stages.map(
    (stage) =>
      `${stage.name}: ${runOrderGroups(stage)
        .map((group) => group.map(({ name }) => name).join(" beside "))
        .join(", then ")}`,
  );
  return `Started by ${started}. ${stages.length} stages from left to right, execution mode ${executionMode}. ${each.join(
    ". ",
  )}. Artifacts: ${artifacts.map(({ name }) => name).join(", ") || "none"}. The table below says the same.`;
}
