/** A plan that AWS would refuse, said before anything is created. */
import type { Limit } from "./limits";

export interface QuotaProblem {
  /** What is too large, as a path: `pipelines.acme-orders.stages.prod.actions`. */
  subject: string;
  /** What it would use, and what is allowed, in the limit's unit. */
  used: number;
  limit: Limit;
  /** How `used` came about, in words and figures. */
  arithmetic: string;
  remedy: string;
}

/** One sentence for an error's message: the arithmetic, what is allowed, what to do and where it is written. */
export function quotaMessage({ arithmetic, limit, remedy }: QuotaProblem): string {
  return `${arithmetic}; ${limit.service} allows ${count(limit.value, limit.unit)} (${limit.what}); ${remedy}. ${limit.source}`;
}

const format = new Intl.NumberFormat("en-GB");

/** A number with what it counts: `1 account`, `2,400 actions`. The noun is given in the plural. */
export function count(value: number, nouns: string): string {
  return `${format.format(value)} ${value === 1 ? singular(nouns) : nouns}`;
}

function singular(nouns: string): string {
  if (nouns.endsWith("ies")) return `${nouns.slice(0, -3)}y`;
  return nouns.replace(/s$/, "");
}

/** The end of a remedy for a quota that AWS raises on request as far as it takes; else nothing. */
export function raise(limit: Limit, used: number): string {
  if (!limit.adjustable || used > (limit.most ?? used)) return "";
  const most = limit.most === undefined ? "" : ` (at most ${format.format(limit.most)})`;
  return `, or have Service Quotas raise it${most}`;
}
