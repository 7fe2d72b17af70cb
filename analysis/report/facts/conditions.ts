/** The conditions of a stage: what has to hold before entry, after success and after failure. */
import { at, listAt, textAt } from "../../authorization/values";
import type { GraphValue } from "../../graph/types";
import { shownEntries } from "./shown";

export interface Condition {
  when: "Before entry" | "On success" | "On failure";
  /** What happens then: `FAIL`, `ROLLBACK`, `RETRY`, `SKIP`. */
  result?: string;
  /** Which actions are tried again, for a retry: `FAILED_ACTIONS` or `ALL_ACTIONS`. */
  retry?: string;
  rules: Rule[];
}

export interface Rule {
  name: string;
  /** As `CloudWatchAlarm`, `DeploymentWindow`, `LambdaInvoke`, `VariableCheck`. */
  provider: string;
  configuration: [name: string, text: string][];
  roleArn?: string;
}

const places = [
  ["beforeEntry", "Before entry"],
  ["onSuccess", "On success"],
  ["onFailure", "On failure"],
] as const;

export function conditionsOf(stage: GraphValue): Condition[] {
  return places.flatMap(([property, when]) => {
    const given = at(stage, property);
    if (given === undefined || given === null) return [];
    const condition = at(given, "condition");
    // Only a failure may name its result without a condition.
    const result = textAt(condition, "result") ?? textAt(given, "result");
    const retry = textAt(given, "retryConfiguration", "retryMode");
    return [
      {
        when,
        ...(result ? { result } : {}),
        ...(retry ? { retry } : {}),
        rules: listAt(condition, "rules").map(ruleOf),
      },
    ];
  });
}

function ruleOf(rule: GraphValue): Rule {
  const roleArn = textAt(rule, "roleArn");
  return {
    name: textAt(rule, "name") ?? "",
    provider: textAt(rule, "ruleTypeId", "provider") ?? "",
    configuration: shownEntries((rule as Record<string, GraphValue>)["configuration"]),
    ...(roleArn ? { roleArn } : {}),
  };
}

/** What follows, as `else SKIP` for an entry that is not allowed; empty where only the rules count. */
export function outcomeText({ when, result, rules }: Condition): string {
  if (!result || rules.length === 0) return result ?? "";
  return when === "On failure" ? `then ${result}` : `else ${result}`;
}

/** `failed actions`. */
export function retryText(mode: string): string {
  return mode.toLowerCase().replaceAll("_", " ");
}

/** `Before entry: else SKIP`. */
export function conditionText(condition: Condition): string {
  const { when, retry } = condition;
  const outcome = [outcomeText(condition), ...(retry ? [retryText(retry)] : [])].filter(Boolean).join(", ");
  return outcome ? `${when}: ${outcome}` : when;
}
