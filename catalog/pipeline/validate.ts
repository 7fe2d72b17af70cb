/** Checks a pipeline as a whole, before anything is created: all problems at once. */
import { checkAction } from "./action-rules";
import { checkConditions } from "./conditions";
import { actionsPerStage, artifactLimit, nameLimit, stagesPerPipeline, tagValue } from "./limits";
import { artifactsOf, deploys, type PipelineModel } from "./model";
import { type PipelineProblem, type PlacedAction, placedActions } from "./placed";
import { checkTriggers } from "./triggers";
import { checkVariables } from "./variables";

export function validatePipeline(model: PipelineModel): PipelineProblem[] {
  const placed = placedActions(model);
  return [
    ...checkNames(model),
    ...checkStages(model),
    ...placed.flatMap((each) => checkAction(model, each, placed)),
    ...checkArtifacts(model, placed),
    ...checkProduction(model),
    ...checkStores(model, placed),
    ...checkTriggers(model),
    ...checkVariables(model, placed),
    ...checkConditions(model),
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
      problems.push({
        path: `tags.${key}`,
        value,
        message: `must have at most ${tagValue} characters; use shorter names of waves`,
      });
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

/**
 * Before each deployment to production an approval ends, in its stage or in an earlier one of the same wave, which
 * no condition may skip: CodePipeline skips a stage as well when a rule of that condition cannot be asked.
 */
function checkProduction(model: PipelineModel): PipelineProblem[] {
  return model.stages.flatMap((stage, index) => {
    if (!stage.production) return [];
    const earlier = model.stages
      .slice(0, index)
      .filter((each) => each.wave !== undefined && each.wave === stage.wave && each.beforeEntry?.result !== "SKIP")
      .some((each) => each.actions.some(isApproval));
    return stage.actions.flatMap((action, at): PipelineProblem[] => {
      if (!deploys(action) || earlier) return [];
      if (stage.actions.some((each) => isApproval(each) && each.runOrder < action.runOrder)) return [];
      return [
        {
          path: `stages[${index}].actions[${at}]`,
          value: action.name,
          message: `deploys to production without an approval before it; set approval: true for ${stage.wave ?? stage.name}, or production: false for its environments`,
        },
      ];
    });
  });
}

const isApproval = ({ category }: { category: string }) => category === "Approval";

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
