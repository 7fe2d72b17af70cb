/** One action as a box: what it is, on what it works, where, as whom, and what it takes and gives. */
import { type Element, element } from "../element";
import type { Facts } from "../facts";
import type { ActionFacts, PipelineFacts } from "../facts/pipelines";
import type { Box } from "../layout/box";
import { pipelineSizes } from "../layout/pipeline";
import { badge, line, rectangle, type TextStyle } from "./svg";

interface Row {
  height: number;
  draw(at: { x: number; y: number }, width: number): Element[];
}

const [above, below, indent] = [10, 10, 14];

/** Pixels that the box of an action needs. */
export function actionHeight(action: ActionFacts, pipeline: PipelineFacts, facts: Facts): number {
  return rowsOf(action, pipeline, facts).reduce((sum, { height }) => sum + height, above + below);
}

export function drawAction(action: ActionFacts, box: Box, pipeline: PipelineFacts, facts: Facts): Element {
  let y = box.y + above;
  const rows = rowsOf(action, pipeline, facts).flatMap((row) => {
    const drawn = row.draw({ x: box.x + indent, y }, pipelineSizes.action - indent - 8);
    y += row.height;
    return drawn;
  });
  return element(
    "g",
    { class: `action ${categoryClass(action.category)}`, "data-action": `${action.stage}/${action.name}` },
    rectangle(box, "action-box"),
    rectangle({ x: box.x, y: box.y, width: 5, height: box.height }, "action-bar", 2),
    rows,
  );
}

const categories = new Set(["source", "build", "test", "approval", "deploy", "invoke", "compute"]);

/** Class of a category; one that is not known yet looks like any other. */
export function categoryClass(category: string): string {
  const known = category.toLowerCase();
  return categories.has(known) ? `category-${known}` : "category-other";
}

function rowsOf(action: ActionFacts, pipeline: PipelineFacts, facts: Facts): Row[] {
  const account = facts.accounts.find(({ id }) => id === action.accountId);
  const role = action.roleArn.split("/").at(-1)!;
  const crosses = action.accountId !== pipeline.accountId;
  const small = (name: string) => ({ class: name, size: 11 });
  const works = worksOn(action);
  const badges: Row = {
    height: 23,
    draw: (at, width) => {
      const first = badge(
        { x: at.x, y: at.y + 2 },
        account?.label ?? action.accountId,
        84,
        `tone-${account?.tone ?? 0}`,
      );
      if (!action.region) return first.drawn;
      const left = { x: at.x + first.width + 5, y: at.y + 2 };
      return [...first.drawn, ...badge(left, action.region, width - first.width - 5, "region").drawn];
    },
  };
  return [
    textRow(13, action.category, { class: "category", size: 11, bold: true }),
    textRow(18, action.name, { class: "strong", size: 13.5, bold: true }),
    textRow(15, action.provider, small("muted")),
    ...(works ? [textRow(15, works, small("muted"))] : []),
    badges,
    textRow(16, `${action.entered ? (crosses ? "⇢ enters" : "→ enters") : "as"} ${role}`, {
      class: action.entered && crosses ? "crossing" : "muted",
      size: 11,
      bold: action.entered && crosses,
    }),
    ...action.inputs.map((name) => textRow(15, `▸ takes ${name}`, small("artifact-text"))),
    ...action.outputs.map((name) => textRow(15, `◂ makes ${name}`, small("artifact-text"))),
  ];
}

function textRow(height: number, text: string, style: TextStyle): Row {
  return { height, draw: (at, width) => [line({ x: at.x, y: at.y + height - 4 }, text, width, style)] };
}

/** Settings that name what an action works on; the first that it has is shown. */
const objects = [
  "DeploymentGroupName",
  "ProjectName",
  "FunctionName",
  "FullRepositoryId",
  "RepositoryName",
  "S3Bucket",
  "ServiceName",
  "PipelineName",
  "StackName",
  "StateMachineArn",
];

/** What an action works on, if it says so. */
function worksOn({ configuration }: ActionFacts): string | undefined {
  const settings = new Map(configuration);
  return objects.flatMap((name) => settings.get(name) ?? [])[0];
}
