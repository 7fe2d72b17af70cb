/** Controls that the components set, each weakened once, and the one rule that must find it. */
import { delivery } from "./delivery";
import { identities } from "./identities";
import { instances } from "./instances";
import { stores } from "./stores";
import type { Mutation } from "./weaken";

export const mutations: Mutation[] = [...delivery, ...identities, ...instances, ...stores];
