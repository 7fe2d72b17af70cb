/** Whether the policies of an artifact store fit, before anything is created. */
import type { QuotaProblem } from "../quota/problem";
import { storeSize } from "../quota/stores";
import { artifactBucketPolicy, artifactKeyPolicy, type StorePlace } from "./artifact-policies";
import type { StoreModel } from "./model";

/** Why S3 or KMS would refuse a store's policies, with how many accounts would fit; `owner` as in `artifactKeyPolicy`. */
export function storeProblems(store: StoreModel, place: StorePlace, owner: string): QuotaProblem[] {
  const readBy = (accounts: number): StoreModel => ({ ...store, readers: store.readers.slice(0, accounts) });
  const { problems } = storeSize({
    name: store.bucket,
    account: place.accountId,
    readers: store.readers.length,
    policies: (accounts) => ({
      bucket: artifactBucketPolicy(readBy(accounts), place),
      key: artifactKeyPolicy(readBy(accounts), place, owner),
    }),
  });
  return problems;
}
