/** All accounts and regions with their stacks, in the order in which stacks are applied. */
import { type Element, element } from "../element";
import type { Facts, StackFacts } from "../facts";
import { openCount } from "../facts/proof";
import { type Box, curve, right } from "../layout/box";
import { landscapeSizes, placeLandscape } from "../layout/landscape";
import { bend, line, picture, rectangle } from "./svg";

export function landscapePicture(facts: Facts): Element {
  const { stacks } = facts;
  const bands = facts.accounts.map((account) => {
    const regions = stacks.filter(({ accountId }) => accountId === account.id).map(({ region }) => region);
    return { account, regions: [...new Set(regions)].sort() };
  });
  const places = placeLandscape({
    bands: bands.map(({ regions }) => ({ regions: regions.length })),
    stacks: stacks.map(({ accountId, region, wave }) => {
      const band = bands.findIndex(({ account }) => account.id === accountId);
      return { band, region: bands[band]!.regions.indexOf(region), wave };
    }),
  });
  const boxOf = new Map(stacks.map(({ name }, index) => [name, places.stacks[index]!]));
  return picture(
    {
      id: "landscape",
      title: "Accounts, regions and stacks",
      description: describe(facts),
      width: places.width,
      height: places.height,
    },
    bands.map(({ account, regions }, index) => {
      const { box, regions: rows } = places.bands[index]!;
      return element(
        "g",
        { class: "account", "data-account": account.id },
        rectangle(box, `band tone-${account.tone}`, 10),
        line({ x: 14, y: box.y + 24 }, account.label, landscapeSizes.label - 20, {
          class: "strong",
          size: 15,
          bold: true,
        }),
        account.label === account.id
          ? undefined
          : line({ x: 14, y: box.y + 42 }, account.id, landscapeSizes.label - 20, { class: "muted", size: 11.5 }),
        rows.map((row, at) => [
          at > 0 ? element("path", { class: "divider", d: `M${row.x} ${row.y}L${right(row)} ${row.y}` }) : undefined,
          line({ x: row.x, y: row.y + 24 }, regions[at]!, landscapeSizes.region, { class: "muted", size: 12 }),
        ]),
      );
    }),
    places.waves.map((box, wave) =>
      line({ x: box.x, y: 18 }, `Wave ${wave + 1}`, box.width, { class: "muted", size: 12, bold: true }),
    ),
    stacks.flatMap((stack) =>
      directly(stack, stacks).map((name) => bend(curve(boxOf.get(name)!, boxOf.get(stack.name)!), "need")),
    ),
    stacks.map((stack) => drawStack(stack, boxOf.get(stack.name)!)),
  );
}

function drawStack({ name, kind, requests }: StackFacts, box: Box): Element {
  const open = openCount(requests);
  return element(
    "g",
    { class: "stack", "data-stack": name },
    rectangle(box, open > 0 ? "stack-box open" : "stack-box"),
    line({ x: box.x + 10, y: box.y + 17 }, name, box.width - 18, { class: "strong", size: 12.5, bold: true }),
    line({ x: box.x + 10, y: box.y + 32 }, open > 0 ? `${open} not allowed` : kind, box.width - 18, {
      class: open > 0 ? "bad" : "muted",
      size: 10.5,
    }),
  );
}

/** What a stack waits for, without what that waits for itself. */
function directly({ dependsOn }: StackFacts, stacks: StackFacts[]): string[] {
  const known = new Map(stacks.map((stack) => [stack.name, stack]));
  const needs = (name: string, of: string, seen = new Set<string>()): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    const before = known.get(name)?.dependsOn ?? [];
    return before.includes(of) || before.some((each) => needs(each, of, seen));
  };
  const shown = dependsOn.filter((name) => known.has(name));
  return shown.filter((name) => !shown.some((other) => other !== name && needs(other, name)));
}

function describe({ accounts, stacks }: Facts): string {
  const each = accounts.map(({ id, label }) => {
    const mine = stacks.filter(({ accountId }) => accountId === id);
    return `${label}: ${mine.map(({ name, region, wave }) => `${name} (${region}, wave ${wave + 1})`).join(", ") || "no stacks"}`;
  });
  return `A band for each account, a column for each wave in which stacks are applied. ${each.join(". ")}.`;
}
