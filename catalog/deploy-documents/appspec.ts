/** What the appspecs of ECS and Lambda have in common: a version, one resource of one type, and hooks. */
import { hookMap, hookProblems } from "./hooks";
import { type DocumentProblem, problem } from "./problem";

export interface AppSpecForm {
  type: string;
  /** What the resource is, for people. */
  what: string;
  events: readonly string[];
}

export interface ReadAppSpec {
  problems: DocumentProblem[];
  /** Of its one resource; absent where it does not hold one. */
  properties?: Record<string, unknown>;
}

/** A document as a file may hold it, with what is wrong about everything but the resource's own properties. */
export function readAppSpec(document: unknown, { type, what, events }: AppSpecForm): ReadAppSpec {
  const { version, Resources, Hooks } = (document ?? {}) as Record<string, unknown>;
  const resources = Array.isArray(Resources) ? (Resources as unknown[]) : [];
  const named = Object.values((resources[0] ?? {}) as Record<string, { Type?: unknown; Properties?: object }>);
  const { hooks, problems } = hookMap(Hooks);
  const common = [
    ...(version === 0 ? [] : [problem(["version"], version, "must be 0.0")]),
    ...problems,
    ...hookProblems(events, hooks),
  ];
  if (resources.length !== 1 || named.length !== 1) {
    return { problems: [...common, problem(["Resources"], undefined, `must hold exactly one ${what}`)] };
  }
  const { Type, Properties = {} } = named[0]!;
  const typed = Type === type ? [] : [problem(["Resources", 0, "Type"], Type, `must be ${type}`)];
  return { problems: [...common, ...typed], properties: Properties as Record<string, unknown> };
}
