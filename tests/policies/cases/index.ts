/** For each rule that has no test file of its own: resources that pass, and that fail with these messages. */
import { builds } from "./builds";
import { delivery } from "./delivery";
import { federation } from "./federation";
import { identities } from "./identities";
import { images } from "./images";
import { instances } from "./instances";
import type { Case } from "./parts";
import { stores } from "./stores";
import { topics } from "./topics";

export const cases: Record<string, Case[]> = {
  ...builds,
  ...delivery,
  ...federation,
  ...identities,
  ...images,
  ...instances,
  ...stores,
  ...topics,
};
