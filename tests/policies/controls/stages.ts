/** Stages of a pipeline without one of the controls that stand in them. */
import type { Weaken } from "./table";
import { Several, same } from "./weakened";

interface Action {
  category: string;
  configuration?: { UserParameters?: string };
}
interface When {
  result?: string;
  condition?: { result: string; rules: Array<{ ruleTypeId: { provider: string } }> };
}
interface Stage {
  name: string;
  actions: Action[];
  beforeEntry?: When;
  onSuccess?: When;
  onFailure?: When;
}

/** Approvals; each gate that is asked; each rule of each condition. */
export const stages: Record<string, Weaken> = {
  approvals: (value: Stage[]) => without(value, ({ category }) => category === "Approval"),
  gate: (value: Stage[]) => {
    const gates = new Set(value.flatMap(({ actions }) => actions.flatMap((action) => gateOf(action) ?? [])));
    return new Several([...gates].map((gate) => [gate, without(value, (action) => gateOf(action) === gate)]));
  },
  condition: (value: Stage[]) => {
    const found: Array<[string, unknown]> = [];
    for (const stage of value) {
      const weakened = (weak: Stage) => value.map((each) => (each === stage ? weak : each));
      for (const when of ["beforeEntry", "onSuccess", "onFailure"] as const) {
        const { condition, result } = stage[when] ?? {};
        for (const rule of condition?.rules ?? []) {
          const rules = condition!.rules.filter((each) => each !== rule);
          const weak = { ...stage, [when]: { condition: { ...condition!, rules } } };
          found.push([`${when} ${rule.ruleTypeId.provider}`, weakened(weak)]);
        }
        if (result === "ROLLBACK") found.push(["rollback", weakened({ ...stage, [when]: {} })]);
      }
    }
    return new Several(found);
  },
};

function gateOf({ configuration }: Action): string | undefined {
  return /"gate":"([a-z]+)"/.exec(configuration?.UserParameters ?? "")?.[1];
}

function without(value: Stage[], wanted: (action: Action) => boolean): unknown {
  if (!value.some(({ actions }) => actions.some(wanted))) return same;
  return value.map((stage) => ({ ...stage, actions: stage.actions.filter((each) => !wanted(each)) }));
}
