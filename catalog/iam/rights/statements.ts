/** Statements of a policy from rows of the table. */
import type { ConditionBlock, Statement } from "../document";
import type { Column, RightsPlace, Row, Where } from "./row";
import { filled } from "./template";

interface Grant {
  type: string;
  actions: Set<string>;
  resources: Set<string>;
  condition?: ConditionBlock;
}

/**
 * What the columns of the rows grant in an account, in as few statements as say exactly that: resources of one action
 * under one condition are joined, and then the actions with the same resources. Each is named after its first type.
 */
export function rightsStatements(rows: readonly Row[], place: RightsPlace, columns: readonly Column[]): Statement[] {
  const single = rows.flatMap(({ type, ...needs }) =>
    columns.flatMap((column) =>
      needs[column].flatMap(({ actions, on }): Grant[] => {
        const resources = new Set(patternsOf(on, place));
        const condition = on.when?.(place);
        return actions.map((action) => ({
          type,
          actions: new Set([action]),
          resources,
          ...(condition && { condition }),
        }));
      }),
    ),
  );
  const byAction = joined(single, ({ actions }) => [...actions]);
  const byPlace = joined(byAction, ({ resources }) => [...resources].sort());
  const names = new Map<string, number>();
  return byPlace.map(({ type, actions, resources, condition }) => {
    const name = type.split(":").at(-1)!;
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return {
      Sid: `${name.charAt(0).toUpperCase()}${name.slice(1)}${count > 1 ? count : ""}`,
      Effect: "Allow",
      Action: [...actions].sort(),
      Resource: one([...resources].sort()),
      ...(condition ? { Condition: condition } : {}),
    };
  });
}

/** The patterns that a policy names a place by. */
export function patternsOf({ arn, names = {} }: Where, place: RightsPlace): string[] {
  const account: Record<string, string> = { partition: place.partition, account: place.accountId };
  return filled(arn, (name) => [account[name] ?? names[name]?.(place) ?? "*"].flat());
}

/** Grants of one condition and one key as one. */
function joined(grants: Grant[], keyOf: (grant: Grant) => string[]): Grant[] {
  const found = new Map<string, Grant>();
  for (const grant of grants) {
    const key = JSON.stringify([keyOf(grant), grant.condition ?? null]);
    const known = found.get(key);
    found.set(key, {
      ...(known ?? grant),
      actions: new Set([...(known?.actions ?? []), ...grant.actions]),
      resources: new Set([...(known?.resources ?? []), ...grant.resources]),
    });
  }
  return [...found.values()];
}

function one(values: string[]): string | string[] {
  return values.length === 1 ? values[0]! : values;
}
