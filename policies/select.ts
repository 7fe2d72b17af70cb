/** A pack is a query over the metadata of rules, not a list. */
import type { Rule, Severity } from "./rule";

/** Every part that is given must match; of a list, one member. */
export interface Query {
  services?: readonly string[];
  topics?: readonly string[];
  severities?: readonly Severity[];
  /** Framework, or one control of it: `FSBP` or `FSBP KMS.4`. */
  frameworks?: readonly string[];
}

/** The rules that answer the query, in their order. */
export function selectRules(rules: readonly Rule[], query: Query = {}): Rule[] {
  const { services, topics, severities, frameworks } = query;
  return rules.filter(
    (rule) =>
      (!services || services.includes(rule.service)) &&
      (!severities || severities.includes(rule.severity)) &&
      (!topics || rule.topics.some((topic) => topics.includes(topic))) &&
      (!frameworks ||
        (rule.frameworks ?? []).some((control) =>
          frameworks.some((wanted) => control === wanted || control.startsWith(`${wanted} `)),
        )),
  );
}
