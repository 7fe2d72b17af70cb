/** Places in a picture, in whole pixels from its top left corner. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Boxes on top of each other, from a point down. */
export function stacked(at: Point, width: number, heights: number[], gap: number): Box[] {
  let y = at.y;
  return heights.map((height) => {
    const box = { x: at.x, y, width, height };
    y += height + gap;
    return box;
  });
}

export function bottom({ y, height }: Box): number {
  return y + height;
}

export function right({ x, width }: Box): number {
  return x + width;
}

/** The largest of some numbers, 0 of none. */
export function most(numbers: number[]): number {
  return numbers.reduce((known, each) => Math.max(known, each), 0);
}

/** Start, two points that bend it, and end. */
export type Curve = [Point, Point, Point, Point];

/** From the right of a box to the left of another, which it meets at a share of its height. */
export function curve(from: Box, to: Box, share = 0.5): Curve {
  const start = { x: right(from), y: from.y + Math.round(from.height / 2) };
  const end = { x: to.x, y: to.y + Math.round(to.height * share) };
  const reach = Math.max(24, Math.round((end.x - start.x) / 2));
  return [start, { x: start.x + reach, y: start.y }, { x: end.x - reach, y: end.y }, end];
}
