/** The head of the page: whose it is, how much there is, and whether all of it is authorised. */
import { type Element, element } from "../element";
import type { Facts } from "../facts";
import { countsOf, openCount } from "../facts/proof";
import { landscapePicture } from "../pictures/landscape";
import { count } from "./parts";

export function header(facts: Facts): Element {
  const { prefix, note, organizationId, accounts, regions, stacks, pipelines, roles, proofs } = facts;
  const stages = pipelines.flatMap((pipeline) => pipeline.stages);
  const actions = stages.flatMap((stage) => stage.actions);
  const numbers: [number, string][] = [
    [accounts.length, "account"],
    [regions.length, "region"],
    [stacks.length, "stack"],
    [pipelines.length, "pipeline"],
    [stages.length, "stage"],
    [actions.length, "action"],
    [roles.length, "role"],
    [proofs.length, "request"],
  ];
  const open = openCount(countsOf(proofs));
  return element(
    "header",
    {},
    element("p", { class: "kind" }, "Slipway report"),
    element("h1", {}, `Release platform of ${prefix}`),
    note ? element("p", { class: "muted" }, note) : undefined,
    organizationId ? element("p", {}, `Organisation ${organizationId}.`) : undefined,
    element(
      "p",
      { class: open > 0 ? "banner bad" : "banner good" },
      open > 0
        ? `${open} of ${count(proofs.length, "request")} of runs and deliveries not known to be allowed: `
        : `✓ All ${count(proofs.length, "request")} of runs and deliveries are allowed by the policies of every account. `,
      element("a", { href: "#proof" }, "See the proof"),
    ),
    element(
      "ul",
      { class: "numbers" },
      ...numbers.map(([number, noun]) =>
        element("li", {}, element("b", {}, String(number)), ` ${noun}${number === 1 ? "" : "s"}`),
      ),
    ),
  );
}

export function contents({ pipelines }: Facts): Element {
  const link = (id: string, text: string) => element("li", {}, element("a", { href: `#${id}` }, text));
  return element(
    "nav",
    { "aria-label": "Contents" },
    element(
      "ul",
      {},
      link("accounts", "Accounts and stacks"),
      ...pipelines.map(({ id, name }) => link(id, `Pipeline ${name}`)),
      link("roles", "Roles"),
      link("proof", "Proof"),
    ),
  );
}

export function landscapeSection(facts: Facts): Element {
  const partly = facts.accounts.filter(({ complete }) => !complete).map(({ label }) => label);
  return element(
    "section",
    { id: "accounts", "aria-labelledby": "accounts-heading" },
    element("h2", { id: "accounts-heading" }, "Accounts and stacks"),
    element(
      "p",
      {},
      "Stacks are applied from left to right: those of one wave need nothing of each other, and an arrow leads from a stack to what waits for it.",
      partly.length > 0
        ? ` Shown in part only: ${partly.length > 8 ? `${partly.length} of them` : partly.join(", ")}.`
        : undefined,
    ),
    landscapePicture(facts),
  );
}
