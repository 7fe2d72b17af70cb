/** How components refuse their inputs: everything that is wrong, once. */
import * as pulumi from "@pulumi/pulumi";

export interface Finding {
  /** Property of the component's arguments, in dots and brackets: `rollout.alarms[2]`. */
  path: string;
  value?: unknown;
  /** What is wrong and what to do about it. */
  message: string;
}

/** Throws one `InputPropertiesError` with every finding, or returns when there is none. */
export function refuse(component: string, name: string, findings: Finding[]): void {
  if (findings.length === 0) return;
  throw new pulumi.InputPropertiesError({
    message: `${component} ${name} cannot be made from these inputs:`,
    errors: findings.map(({ path, value, message }) => ({
      propertyPath: path,
      reason: value === undefined ? message : `${message} (found ${JSON.stringify(value)})`,
    })),
  });
}

/** A finding unless the value is a twelve-digit account id. */
export function accountIdFindings(path: string, value: string): Finding[] {
  return /^\d{12}$/.test(value) ? [] : [{ path, value, message: "must be an account id of twelve digits, quoted" }];
}

/** A finding for each entry that is not a role's ARN, and for an empty list. */
export function roleArnFindings(path: string, values: string[]): Finding[] {
  if (values.length === 0) return [{ path, value: values, message: "must name at least one role" }];
  return values.flatMap((value, index) =>
    /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value)
      ? []
      : [{ path: `${path}[${index}]`, value, message: "must be a role's ARN, arn:aws:iam::<account id>:role/<name>" }],
  );
}
