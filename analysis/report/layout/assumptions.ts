/** Where services and roles are in the picture of who becomes whom: a column for each step. */
import { type Box, bottom, type Curve, curve, most, right, stacked } from "./box";

export interface AssumptionShape {
  /** Column from 0, and height. */
  nodes: { level: number; height: number }[];
  edges: { from: number; to: number }[];
}

export interface AssumptionPlaces {
  width: number;
  height: number;
  /** As the nodes of the shape. */
  nodes: Box[];
  /** As the edges of the shape; those that end at one node do so one above the other. */
  edges: Curve[];
}

export const assumptionSizes = { box: 250, gap: 14, gutter: 150, margin: 4 } as const;

const sizes = assumptionSizes;

export function placeAssumptions({ nodes, edges }: AssumptionShape): AssumptionPlaces {
  const columns = most(nodes.map(({ level }) => level + 1));
  const order = new Map<number, number>();
  const places: Box[] = [];
  for (let level = 0; level < columns; level += 1) {
    const mine = nodes.flatMap((node, index) => (node.level === level ? [index] : []));
    // Beside what becomes them, so that few arrows cross.
    const wish = (index: number) => {
      const before = edges.flatMap(({ from, to }) => (to === index && order.has(from) ? [order.get(from)!] : []));
      return before.length > 0 ? before.reduce((sum, each) => sum + each, 0) / before.length : Number.MAX_SAFE_INTEGER;
    };
    const wishes = new Map(mine.map((index) => [index, wish(index)]));
    mine.sort((one, other) => wishes.get(one)! - wishes.get(other)! || one - other);
    const at = { x: sizes.margin + level * (sizes.box + sizes.gutter), y: sizes.margin };
    const boxes = stacked(
      at,
      sizes.box,
      mine.map((index) => nodes[index]!.height),
      sizes.gap,
    );
    for (const [position, index] of mine.entries()) {
      places[index] = boxes[position]!;
      order.set(index, position);
    }
  }
  return {
    width: most(places.map(right)) + sizes.margin,
    height: most(places.map(bottom)) + sizes.margin,
    nodes: places,
    edges: edges.map((edge) => {
      const beside = edges.filter(({ to }) => to === edge.to);
      const share = (beside.indexOf(edge) + 1) / (beside.length + 1);
      return curve(places[edge.from]!, places[edge.to]!, share);
    }),
  };
}
