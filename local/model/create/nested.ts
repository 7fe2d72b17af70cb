/** What AWS adds inside blocks that were given. Values that it leaves empty are left out. */
import { shapeOf } from "../schema";
import type { Properties } from "../types";
import { isAbsent, isRecord } from "../values";
import type { Making } from "./making";

type Fill = (making: Making, index: number) => unknown;

const filled: Record<string, Fill> = {
  "PipelineStageAction.runOrder": () => 1,
  "PipelineStageAction.region": (making) => making.region,
  "ListenerDefaultAction.order": (_, index) => index + 1,
  "ListenerRuleAction.order": (_, index) => index + 1,
  "GroupLaunchTemplate.version": () => "$Default",
  "GroupInitialLifecycleHook.defaultResult": () => "ABANDON",
  "TablePointInTimeRecovery.recoveryPeriodInDays": () => 35,
  "InstanceRootBlockDevice.volumeType": () => "gp3",
};

/** Blocks that AWS completes with values of their own when they are given in part. */
export const partialBlocks = ["healthCheck", "rootBlockDevice"];

/** The inputs of a making with their blocks completed. */
export function completed(making: Making): Properties {
  const { inputs, schema } = making;
  const entries = Object.entries(inputs).map(([property, value]) => {
    return [property, complete(making, value, shapeOf(schema.in[property] ?? "*").text)];
  });
  return Object.fromEntries(entries);
}

/** Completes the value of a shape; `index` is its place in a list. */
function complete(making: Making, value: unknown, shape: string, index = 0): unknown {
  const inner = shape.slice(1);
  if (shape.startsWith("[") && Array.isArray(value)) return value.map((v, i) => complete(making, v, inner, i));
  if (!shape.startsWith("#") || !isRecord(value)) return value;
  const { types, outputTypes } = making.schema.module;
  const whole: Properties = {};
  for (const [name, item] of Object.entries(value)) {
    whole[name] = complete(making, item, shapeOf(types[inner]?.[name] ?? "*").text);
  }
  for (const name of Object.keys(outputTypes[inner] ?? {})) {
    const fill = filled[`${inner}.${name}`];
    if (fill && isAbsent(whole[name])) whole[name] = fill(making, index);
  }
  return whole;
}
