/** Names of the functions that hooks run, by the word of the controller for when they run. */
import type { TrafficHook } from "../../../catalog/target-types";

export type SmokeHook = Extract<TrafficHook, { kind: "smoke" }>;

/** At most 12 characters, so that the longest name of a function fits: `catalog/naming.ts`. */
const parts: Record<string, string> = {
  RECONCILE_SERVICE: "reconcile",
  PRE_SCALE_UP: "before-scale",
  POST_SCALE_UP: "after-scale",
  TEST_TRAFFIC_SHIFT: "test-shift",
  POST_TEST_TRAFFIC_SHIFT: "after-test",
  PRE_PRODUCTION_TRAFFIC_SHIFT: "before-shift",
  PRODUCTION_TRAFFIC_SHIFT: "shift",
  POST_PRODUCTION_TRAFFIC_SHIFT: "after-shift",
  BeforeInstall: "before",
  AfterInstall: "after",
  AfterAllowTestTraffic: "after-test",
  BeforeAllowTraffic: "before-shift",
  AfterAllowTraffic: "after-shift",
};

/** Part of a name for a stage; undefined for no stage of any controller. */
export function hookPart(stage: string): string | undefined {
  return Object.hasOwn(parts, stage) ? parts[stage] : undefined;
}

export function smokeHooks(hooks: readonly TrafficHook[]): SmokeHook[] {
  return hooks.filter((hook): hook is SmokeHook => hook.kind === "smoke");
}
