/** What may start a pipeline. */
import { branchFilter, eventPatternLimit } from "./limits";
import type { EventTrigger, GitTrigger, PipelineModel } from "./model";
import type { PipelineProblem } from "./placed";

export function checkTriggers(model: PipelineModel): PipelineProblem[] {
  const { triggers, events } = model;
  if (triggers.length + events.length === 0) {
    return [{ path: "triggers", value: [], message: "must be one at least: nothing would start the pipeline" }];
  }
  return [
    ...triggers.flatMap((trigger, index) => checkGit(model, trigger, index)),
    ...events.flatMap((event, index) => checkEvent(events, event, index)),
  ];
}

/** A trigger names an action of the first stage that can report to it. */
function checkGit(
  { stages, triggers }: PipelineModel,
  { sourceAction, pushes, pullRequests }: GitTrigger,
  index: number,
): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const path = `triggers[${index}]`;
  const source = stages[0]?.actions.find((action) => action.name === sourceAction);
  if (source?.provider !== "CodeStarSourceConnection") {
    const message = "must name an action of the first stage whose provider is CodeStarSourceConnection";
    problems.push({ path: `${path}.sourceAction`, value: sourceAction, message });
  }
  if (triggers.findIndex((each) => each.sourceAction === sourceAction) !== index) {
    problems.push({ path: `${path}.sourceAction`, value: sourceAction, message: "has two triggers; join them" });
  }
  pushes.forEach(({ branches, tags }, at) => {
    if (!branches || !tags) return;
    const message = "must be left out beside branches: a push is of one of them";
    problems.push({ path: `${path}.pushes[${at}].tags`, value: tags, message });
  });
  for (const [side, filters] of Object.entries({ pushes, pullRequests })) {
    filters.forEach((filter, at) => {
      for (const [kind, patterns] of Object.entries(patternsOf(filter))) {
        const bad = patterns.some(({ length }) => length === 0 || length > branchFilter.length);
        if (patterns.length <= branchFilter.most && !bad) continue;
        const message = `must be at most ${branchFilter.most} patterns of 1 to ${branchFilter.length} characters`;
        problems.push({ path: `${path}.${side}[${at}].${kind}`, value: patterns, message });
      }
    });
  }
  return problems;
}

/** Each list of patterns of a filter, by its place: `branches.includes`. */
function patternsOf(
  filter: GitTrigger["pushes"][number] | GitTrigger["pullRequests"][number],
): Record<string, string[]> {
  const { branches, paths } = filter;
  const parts = { branches, paths, tags: "tags" in filter ? filter.tags : undefined };
  return Object.fromEntries(
    Object.entries(parts).flatMap(([kind, part]) =>
      part ? [[`${kind}.includes`, part.includes] as const, [`${kind}.excludes`, part.excludes] as const] : [],
    ),
  );
}

function checkEvent(events: EventTrigger[], { name, pattern }: EventTrigger, index: number): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  if (events.findIndex((each) => each.name === name) !== index) {
    problems.push({ path: `events[${index}].name`, value: name, message: "names two events; rename one" });
  }
  const { length } = JSON.stringify(pattern);
  if (length > eventPatternLimit) {
    const message = `has ${length} characters, and EventBridge takes ${eventPatternLimit}; name fewer resources`;
    problems.push({ path: `events[${index}].pattern`, value: name, message });
  }
  return problems;
}
