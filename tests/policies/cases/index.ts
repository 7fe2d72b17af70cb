/** For each rule: resources that pass, and that fail with these messages. */
import { balancers } from "./balancers";
import { buckets } from "./buckets";
import { builds } from "./builds";
import { canaries } from "./canaries";
import { delivery } from "./delivery";
import { federation } from "./federation";
import { identities } from "./identities";
import { images } from "./images";
import { instances } from "./instances";
import { networks } from "./networks";
import type { Case } from "./parts";
import { pipelines } from "./pipelines";
import { platform } from "./platform";
import { statements } from "./statements";
import { stores } from "./stores";
import { topics } from "./topics";
import { workloads } from "./workloads";

export const cases: Record<string, Case[]> = {
  ...balancers,
  ...buckets,
  ...builds,
  ...canaries,
  ...delivery,
  ...federation,
  ...identities,
  ...images,
  ...instances,
  ...networks,
  ...pipelines,
  ...platform,
  ...statements,
  ...stores,
  ...topics,
  ...workloads,
};
