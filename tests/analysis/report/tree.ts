/** Looking into a tree of elements. */
import type { Content, Element } from "../../../analysis/report/element";

/** Every element of a tree, the root first, in document order. */
export function descendants(root: Element): Element[] {
  return [root, ...root.children.flatMap((child) => (typeof child === "string" ? [] : descendants(child)))];
}

/** The text of a tree, as a reader gets it. */
export function textOf(content: Content): string {
  return typeof content === "string" ? content : content.children.map(textOf).join("");
}
