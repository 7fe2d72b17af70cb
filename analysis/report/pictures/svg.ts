/** The few shapes that the pictures are drawn with. */
import { type Child, type Element, element } from "../element";
import type { Box, Curve, Point } from "../layout/box";

export interface Picture {
  /** Anchor, unique in the page. */
  id: string;
  title: string;
  /** The picture in words, for who cannot see it. */
  description: string;
  width: number;
  height: number;
}

/** One picture. The table beside it says the same in words, so it is a single image to a screen reader. */
export function picture({ id, title, description, width, height }: Picture, ...children: Child[]): Element {
  return element(
    "div",
    { class: "picture", role: "region", tabindex: 0, "aria-label": title },
    element(
      "svg",
      {
        id,
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: "img",
        "aria-labelledby": `${id}-title ${id}-description`,
      },
      element("title", { id: `${id}-title` }, title),
      element("desc", { id: `${id}-description` }, description),
      children,
    ),
  );
}

export function rectangle(box: Box, name: string, radius = 6): Element {
  return element("rect", { class: name, ...box, rx: radius });
}

export interface TextStyle {
  class: string;
  /** Pixels. */
  size: number;
  bold?: boolean;
}

/** One line from a point on its base line, shortened to a width; the whole text appears on pointing at it. */
export function line(at: Point, text: string, width: number, style: TextStyle): Element {
  const shown = shortened(text, width, style);
  return element(
    "text",
    { class: style.class, ...at, "font-size": style.size, ...(style.bold ? { "font-weight": 600 } : {}) },
    shown === text ? undefined : element("title", {}, text),
    shown,
  );
}

/**
 * Width of a text in pixels: that of DejaVu Sans, one of the widest of the fonts that a reader may have. Rather too
 * much than too little: a text that does not fit would run over its box.
 */
export function textWidth(text: string, { size, bold }: Omit<TextStyle, "class">): number {
  const width = [...text].reduce((sum, character) => sum + characterWidth(character), 0);
  return width * size * (bold ? 1.1 : 1);
}

function characterWidth(character: string): number {
  if (/[ijlI.,:;'|!]/.test(character)) return 0.33;
  if (/[ frt()[\]/-]/.test(character)) return 0.4;
  if (/[mwMW@%]/.test(character)) return 0.98;
  if (/[A-Z#_]/.test(character)) return 0.72;
  return character.charCodeAt(0) < 0x250 ? 0.63 : 1.05;
}

export function shortened(text: string, width: number, style: Omit<TextStyle, "class">): string {
  if (textWidth(text, style) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, style) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** A line through points with a head at its end. */
export function arrow(points: Point[], name: string): Element[] {
  const end = points.at(-1)!;
  const before = points.at(-2)!;
  const way = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  return [element("path", { class: name, d: way }), head(end, before, name)];
}

/** A bent arrow. */
export function bend([start, leave, arrive, end]: Curve, name: string): Element[] {
  const way = `M${start.x} ${start.y}C${leave.x} ${leave.y} ${arrive.x} ${arrive.y} ${end.x} ${end.y}`;
  return [element("path", { class: name, d: way }), head(end, arrive, name)];
}

/** The head of an arrow that comes from a point. */
export function head(end: Point, before: Point, name: string): Element {
  const [dx, dy] = [Math.sign(end.x - before.x), Math.sign(end.y - before.y)];
  const sideways = dx !== 0;
  const [back, side] = [7, 4];
  const one = sideways ? { x: end.x - dx * back, y: end.y - side } : { x: end.x - side, y: end.y - dy * back };
  const other = sideways ? { x: end.x - dx * back, y: end.y + side } : { x: end.x + side, y: end.y - dy * back };
  return element("path", {
    class: `${name} head`,
    d: `M${end.x} ${end.y}L${one.x} ${one.y}L${other.x} ${other.y}Z`,
  });
}

/** A label with a ground of its own; returns its width as well, so that another can stand beside it. */
export function badge(at: Point, text: string, widest: number, name: string): { drawn: Element[]; width: number } {
  const style = { class: `${name} badge-text`, size: 10.5 };
  const shown = shortened(text, widest - 12, style);
  const width = Math.min(widest, Math.ceil(textWidth(shown, style)) + 12);
  return {
    drawn: [
      rectangle({ ...at, width, height: 17 }, `badge ${name}`, 8),
      line({ x: at.x + 6, y: at.y + 12 }, text, widest - 12, style),
    ],
    width,
  };
}
