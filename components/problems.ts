/** How components refuse their inputs: everything that is wrong, once. */
import * as pulumi from "@pulumi/pulumi";

export interface Finding {
  /** Property of the component's arguments, in dots and brackets: `rollout.alarms[2]`. */
  property: string;
  value?: unknown;
  /** What is wrong and what to do about it. */
  reason: string;
}

/** Throws one `InputPropertiesError` with every finding, or returns when there is none. */
export function refuse(component: string, name: string, findings: Finding[]): void {
  if (findings.length === 0) return;
  const errors = findings.map(({ property, value, reason }) => ({
    propertyPath: property,
    reason: value === undefined ? reason : `${reason} (found ${JSON.stringify(value)})`,
  }));
  // Of an error inside a program the engine shows the message alone.
  const list = errors.map(({ propertyPath, reason }) => `  - ${propertyPath}: ${reason}`).join("\n");
  throw new pulumi.InputPropertiesError({
    message: `${component} ${name} cannot be made from these inputs:\n${list}`,
    errors,
  });
}

/** A finding unless the value is a twelve-digit account id. */
export function accountIdFindings(property: string, value: string): Finding[] {
  return /^\d{12}$/.test(value) ? [] : [{ property, value, reason: "must be an account id of twelve digits, quoted" }];
}

/** A finding for each entry that is not a role's ARN, and for an empty list. */
export function roleArnFindings(property: string, values: string[]): Finding[] {
  if (values.length === 0) return [{ property, value: values, reason: "must name at least one role" }];
  return values.flatMap((value, index) =>
    /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value)
      ? []
      : [
          {
            property: `${property}[${index}]`,
            value,
            reason: "must be a role's ARN, arn:aws:iam::<account id>:role/<name>",
          },
        ],
  );
}
