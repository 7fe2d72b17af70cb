/** Checks a pipeline as a whole, before anything is created: all problems at once. */
import { checkAction, type PipelineProblem, type PlacedAction } from "./action-rules";
import { actionsPerStage, artifactLimit, branchFilter, nameLimit, stagesPerPipeline, tagValue } from "./limits";
import { artifactsOf, type PipelineModel } from "./model";

export function validatePipeline(model: PipelineModel): PipelineProblem[] {
  const placed = model.stages.flatMap((stage, index) =>
    stage.actions.map((action, at) => ({
      action,
      stage: index,
      path: `stages[${index}].actions[${at}]`,
      order: index * 1_000_000 + action.runOrder,
    })),
  );
  return [
    ...checkNames(model),
    ...checkStages(model),
    ...placed.flatMap((each) => checkAction(model, each, placed)),
    ...checkArtifacts(model, placed),
    ...checkProduction(model),
    ...checkStores(model, placed),
    ...checkTrigger(model),
  ];
}

function checkNames(model: PipelineModel): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const check = (path: string, value: string) => {
    if (!nameLimit.pattern.test(value)) problems.push({ path, value, message: `must be ${nameLimit.words}` });
  };
  check("name", model.name);
  model.stages.forEach((stage, index) => {
    check(`stages[${index}].name`, stage.name);
    if (model.stages.findIndex((each) => each.name === stage.name) !== index) {
      problems.push({ path: `stages[${index}].name`, value: stage.name, message: "names two stages; rename one" });
    }
    stage.actions.forEach((action, at) => {
      const path = `stages[${index}].actions[${at}].name`;
      check(path, action.name);
      if (stage.actions.findIndex((each) => each.name === action.name) !== at) {
        problems.push({ path, value: action.name, message: "names two actions of this stage; rename one" });
      }
    });
  });
  for (const [key, value] of Object.entries(model.tags)) {
    if (value.length > tagValue) {
      problems.push({ path: `tags.${key}`, value, message: `must have at most ${tagValue} characters` });
    }
  }
  return problems;
}

function checkStages(model: PipelineModel): PipelineProblem[] {
  const { least, most } = stagesPerPipeline;
  const count = model.stages.length;
  const problems: PipelineProblem[] = [];
  if (count < least || count > most) {
    problems.push({ path: "stages", value: count, message: `must be ${least} to ${most} stages` });
  }
  model.stages.forEach((stage, index) => {
    const path = `stages[${index}].actions`;
    const many = stage.actions.length;
    if (many < actionsPerStage.least || many > actionsPerStage.most) {
      const message = `must be ${actionsPerStage.least} to ${actionsPerStage.most} actions; split or remove the stage`;
      problems.push({ path, value: many, message });
    }
    const sources = stage.actions.filter((action) => action.category === "Source").length;
    if (index === 0 && sources !== stage.actions.length) {
      problems.push({ path, message: "the first stage holds source actions only; move the others to a later stage" });
    }
    if (index > 0 && sources > 0) {
      problems.push({ path, message: "source actions belong in the first stage" });
    }
  });
  return problems;
}

function checkArtifacts(model: PipelineModel, placed: PlacedAction[]): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const stated = JSON.stringify(model.artifacts);
  if (stated !== JSON.stringify(artifactsOf(model.stages))) {
    problems.push({ path: "artifacts", message: "do not agree with the actions; derive them with artifactsOf" });
  }
  const producers = new Map<string, PlacedAction>();
  for (const each of placed) {
    for (const name of each.action.outputs) {
      const path = `${each.path}.outputs`;
      if (!artifactLimit.pattern.test(name))
        problems.push({ path, value: name, message: `must be ${artifactLimit.words}` });
      if (producers.has(name)) problems.push({ path, value: name, message: "is made twice; rename one artifact" });
      else producers.set(name, each);
    }
  }
  for (const each of placed) {
    for (const name of each.action.inputs) {
      const path = `${each.path}.inputs`;
      const producer = producers.get(name);
      if (!producer || producer.order >= each.order) {
        const message = producer
          ? `is made by ${producer.action.name}, which does not end before; raise this action's run order or move it`
          : "is made by no action; name an output of an earlier action";
        problems.push({ path, value: name, message });
      } else if (producer.action.accountId !== model.accountId && producer.action.accountId !== each.action.accountId) {
        const message =
          "passes between two accounts neither of which is the pipeline's; make it in the pipeline's account";
        problems.push({ path, value: name, message });
      }
    }
  }
  return problems;
}

/** In a production stage the action that ends last before each deployment is an approval. */
function checkProduction(model: PipelineModel): PipelineProblem[] {
  return model.stages.flatMap((stage, index) => {
    if (!stage.production) return [];
    return stage.actions.flatMap((action, at): PipelineProblem[] => {
      if (action.category !== "Deploy") return [];
      const before = stage.actions.filter((each) => each.runOrder < action.runOrder);
      const last = Math.max(...before.map((each) => each.runOrder));
      if (before.some((each) => each.category === "Approval" && each.runOrder === last)) return [];
      return [
        {
          path: `stages[${index}].actions[${at}]`,
          value: action.name,
          message: `deploys to production without an approval directly before it; set approval: true for the stage ${stage.name}, or production: false for its environment`,
        },
      ];
    });
  });
}

function checkStores(model: PipelineModel, placed: PlacedAction[]): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const foreign = placed.some(({ action }) => action.accountId !== model.accountId);
  model.stores.forEach((store, index) => {
    if (foreign && store.key.namedBy !== "arn") {
      const message = "must be named by its ARN: another account cannot resolve the alias";
      problems.push({ path: `stores[${index}].key`, value: store.key.alias, message });
    }
  });
  const needed = new Set([model.region, ...placed.map(({ action }) => action.region)]);
  for (const region of needed) {
    const count = model.stores.filter((store) => store.region === region).length;
    if (count !== 1) {
      problems.push({
        path: "stores",
        value: region,
        message: `must hold exactly one store in this region, has ${count}`,
      });
    }
  }
  return problems;
}

function checkTrigger({ trigger, stages }: PipelineModel): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const source = stages[0]?.actions.find((action) => action.name === trigger.sourceAction);
  if (source?.provider !== "CodeStarSourceConnection") {
    const message = "must name an action of the first stage whose provider is CodeStarSourceConnection";
    problems.push({ path: "trigger.sourceAction", value: trigger.sourceAction, message });
  }
  const { branches } = trigger;
  const tooLong = branches.some((branch) => branch.length === 0 || branch.length > branchFilter.length);
  if (branches.length === 0 || branches.length > branchFilter.most || tooLong) {
    const message = `must be 1 to ${branchFilter.most} branches of 1 to ${branchFilter.length} characters`;
    problems.push({ path: "trigger.branches", value: branches, message });
  }
  return problems;
}
