import assert from "node:assert/strict";
import { deliveryPipeline } from "../../../catalog/pipeline/delivery";
import { artifactsOf, type PipelineAction, type PipelineModel } from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { catalog } from "./sample";

/** The sample pipeline after a change; artifacts are derived again unless the change is about them. */
function changed(change: (model: PipelineModel) => void, derive = true): PipelineModel {
  const which = catalog();
  const model = structuredClone(deliveryPipeline(which, which.services[0]!));
  change(model);
  if (derive) model.artifacts = artifactsOf(model.stages);
  return model;
}

const action = (model: PipelineModel, stage: number, at: number): PipelineAction => model.stages[stage]!.actions[at]!;

function refuses(change: (model: PipelineModel) => void, path: string, message: RegExp, derive = true): void {
  const problems = validatePipeline(changed(change, derive));
  const found = problems.find((problem) => problem.path === path);
  assert.ok(found, `no problem at ${path}; found ${JSON.stringify(problems)}`);
  assert.match(found.message, message);
}

describe("the check of a pipeline as a whole", () => {
  it("accepts the sample", () => {
    assert.deepEqual(validatePipeline(changed(() => {})), []);
  });

  it("refuses an input that no earlier action makes", () => {
    refuses((model) => action(model, 2, 0).inputs.push("Nothing"), "stages[2].actions[0].inputs", /made by no action/);
  });

  it("refuses an input whose producer runs at the same time", () => {
    refuses(
      (model) => {
        const build = model.stages.splice(1, 1)[0]!.actions[0]!;
        model.stages[1]!.actions.push(build);
      },
      "stages[1].actions[0].inputs",
      /does not end before/,
    );
  });

  it("refuses one artifact made twice, and a list of artifacts that disagrees with the actions", () => {
    refuses((model) => action(model, 1, 0).outputs.push("SourceOutput"), "stages[1].actions[0].outputs", /made twice/);
    refuses((model) => model.artifacts.pop(), "artifacts", /do not agree/, false);
  });

  it("refuses an artifact that passes between two accounts neither of which is the pipeline's", () => {
    refuses(
      (model) => {
        action(model, 2, 0).outputs.push("Made");
        action(model, 3, 1).inputs = ["Made"];
      },
      "stages[3].actions[1].inputs",
      /neither of which is the pipeline's/,
    );
  });

  it("refuses a production deployment without an approval directly before it", () => {
    refuses((model) => model.stages[3]!.actions.shift(), "stages[3].actions[0]", /approval: true/);
    const between = (model: PipelineModel) => {
      model.stages[3]!.actions.splice(1, 0, {
        ...structuredClone(action(model, 1, 0)),
        name: "Between",
        namespace: "Between",
        outputs: ["Other"],
        runOrder: 2,
      });
      action(model, 3, 2).runOrder = 3;
    };
    refuses(between, "stages[3].actions[2]", /directly before/);
    refuses(
      (model) => {
        action(model, 3, 1).runOrder = 1;
      },
      "stages[3].actions[1]",
      /directly before/,
    );
  });

  it("refuses a cross-account action without a role, or with a role of another account", () => {
    refuses((model) => delete action(model, 2, 0).roleArn, "stages[2].actions[0].roleArn", /needs the ARN of a role/);
    refuses(
      (model) => {
        action(model, 2, 0).roleArn = "arn:aws:iam::333333333333:role/slipway/acme-deploy";
      },
      "stages[2].actions[0].roleArn",
      /role of the action's account, 222222222222/,
    );
  });

  it("refuses a build in another account", () => {
    refuses(
      (model) => {
        action(model, 1, 0).accountId = "222222222222";
      },
      "stages[1].actions[0].accountId",
      /cannot work in another account/,
    );
  });

  it("refuses a key named by alias when an action is in another account, and allows it when none is", () => {
    const byAlias = (model: PipelineModel) => {
      model.stores[0]!.key.namedBy = "alias";
    };
    refuses(byAlias, "stores[0].key", /named by its ARN/);
    const alone = changed((model) => {
      byAlias(model);
      model.stages.splice(2);
    });
    assert.deepEqual(validatePipeline(alone), []);
  });

  it("refuses an action in a region without a store", () => {
    refuses(
      (model) => {
        action(model, 2, 0).region = "eu-west-1";
      },
      "stores",
      /exactly one store/,
    );
  });

  it("refuses names, run orders, namespaces, configuration and filters beyond CodePipeline's limits", () => {
    const problems = validatePipeline(
      changed((model) => {
        model.name = "n".repeat(101);
        model.stages[2]!.name = "with space";
        action(model, 2, 0).runOrder = 1000;
        action(model, 1, 0).namespace = "a.b";
        action(model, 3, 0).configuration["CustomData"] = "x".repeat(1001);
        action(model, 3, 0).timeoutMinutes = 4;
        model.trigger.branches = [];
        model.tags["slipway:production-stages"] = "s".repeat(257);
      }),
    );
    assert.deepEqual(problems.map((problem) => problem.path).sort(), [
      "name",
      "stages[1].actions[0].namespace",
      "stages[2].actions[0].runOrder",
      "stages[2].name",
      "stages[3].actions[0].configuration.CustomData",
      "stages[3].actions[0].timeoutMinutes",
      "tags.slipway:production-stages",
      "trigger.branches",
    ]);
    for (const problem of problems) assert.notEqual(problem.value, undefined);
  });

  it("refuses doubled names, source actions outside the first stage, and too few or empty stages", () => {
    refuses(
      (model) => {
        model.stages[3]!.name = "dev";
      },
      "stages[3].name",
      /two stages/,
    );
    refuses(
      (model) => {
        action(model, 3, 1).name = "Approve";
      },
      "stages[3].actions[1].name",
      /two actions/,
    );
    refuses((model) => model.stages.reverse(), "stages[0].actions", /source actions only/);
    refuses((model) => model.stages.splice(1), "stages", /2 to 50 stages/);
    refuses(
      (model) => {
        model.stages[2]!.actions = [];
      },
      "stages[2].actions",
      /1 to 50 actions/,
    );
  });

  it("refuses a trigger on something that is no connection source", () => {
    refuses(
      (model) => {
        model.trigger.sourceAction = "Build";
      },
      "trigger.sourceAction",
      /CodeStarSourceConnection/,
    );
  });
});
