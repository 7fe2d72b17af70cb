/** How many accounts an artifact store's bucket and key can serve: their policies grow with every account. */
import type { PolicyDocument } from "../iam/document";
import { documentUse } from "./check";
import type { QuotaDocument } from "./documents";
import { limits as aws, type Limits } from "./limits";
import { count, type QuotaProblem } from "./problem";

export interface StorePolicies {
  bucket: PolicyDocument | string;
  key: PolicyDocument | string;
}

export interface StoreRequest {
  /** The bucket, for the problems. */
  name: string;
  /** Id of the account of bucket and key. */
  account: string;
  /** Accounts that read it. */
  readers: number;
  /** The policies when the first `readers` accounts read it; more accounts never give smaller ones. */
  policies: (readers: number) => StorePolicies;
}

export interface StoreSize {
  /** Bytes of the policies for all readers. */
  bucket: number;
  key: number;
  /** Accounts, from the first, whose policies both fit; no more than the readers. */
  fitting: number;
  problems: QuotaProblem[];
}

/** Refuses, before anything is created, a store that has more readers than its policies can name. */
export function storeSize(request: StoreRequest, limits: Limits = aws): StoreSize {
  const [bucket, key] = uses(request, request.readers, limits);
  const fitting = mostReaders(request, limits);
  const problems = [bucket, key]
    .filter(({ used, limit }) => used > limit.value)
    .map((use) => ({
      ...use,
      arithmetic: `${use.arithmetic} for ${count(request.readers, "accounts")}`,
      remedy: `at most ${count(fitting, "accounts")} fit: split the service's environments over several services`,
    }));
  return { bucket: bucket.used, key: key.used, fitting, problems };
}

function uses({ name, account, policies }: StoreRequest, readers: number, limits: Limits) {
  const { bucket, key } = policies(readers);
  const of = (kind: QuotaDocument["kind"], document: QuotaDocument["document"]) =>
    documentUse([{ name, account, kind, document }], limits);
  return [of("bucket", bucket), of("key", key)] as const;
}

/** Halves the range until one number is left: as the policies only grow, all up to it fit and none beyond. */
function mostReaders(request: StoreRequest, limits: Limits): number {
  let least = 0;
  let most = request.readers;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    const fits = uses(request, middle, limits).every(({ used, limit }) => used <= limit.value);
    if (fits) least = middle;
    else most = middle - 1;
  }
  return least;
}
