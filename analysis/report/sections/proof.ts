/** What the prover says: a line for each stack, then every request that is not allowed, then the others. */
import type { Proof } from "../../authorization";
import { type Child, type Element, element } from "../element";
import type { Facts } from "../facts";
import { callerOf, openCount, openFirst, reasonOf, verdictKinds } from "../facts/proof";
import { count, longName, roleReference, table, verdictBadge } from "./parts";

/** Allowed requests of one kind up to which a page lists them; with more it grows to megabytes that nobody reads. */
export const listedAllowed = 2000;

export function proofSection(facts: Facts): Element {
  const { stacks, proofs } = facts;
  const asked = stacks.filter(({ requests }) => verdictKinds.some((kind) => requests[kind] > 0));
  const open = openFirst(proofs).filter(({ verdict }) => verdict.verdict !== "allowed");
  return element(
    "section",
    { id: "proof", "aria-labelledby": "proof-heading" },
    element("h2", { id: "proof-heading" }, "Proof"),
    element(
      "p",
      {},
      "Every request that runs and deliveries will make, decided by trust, identity, boundary, bucket, key and topic policies of the accounts involved, before anything is deployed.",
    ),
    element("h3", {}, "Requests that are not allowed"),
    open.length === 0
      ? element("p", { class: "good" }, "✓ None.")
      : requestTable("Requests that are denied, missing or undecidable", open, facts),
    element("h3", {}, "By stack"),
    table({
      caption: "Requests by stack",
      heads: ["Stack", "Denied", "Missing", "Undecidable", "Allowed"],
      rows: [...asked]
        .sort((one, other) => openCount(other.requests) - openCount(one.requests))
        .map(({ name, requests }) => ({
          attributes: { "data-proof": name },
          cells: [
            [name],
            ...verdictKinds.map((kind) => (requests[kind] > 0 ? [verdictBadge(kind, requests[kind])] : ["0"])),
          ],
        })),
    }),
    allowedRequests(facts),
  );
}

function allowedRequests(facts: Facts): Child {
  const all = facts.proofs.filter(({ verdict }) => verdict.verdict === "allowed");
  const allowed = all.filter(({ request }) => !request.engine);
  const engine = all.length - allowed.length;
  return [
    engine > 0
      ? element(
          "p",
          {},
          `Of the allowed requests ${engine} are those of the engine for each resource that it makes, reads, changes and deletes; `,
          element("code", {}, "slipway prove --json"),
          " lists them.",
        )
      : undefined,
    listed(allowed, facts),
  ];
}

function listed(allowed: readonly Proof[], facts: Facts): Child {
  if (allowed.length > listedAllowed) {
    return element(
      "p",
      {},
      `The ${allowed.length} allowed requests are too many for a page; `,
      element("code", {}, "slipway prove --json"),
      " lists them.",
    );
  }
  return facts.stacks.map(({ name }) => {
    const mine = allowed.filter(({ request }) => request.stack === name);
    if (mine.length === 0) return undefined;
    return element(
      "details",
      {},
      element("summary", {}, `${count(mine.length, "allowed request")} of ${name}`),
      requestTable(`Allowed requests of ${name}`, mine, facts),
    );
  });
}

function requestTable(caption: string, proofs: readonly Proof[], facts: Facts): Element {
  return table({
    caption,
    heads: ["Request", "Who", "Action", "Resource", "Verdict"],
    rows: proofs.map((proof) => ({
      attributes: { "data-request": proof.request.id },
      cells: [
        [proof.request.what, element("span", { class: "muted block" }, proof.request.stack)],
        caller(proof, facts),
        [element("code", { class: "line" }, proof.request.request.action)],
        [longName(proof.request.request.resource)],
        [verdictBadge(proof.verdict.verdict), element("span", { class: "muted block" }, reasonOf(proof.verdict))],
      ],
    })),
  });
}

function caller(proof: Proof, facts: Facts): Child[] {
  const who = callerOf(proof);
  return who.startsWith("arn:") ? roleReference(who, facts) : [who];
}
