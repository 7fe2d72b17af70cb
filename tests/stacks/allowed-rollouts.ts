/** Every strategy by every controller that the files may name for a target, as their own checks decide it. */
import assert from "node:assert/strict";
import { checkTarget } from "../../catalog/checks/targets";
import type { Declared } from "../../catalog/files";
import { readFiles } from "../../catalog/files";
import { rollout } from "../../catalog/schema/rollout";
import type { ServiceSettings } from "../../catalog/schema/service";
import { target } from "../../catalog/schema/target";
import { cookbook } from "./graphs";

export const combination = (kind: string, controller: string, strategy: string) => `${kind} ${controller} ${strategy}`;

/** A service of each kind of target that shifts traffic; its first stage is outside production. */
const samples: Record<string, string> = { ecs: "stock", lambda: "receipts" };

/** Checked outside production, which takes fewer. */
export function allowedRollouts(): string[] {
  const kinds = target.options.flatMap(({ shape }) => shape.kind.options as string[]);
  assert.deepEqual(kinds.sort(), ["ec2-in-place", ...Object.keys(samples)].sort(), "a kind of target has no sample");
  const files = readFiles(cookbook);
  return Object.entries(samples).flatMap(([kind, name]) => {
    const { settings } = files.services.find((each) => each.name === name) as Required<Declared<ServiceSettings>>;
    return rollout.shape.controller.unwrap().options.flatMap((controller) =>
      rollout.shape.strategy.unwrap().options.flatMap((strategy) => {
        const [first, ...others] = settings.stages;
        const stages = [{ ...first, rollout: { strategy, controller } }, ...others] as ServiceSettings["stages"];
        const problems: string[] = [];
        checkTarget(files, name, { ...settings, stages }, (_path, _value, message) => problems.push(message));
        return problems.length === 0 ? [combination(kind, controller, strategy)] : [];
      }),
    );
  });
}
