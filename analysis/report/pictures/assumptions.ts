/** Who becomes whom in a pipeline, as boxes and arrows. */
import { type Element, element } from "../element";
import type { Facts } from "../facts";
import type { Assumer, Assumption, Assumptions } from "../facts/assumptions";
import type { PipelineFacts } from "../facts/pipelines";
import { placeAssumptions } from "../layout/assumptions";
import type { Box, Curve } from "../layout/box";
import { badge, bend, line, picture, rectangle } from "./svg";

/** Actions that a box names; more are counted. */
const named = 4;

export function assumptionsPicture(pipeline: PipelineFacts, { nodes, edges }: Assumptions, facts: Facts): Element {
  const index = new Map(nodes.map(({ id }, at) => [id, at]));
  const places = placeAssumptions({
    nodes: nodes.map((node) => ({ level: node.level, height: heightOf(node) })),
    edges: edges.map(({ from, to }) => ({ from: index.get(from)!, to: index.get(to)! })),
  });
  const said = edges.map(
    ({ from, to, verdict }) => `${roleName(from)} becomes ${roleName(to)} (${verdict ?? "not asked"})`,
  );
  return picture(
    {
      id: `${pipeline.id}-assumptions`,
      title: `Who becomes whom in ${pipeline.name}`,
      description: `${said.join("; ")}.`,
      width: places.width,
      height: places.height,
    },
    edges.map((edge, at) => drawEdge(edge, places.edges[at]!)),
    nodes.map((node, at) => drawNode(node, places.nodes[at]!, facts)),
  );
}

function heightOf({ kind, actions }: Assumer): number {
  if (kind === "service") return 44;
  return 60 + Math.min(actions.length, named + 1) * 15;
}

function drawNode({ id, kind, actions }: Assumer, box: Box, facts: Facts): Element {
  const at = (y: number) => ({ x: box.x + 12, y: box.y + y });
  const width = box.width - 20;
  if (kind === "service") {
    return element(
      "g",
      { class: "assumer", "data-assumer": id },
      rectangle(box, "service-box", 22),
      line({ x: box.x + 20, y: box.y + 27 }, id, width - 10, { class: "strong", size: 12.5, bold: true }),
    );
  }
  const accountId = id.split(":")[4] ?? "";
  const account = facts.accounts.find((each) => each.id === accountId);
  const more = actions.length - named;
  const shown = more > 0 ? [...actions.slice(0, named), `and ${more} more`] : actions;
  return element(
    "g",
    { class: "assumer", "data-assumer": id },
    rectangle(box, "role-box"),
    line(at(21), roleName(id), width, { class: "strong", size: 13, bold: true }),
    badge(at(30), account?.label ?? accountId, width, `tone-${account?.tone ?? 0}`).drawn,
    shown.map((text, row) => line(at(64 + row * 15), text, width, { class: "muted", size: 11 })),
  );
}

const marks: Record<string, string> = { allowed: "✓ allowed", denied: "✕ denied", missing: "✕ missing" };

function drawEdge({ verdict }: Assumption, way: Curve): Element {
  const failed = verdict === "denied" || verdict === "missing";
  const name = verdict === "allowed" ? "becomes" : failed ? "becomes bad" : "becomes open";
  const mark = verdict ? (marks[verdict] ?? "? undecided") : "not asked";
  const end = way[3];
  return element(
    "g",
    { class: "edge" },
    bend(way, name),
    line({ x: end.x - 74, y: end.y - 6 }, mark, 72, { class: verdict === "allowed" ? "good" : "bad", size: 10.5 }),
  );
}

function roleName(id: string): string {
  return id.split("/").at(-1)!;
}
