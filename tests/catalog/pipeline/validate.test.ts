import assert from "node:assert/strict";
import {
  artifactsOf,
  type PipelineAction,
  type PipelineModel,
  type PipelineStage,
} from "../../../catalog/pipeline/model";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { accounts, actionOf, catalogOf, modelIn, stage } from "./sample";

/** The sample pipeline after a change; artifacts are derived again unless the change is about them. */
function changed(change: (model: PipelineModel) => void, derive = true): PipelineModel {
  const file = { stages: [stage("dev", { after: [{ name: "smoke", buildspec: "smoke.yml" }] }), stage("prod")] };
  const model = modelIn(catalogOf(file));
  change(model);
  if (derive) model.artifacts = artifactsOf(model.stages);
  return model;
}

const stageOf = (model: PipelineModel, name: string): PipelineStage => model.stages.find((each) => each.name === name)!;

/** Refused at exactly this path, with the value found there and a remedy. */
function refuses(change: (model: PipelineModel) => void, path: string, message: RegExp, derive = true): void {
  const problems = validatePipeline(changed(change, derive));
  const found = problems.find((problem) => problem.path === path && message.test(problem.message));
  assert.ok(found, `no problem at ${path}; found ${JSON.stringify(problems)}`);
}

// Stages: 0 Source, 1 Build (Definition, Build, Candidate), 2 dev (Same, Deploy, smoke, Record),
// 3 prod (Previous, Approve, Approver, Same, Deploy, Record).
describe("the check of a pipeline as a whole", () => {
  it("accepts the sample", () => {
    assert.deepEqual(validatePipeline(changed(() => {})), []);
  });

  describe("of artifacts", () => {
    it("refuses an input that no earlier action makes", () => {
      const change = (model: PipelineModel) => {
        actionOf(model, "dev", "Deploy").inputs = ["Nothing"];
      };
      refuses(change, "stages[2].actions[1].inputs", /made by no action; name an output/);
    });

    it("refuses an input whose producer runs at the same time or later", () => {
      for (const runOrder of [1, 2]) {
        const change = (model: PipelineModel) => {
          const build = actionOf(model, "Build", "Build");
          stageOf(model, "Build").actions.splice(1, 1);
          stageOf(model, "dev").actions.push({ ...build, runOrder });
        };
        refuses(change, "stages[2].actions[0].inputs", /made by Build, which does not end before; raise/);
      }
    });

    it("refuses one artifact made twice, a bad name, and a list that disagrees with the actions", () => {
      const twice = (model: PipelineModel) => void actionOf(model, "Build", "Build").outputs.push("SourceOutput");
      refuses(twice, "stages[1].actions[1].outputs", /made twice; rename/);
      const named = (model: PipelineModel) => void actionOf(model, "Build", "Build").outputs.push("Build.Output");
      refuses(named, "stages[1].actions[1].outputs", /must be 1 to 100 of/);
      refuses((model) => void model.artifacts.pop(), "artifacts", /do not agree/, false);
    });

    it("refuses an artifact that passes between two accounts neither of which is the pipeline's", () => {
      const change = (model: PipelineModel) => {
        actionOf(model, "dev", "Deploy").outputs = ["Made"];
        actionOf(model, "prod", "Deploy").inputs = ["Made"];
      };
      refuses(change, "stages[3].actions[4].inputs", /neither of which is the pipeline's; make it/);
    });

    it("refuses more or fewer than a provider's action takes or makes", () => {
      const build = (model: PipelineModel) => {
        actionOf(model, "Build", "Build").inputs = Array.from({ length: 6 }, () => "SourceOutput");
      };
      refuses(build, "stages[1].actions[1].inputs", /must be 1 to 5 for CodeBuild, are 6; remove some/);
      const approval = (model: PipelineModel) => void actionOf(model, "prod", "Approve").inputs.push("BuildOutput");
      refuses(approval, "stages[3].actions[1].inputs", /must be 0 for Manual/);
      const deploy = (model: PipelineModel) => {
        actionOf(model, "dev", "Deploy").inputs = [];
      };
      refuses(deploy, "stages[2].actions[1].inputs", /must be 1 for CodeDeploy, are 0; add one/);
    });
  });

  describe("of variables", () => {
    const say =
      (text: string, name = "dev") =>
      (model: PipelineModel) => {
        actionOf(model, name, "Deploy").configuration["Description"] = text;
      };
    const path = "stages[2].actions[1].configuration.Description";

    it("refuses one without a namespace, and one of a namespace that no action has", () => {
      refuses(say("#{CommitId}"), path, /must have a namespace and a name/);
      refuses(say("#{Nobody.CommitId}"), path, /no action with this namespace; name/);
    });

    it("refuses one that a later action, or one of the same run order, gives", () => {
      refuses(say("#{Previous-prod.Digests}"), path, /given by Previous, which does not end before; use it/);
      const beside = (model: PipelineModel) => {
        say("#{Smoke.URL}")(model);
        Object.assign(actionOf(model, "dev", "smoke"), { namespace: "Smoke", runOrder: 2 });
      };
      refuses(beside, path, /given by smoke, which does not end before/);
    });

    it("refuses one that its provider does not give, and names those that it gives", () => {
      refuses(
        say("#{SourceVariables.ImageDigest}"),
        path,
        /not given by CodeStarSourceConnection; it gives AuthorDate/,
      );
      const deploy = (model: PipelineModel) => {
        say("#{Dev.Anything}", "prod")(model);
        actionOf(model, "dev", "Deploy").namespace = "Dev";
      };
      refuses(deploy, "stages[3].actions[4].configuration.Description", /not given by CodeDeploy; it gives none/);
      refuses(say("#{codepipeline.Name}"), path, /none of CodePipeline's own: PipelineExecutionId/);
    });

    it("accepts what a build exports, a function returns, and CodePipeline itself gives", () => {
      const text = "#{BuildVariables.VERSION} #{Candidate.Digest} #{codepipeline.PipelineExecutionId}";
      assert.deepEqual(validatePipeline(changed(say(text))), []);
    });

    it("refuses those of a stage's condition that are given in that stage or later", () => {
      const when = (model: PipelineModel) => {
        const rule = stageOf(model, "prod").beforeEntry!.rules[0]!;
        rule.configuration["UserParameters"] = "#{Previous-prod.Digests}";
      };
      refuses(when, "stages[3].beforeEntry.rules[0].configuration.UserParameters", /does not end before/);
      const afterwards = (model: PipelineModel) => {
        const configuration = { Variable: "#{Previous-prod.Digests}", Operator: "NE", Value: "x" };
        const rule = {
          name: "Told",
          provider: "VariableCheck" as const,
          region: "us-east-1",
          inputs: [],
          configuration,
        };
        stageOf(model, "prod").onSuccess = { result: "FAIL", rules: [rule] };
      };
      assert.deepEqual(validatePipeline(changed(afterwards)), []);
    });

    it("refuses namespaces that are CodePipeline's own, ill-formed, or of two actions", () => {
      const rename = (namespace: string) => (model: PipelineModel) => {
        actionOf(model, "Build", "Build").namespace = namespace;
      };
      refuses(rename("codepipeline"), "stages[1].actions[1].namespace", /CodePipeline's own; rename/);
      refuses(rename("variables"), "stages[1].actions[1].namespace", /CodePipeline's own; rename/);
      refuses(rename("a.b"), "stages[1].actions[1].namespace", /must be 1 to 100 of/);
      refuses(rename("SourceVariables"), "stages[1].actions[1].namespace", /two actions; rename/);
    });
  });

  describe("of accounts, roles and keys", () => {
    it("refuses a cross-account action without a role, or with a role of another account", () => {
      const without = (model: PipelineModel) => void delete actionOf(model, "dev", "Deploy").roleArn;
      refuses(without, "stages[2].actions[1].roleArn", /needs the ARN of a role there/);
      const foreign = (model: PipelineModel) => {
        actionOf(model, "dev", "Deploy").roleArn = actionOf(model, "prod", "Deploy").roleArn!;
      };
      refuses(foreign, "stages[2].actions[1].roleArn", /role of the action's account, 222222222222/);
    });

    it("refuses a build in another account", () => {
      const change = (model: PipelineModel) => {
        actionOf(model, "Build", "Build").accountId = accounts.dev;
      };
      refuses(change, "stages[1].actions[1].accountId", /cannot work in another account; use the pipeline's/);
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
      const change = (model: PipelineModel) => {
        actionOf(model, "dev", "Deploy").region = "eu-west-1";
      };
      refuses(change, "stores", /exactly one store in this region, has 0/);
    });

    it("refuses a production deployment without an approval before it in its wave", () => {
      const remove = (model: PipelineModel) => {
        const prod = stageOf(model, "prod");
        prod.actions = prod.actions.filter(({ name }) => name !== "Approve");
      };
      refuses(remove, "stages[3].actions[3]", /set approval: true for prod/);
      const beside = (model: PipelineModel) => {
        actionOf(model, "prod", "Deploy").runOrder = 2;
      };
      refuses(beside, "stages[3].actions[4]", /without an approval before it/);
      const otherWave = (model: PipelineModel) => {
        remove(model);
        const { runOrder, ...approve } = actionOf(
          changed(() => {}),
          "prod",
          "Approve",
        );
        stageOf(model, "dev").actions.unshift({ ...approve, runOrder, configuration: {} });
      };
      refuses(otherWave, "stages[3].actions[3]", /without an approval before it/);
    });

    it("refuses a production deployment after an approval whose stage a condition may skip", () => {
      const skippable = (model: PipelineModel) => {
        const { beforeEntry } = stageOf(model, "prod");
        assert.equal(beforeEntry?.result, "SKIP");
        const second = structuredClone(stageOf(model, "prod"));
        second.name = "prod.2";
        second.actions = second.actions.filter(({ category }) => category === "Deploy");
        model.stages.push(second);
        model.artifacts = artifactsOf(model.stages);
      };
      refuses(skippable, "stages[4].actions[0]", /without an approval before it/);
    });
  });

  describe("of names, counts and lengths", () => {
    it("refuses names, run orders, configuration and times beyond CodePipeline's limits, all at once", () => {
      const problems = validatePipeline(
        changed((model) => {
          model.name = "n".repeat(101);
          stageOf(model, "dev").name = "with space";
          model.stages[2]!.actions[0]!.runOrder = 1000;
          actionOf(model, "prod", "Approve").configuration["CustomData"] = "x".repeat(1001);
          actionOf(model, "prod", "Approve").configuration["k".repeat(51)] = "x";
          actionOf(model, "prod", "Approve").timeoutMinutes = 4;
          model.tags["slipway:production-stages"] = "s".repeat(257);
        }),
      );
      assert.deepEqual(problems.map((problem) => problem.path).sort(), [
        "name",
        "stages[2].actions[0].runOrder",
        "stages[2].name",
        "stages[3].actions[1].configuration",
        "stages[3].actions[1].configuration.CustomData",
        "stages[3].actions[1].timeoutMinutes",
        "tags.slipway:production-stages",
      ]);
      for (const problem of problems) assert.notEqual(problem.value, undefined);
    });

    it("refuses a text that is too long only when its variables are filled in", () => {
      const text = (padding: number) => (model: PipelineModel) => {
        actionOf(model, "prod", "Approve").configuration["CustomData"] = `${"x".repeat(padding)}#{Candidate.Digest}`;
      };
      assert.deepEqual(validatePipeline(changed(text(929))), []);
      refuses(
        text(930),
        "stages[3].actions[1].configuration.CustomData",
        /has 1001 with its variables filled in; shorten/,
      );
    });

    it("refuses doubled names of stages and of actions in one stage", () => {
      const stages = (model: PipelineModel) => {
        stageOf(model, "prod").name = "dev";
      };
      refuses(stages, "stages[3].name", /two stages; rename/);
      const actions = (model: PipelineModel) => {
        actionOf(model, "prod", "Record").name = "Deploy";
      };
      refuses(actions, "stages[3].actions[5].name", /two actions of this stage; rename/);
    });

    it("refuses source actions outside the first stage, others inside it, and too few or empty stages", () => {
      refuses((model) => void model.stages.reverse(), "stages[0].actions", /source actions only; move/);
      refuses((model) => void model.stages.reverse(), "stages[3].actions", /belong in the first stage/);
      refuses((model) => void model.stages.splice(1), "stages", /2 to 50 stages/);
      const empty = (model: PipelineModel) => {
        stageOf(model, "dev").actions = [];
      };
      refuses(empty, "stages[2].actions", /1 to 100 actions/);
    });

    it("refuses more actions than a stage takes", () => {
      const change = (model: PipelineModel) => {
        const [deploy] = stageOf(model, "dev").actions as [PipelineAction];
        stageOf(model, "dev").actions = Array.from({ length: 101 }, (_, at) => ({ ...deploy, name: `Deploy${at}` }));
      };
      refuses(change, "stages[2].actions", /1 to 100 actions; split/);
    });
  });

  describe("of what starts it", () => {
    it("refuses a pipeline that nothing would start", () => {
      const change = (model: PipelineModel) => {
        model.triggers = [];
      };
      refuses(change, "triggers", /nothing would start/);
    });

    it("refuses a trigger on something that is no connection source, and two on one", () => {
      const other = (model: PipelineModel) => {
        model.triggers[0]!.sourceAction = "Build";
      };
      refuses(other, "triggers[0].sourceAction", /provider is CodeStarSourceConnection/);
      const twice = (model: PipelineModel) => void model.triggers.push(model.triggers[0]!);
      refuses(twice, "triggers[1].sourceAction", /two triggers; join/);
    });

    it("refuses more or longer patterns than CodePipeline takes, and tags beside branches", () => {
      const pushes = (push: PipelineModel["triggers"][number]["pushes"][number]) => (model: PipelineModel) => {
        model.triggers[0]!.pushes = [push];
      };
      const filter = (...includes: string[]) => ({ includes, excludes: [] });
      const many = filter(..."abcdefghi");
      refuses(pushes({ branches: many }), "triggers[0].pushes[0].branches.includes", /at most 8 patterns/);
      refuses(
        pushes({ paths: filter("p".repeat(256)) }),
        "triggers[0].pushes[0].paths.includes",
        /1 to 255 characters/,
      );
      const both = { branches: filter("main"), tags: filter("v*") };
      refuses(pushes(both), "triggers[0].pushes[0].tags", /left out beside branches/);
      const pulls = (model: PipelineModel) => {
        model.triggers[0]!.pullRequests = [{ events: ["OPEN"], branches: { includes: [], excludes: many.includes } }];
      };
      refuses(pulls, "triggers[0].pullRequests[0].branches.excludes", /at most 8 patterns/);
    });

    it("refuses two events of one name, and a pattern that EventBridge would refuse", () => {
      const event = { name: "After-base", pattern: { source: ["aws.codepipeline"] } };
      const twice = (model: PipelineModel) => void model.events.push(event, event);
      refuses(twice, "events[1].name", /names two events; rename/);
      const long = { name: "After-base", pattern: { detail: { pipeline: ["p".repeat(2048)] } } };
      refuses((model) => void model.events.push(long), "events[0].pattern", /EventBridge takes 2048; name fewer/);
    });
  });

  describe("of stage conditions", () => {
    const rule = (changes: Partial<NonNullable<PipelineStage["onSuccess"]>["rules"][number]> = {}) => ({
      name: "Alarm1",
      provider: "CloudWatchAlarm" as const,
      region: "us-east-1",
      inputs: [],
      configuration: { AlarmName: "errors", WaitTime: "5", AlarmStates: "ALARM" },
      ...changes,
    });
    const on = (when: "beforeEntry" | "onSuccess", condition: PipelineStage["onSuccess"]) => (model: PipelineModel) => {
      stageOf(model, "prod")[when] = condition!;
    };

    it("refuses results and rules that CodePipeline does not take in their place", () => {
      refuses(on("onSuccess", { result: "SKIP", rules: [rule()] }), "stages[3].onSuccess.result", /FAIL or ROLLBACK/);
      refuses(
        on("beforeEntry", { result: "ROLLBACK", rules: [rule()] }),
        "stages[3].beforeEntry.result",
        /FAIL or SKIP/,
      );
      const skips = on("beforeEntry", { result: "SKIP", rules: [rule()] });
      refuses(skips, "stages[3].beforeEntry.rules[0]", /cannot be in a condition that skips/);
    });

    it("refuses none or too many rules, doubled names, long values and artifacts that nobody makes", () => {
      refuses(on("onSuccess", { result: "FAIL", rules: [] }), "stages[3].onSuccess.rules", /1 to 5 rules/);
      const six = Array.from({ length: 6 }, (_, index) => rule({ name: `Alarm${index}` }));
      refuses(on("onSuccess", { result: "FAIL", rules: six }), "stages[3].onSuccess.rules", /1 to 5 rules/);
      refuses(
        on("onSuccess", { result: "FAIL", rules: [rule(), rule()] }),
        "stages[3].onSuccess.rules[1].name",
        /once/,
      );
      const long = rule({ configuration: { AlarmName: "a".repeat(10_001) } });
      refuses(
        on("onSuccess", { result: "FAIL", rules: [long] }),
        "stages[3].onSuccess.rules[0].configuration.AlarmName",
        /1 to 10000 characters, has 10001/,
      );
      const asked = rule({ provider: "LambdaInvoke", configuration: { UserParameters: "a".repeat(1001) } });
      refuses(
        on("beforeEntry", { result: "SKIP", rules: [asked] }),
        "stages[3].beforeEntry.rules[0].configuration.UserParameters",
        /1 to 1000 characters, has 1001/,
      );
      const input = on("onSuccess", { result: "FAIL", rules: [rule({ inputs: ["Nothing"] })] });
      refuses(input, "stages[3].onSuccess.rules[0].inputs", /made by no action/);
    });

    it("refuses conditions on the source stage, and rollback where runs are parallel", () => {
      const source = (model: PipelineModel) => {
        model.stages[0]!.onFailure = "RETRY";
      };
      refuses(source, "stages[0]", /takes no conditions; move/);
      const parallel = (model: PipelineModel) => {
        model.executionMode = "PARALLEL";
        stageOf(model, "prod").onFailure = "ROLLBACK";
      };
      refuses(parallel, "stages[3]", /cannot roll back/);
    });
  });
});
