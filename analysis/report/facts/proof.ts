/** The proof as a reader wants it: counts first, what is not allowed before what is. */
import type { Proof, ProofVerdict } from "../../authorization";

export type VerdictKind = ProofVerdict["verdict"];

/** In the order of a page. */
export const verdictKinds: readonly VerdictKind[] = ["denied", "missing", "undecidable", "allowed"];

export type Counts = Record<VerdictKind, number>;

export function countsOf(proofs: readonly Proof[]): Counts {
  const counts: Counts = { denied: 0, missing: 0, undecidable: 0, allowed: 0 };
  for (const { verdict } of proofs) counts[verdict.verdict] += 1;
  return counts;
}

/** How many requests are not known to be allowed. */
export function openCount(counts: Counts): number {
  return counts.denied + counts.missing + counts.undecidable;
}

/** Denied ones first, allowed ones last; otherwise in their own order. */
export function openFirst(proofs: readonly Proof[]): Proof[] {
  return verdictKinds.flatMap((kind) => proofs.filter(({ verdict }) => verdict.verdict === kind));
}

/** Who makes the request: a role's ARN, a service, or an identity provider. */
export function callerOf({ request }: Proof): string {
  const { caller } = request.request;
  return caller.kind === "principal" ? caller.arn : caller.kind === "service" ? caller.service : caller.provider;
}

/** Why the verdict is as it is. */
export function reasonOf(verdict: ProofVerdict): string {
  switch (verdict.verdict) {
    case "allowed":
      return `by ${verdict.by.map(({ policy, statement }) => `${statement} (${policy})`).join(", ")}`;
    case "denied":
      return `by ${verdict.by.statement} (${verdict.by.policy})`;
    case "missing":
      return `nothing allows it in ${verdict.sides.join(" and ")}`;
    case "undecidable":
      return verdict.reason;
  }
}
