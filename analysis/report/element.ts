/** A document as a tree of elements; text is escaped when it is written, so no value can become markup. */

export type Content = Element | string;

export interface Element {
  tag: string;
  attributes: Record<string, string>;
  children: Content[];
}

/** What may stand in a list of children: lists are taken apart, absent ones left out. */
export type Child = Content | undefined | Child[];

/** An element; absent attributes are left out, `true` writes an empty one. */
export function element(
  tag: string,
  attributes: Record<string, string | number | true | undefined> = {},
  ...children: Child[]
): Element {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value === true ? "" : String(value)]],
  );
  return { tag, attributes: Object.fromEntries(given), children: flat(children) };
}

function flat(children: Child[]): Content[] {
  return children.flatMap((child) => (Array.isArray(child) ? flat(child) : child === undefined ? [] : [child]));
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character]!);
}

const empty = new Set(["meta", "br", "wbr"]);

/** The element as HTML. */
export function render(content: Content): string {
  if (typeof content === "string") return escaped(content);
  const { tag, attributes, children } = content;
  const words = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const start = `<${tag}${words.join("")}>`;
  if (empty.has(tag)) return start;
  // A browser reads no escapes in a style sheet; ours is constant, and cannot end early.
  const inside = tag === "style" ? styleText(children) : children.map(render).join("");
  return `${start}${inside}</${tag}>${blocks.has(tag) ? "\n" : ""}`;
}

const blocks = new Set([
  "section",
  "table",
  "tr",
  "h1",
  "h2",
  "h3",
  "p",
  "ul",
  "li",
  "svg",
  "g",
  "style",
  "nav",
  "div",
]);

function styleText(children: Content[]): string {
  const text = children.join("");
  if (text.includes("</")) throw new Error('A style sheet cannot hold "</": a browser would end it there.');
  return text;
}
