/** Conditions that narrow an Allow statement. */
import type { FoundStatement } from "./documents";
import { matches } from "./patterns";
import { pins } from "./principals";

/**
 * Whether a condition holds for named values of a key only. One with `ForAllValues` counts: that it holds for an
 * absent key, too, is the fact of `iam-statement-refuses-absent-keys`.
 * @param key In lower case; `*` stands for any characters.
 */
export function narrows({ conditions }: FoundStatement, key: string): boolean {
  return conditions.some(
    (each) => matches(key, each.key) && pins({ ...each, operator: each.operator.replace(/^ForAllValues:/, "") }),
  );
}

/** Whether a condition asks that a key be present (`false`) or absent (`true`). */
export function asksNull({ conditions }: FoundStatement, key: string, absent: "true" | "false"): boolean {
  return conditions.some((each) => each.operator === "Null" && each.key === key && each.values.includes(absent));
}

/** Whether a condition asks for a tag of the resource, of whatever value: `StringLike` does not hold without one. */
export function hasTag({ conditions }: FoundStatement): boolean {
  return conditions.some(({ operator, key }) => /^(aws|ec2):resourcetag\//.test(key) && operator === "StringLike");
}
