/** What starts a pipeline: its own git triggers, event rules that name it, and sources that look for changes. */
import { type Inventory, type Placed, refers } from "../../authorization/inventory";
import { at, listAt, textAt } from "../../authorization/values";
import type { GraphValue } from "../../graph/types";
import { shownText } from "./shown";

export interface Trigger {
  text: string;
  /** Everything that the text leaves out. */
  details?: string;
}

export function triggersOf(inventory: Inventory, pipeline: Placed, name: string): Trigger[] {
  const { inputs } = pipeline.resource;
  return [
    ...listAt(inputs, "triggers").flatMap(gitTriggers),
    ...eventTriggers(inventory, pipeline, name),
    ...listAt(inputs, "stages").flatMap((stage) => listAt(stage, "actions").flatMap(lookingSource)),
  ];
}

function gitTriggers(trigger: GraphValue): Trigger[] {
  const git = at(trigger, "gitConfiguration");
  const source = textAt(git, "sourceActionName");
  const of = source ? ` of ${source}` : "";
  const kinds = [
    ...listAt(git, "pushes").map((push) => ({ filter: push, what: at(push, "tags") ? "Tag" : "Push" })),
    ...listAt(git, "pullRequests").map((request) => ({ filter: request, what: "Pull request" })),
  ];
  if (kinds.length === 0) return [{ text: `Any push${of}` }];
  return kinds.map(({ filter, what }) => {
    const said = filters(filter);
    return { text: `${what}${of}${said.length > 0 ? `: ${said.join("; ")}` : ""}` };
  });
}

function filters(filter: GraphValue): string[] {
  const words: [string, string][] = [
    ["branches", "branch"],
    ["tags", "tag"],
    ["filePaths", "path"],
  ];
  const events = listAt(filter, "events").map(shownText);
  return [
    ...(events.length > 0 ? [events.join(", ").toLowerCase()] : []),
    ...words.flatMap(([property, word]) => {
      const patterns = (list: string) => listAt(filter, property, list).map(shownText).join(", ");
      const [included, excluded] = [patterns("includes"), patterns("excludes")];
      return [...(included ? [`${word} ${included}`] : []), ...(excluded ? [`not ${word} ${excluded}`] : [])];
    }),
  ];
}

function eventTriggers({ all }: Inventory, pipeline: Placed, name: string): Trigger[] {
  const arn = `arn:${pipeline.partition}:codepipeline:${pipeline.region}:${pipeline.accountId}:${name}`;
  const rules = all("aws:cloudwatch/eventRule:EventRule");
  return all("aws:cloudwatch/eventTarget:EventTarget")
    .filter((target) => refers(target, "arn", pipeline, arn))
    .map((target) => {
      const rule = rules.find((each) => refers(target, "rule", each, textAt(each.resource.inputs, "name")));
      const inputs = rule?.resource.inputs;
      const schedule = textAt(inputs, "scheduleExpression");
      const details = schedule ?? shownText(inputs?.["eventPattern"]);
      const label = (inputs && textAt(inputs, "name")) ?? rule?.resource.name ?? target.resource.name;
      return { text: `${schedule ? "Schedule" : "Event rule"} ${label}${summary(details)}`, details };
    });
}

/** What an event pattern listens to, or the schedule itself. */
function summary(details: string): string {
  try {
    const pattern: unknown = JSON.parse(details);
    const { source, "detail-type": kind } = pattern as { source?: unknown; "detail-type"?: unknown };
    const said = [source, kind].flat().filter((each) => typeof each === "string");
    return said.length > 0 ? `: ${said.join(", ")}` : "";
  } catch {
    return details ? `: ${details}` : "";
  }
}

/**
 * Sources that start the pipeline themselves: a connection that detects changes, CodeCommit and S3 that are polled.
 * In a declared pipeline both settings are on unless they are set to false:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/PollForSourceChanges-defaults.html and
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
const settings: Record<string, { property: string; text: (source: string) => string }> = {
  CodeStarSourceConnection: { property: "DetectChanges", text: (source) => `Every change that ${source} detects` },
  CodeCommit: { property: "PollForSourceChanges", text: (source) => `Polling by ${source}` },
  S3: { property: "PollForSourceChanges", text: (source) => `Polling by ${source}` },
};

function lookingSource(action: GraphValue): Trigger[] {
  const setting = textAt(action, "category") === "Source" ? settings[textAt(action, "provider") ?? ""] : undefined;
  if (!setting || textAt(action, "configuration", setting.property)?.toLowerCase() === "false") return [];
  return [{ text: setting.text(textAt(action, "name") ?? "the source") }];
}
