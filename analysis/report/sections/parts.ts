/** What the sections are written with: tables, badges and names. */
import { type Child, type Element, element } from "../element";
import type { Facts } from "../facts";
import { type Counts, type VerdictKind, verdictKinds } from "../facts/proof";

export interface Table {
  caption: string;
  /** Heads of columns. */
  heads: string[];
  rows: Row[];
}

export interface Row {
  /** Anchor, or mark for what the row stands for. */
  attributes?: Record<string, string>;
  /** The first one names the row. */
  cells: Child[][];
}

/** A table that scrolls by itself where it is wider than the page. */
export function table({ caption, heads, rows }: Table): Element {
  return element(
    "div",
    { class: "table", role: "region", tabindex: 0, "aria-label": caption },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
      element(
        "tbody",
        {},
        ...rows.map(({ attributes, cells }) =>
          element(
            "tr",
            attributes ?? {},
            ...cells.map((cell, column) =>
              column === 0 ? element("th", { scope: "row" }, ...cell) : element("td", {}, ...cell),
            ),
          ),
        ),
      ),
    ),
  );
}

export function accountBadge(id: string, { accounts }: Facts): Element {
  const account = accounts.find((each) => each.id === id);
  const attributes = { class: `tag tone-${account?.tone ?? 0}`, title: `account ${id}` };
  return element("span", attributes, account?.label ?? id);
}

/** A role by its name, which leads to its row where the graph shows it; its ARN in full below. */
export function roleReference(arn: string, { roles }: Facts): Child[] {
  const known = roles.find((role) => role.arn === arn);
  const name = arn.split("/").at(-1)!;
  return [known ? element("a", { href: `#${known.id}` }, name) : name, longName(arn)];
}

/** An ARN or another long text on lines of its own, which break between its parts first. */
export function longName(text: string): Element {
  const parts = text.split(/(?<=[:/,])/);
  return element("code", { class: "arn" }, ...parts.flatMap((part): Child[] => [part, element("wbr")]));
}

const verdictWords: Record<VerdictKind, string> = {
  allowed: "✓ allowed",
  denied: "✕ denied",
  missing: "✕ missing",
  undecidable: "? undecidable",
};

export function verdictBadge(kind: VerdictKind, count?: number): Element {
  const words = verdictWords[kind];
  return element("span", { class: `verdict ${kind}` }, count === undefined ? words : `${count} ${words.slice(2)}`);
}

/** The verdicts that there are, with their numbers. */
export function countBadges(counts: Counts): Child[] {
  const present = verdictKinds.filter((kind) => counts[kind] > 0);
  return present.length > 0 ? present.flatMap((kind) => [verdictBadge(kind, counts[kind]), " "]) : ["none"];
}

/** `3 stages`, `1 stage`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
