/** What the gates function asks for, by the gate that an action or rule names in its `UserParameters`. */
import type { Caller } from "../../../catalog/iam";
import { textAt } from "../values";
import { type Pipeline, type Step, stepArn } from "./pipelines";
import { type Asking, plainRequests, type WantedRequest, wanted } from "./request";

/**
 * The calls of functions/gates; artifacts are read with the job's own credentials. Of a function that is none of
 * ours only its answer is known.
 */
export function gateRequests(ask: Asking, pipeline: Pipeline, step: Step, caller: Caller): WantedRequest[] {
  const request = requestOf(step);
  const gate = text(request, "gate");
  const what = gate ? `gate ${gate}` : `function of ${step.name}`;
  const answers = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"].map((action) =>
    // Jobs are no resources.
    wanted(ask, `${what} answers`, { caller, action, resource: "*", resourceAccount: pipeline.accountId }),
  );
  const asks = (about: string, ...actions: string[]) =>
    plainRequests(
      ask,
      `${what} ${about}`,
      caller,
      pipeline.arn,
      actions.map((action) => `codepipeline:${action}`),
    );
  const parameters = (action: "Get" | "Put", names: string[]) =>
    names.flatMap((name) =>
      plainRequests(ask, `${what} ${action === "Get" ? "reads" : "writes"}`, caller, parameterArn(step, name), [
        action === "Get" ? "ssm:GetParameters" : "ssm:PutParameter",
      ]),
    );
  const replaces = asks("stops waiting runs", "GetPipelineState", "ListActionExecutions", "StopPipelineExecution");
  const superseding = request["supersede"] === true ? replaces : [];
  switch (gate) {
    case "definition":
      return [
        ...answers,
        ...asks("judges the run", "GetPipelineExecution", "StopPipelineExecution"),
        ...parameters("Get", [text(request, "parameter")]),
      ];
    case "candidate":
      return [...answers, ...superseding];
    case "same":
      return answers;
    case "changed":
    case "previous":
      return [...answers, ...parameters("Get", releasesOf(request))];
    case "approver":
      return [...answers, ...asks("reads the approval", "GetPipelineState", "ListActionExecutions")];
    case "record":
      return [...answers, ...parameters("Put", releasesOf(request)), ...superseding];
    default:
      return answers;
  }
}

type GateText = Record<string, unknown>;

function requestOf({ value }: Step): GateText {
  try {
    const parsed: unknown = JSON.parse(textAt(value, "configuration", "UserParameters") ?? "{}");
    return typeof parsed === "object" && parsed !== null ? (parsed as GateText) : {};
  } catch {
    // A function of one's own may take any text.
    return {};
  }
}

function text(request: GateText, key: string): string {
  const value = request[key];
  return typeof value === "string" ? value : "";
}

/** Parameters that keep what runs in the environments of a request. */
function releasesOf(request: GateText): string[] {
  const { environment, environments } = request;
  const names = Array.isArray(environments) ? environments : [environment];
  return names
    .filter((name): name is string => typeof name === "string")
    .map((name) => `${text(request, "releases")}/${name}`);
}

function parameterArn(step: Step, name: string): string {
  return stepArn(step, "ssm", `parameter${name}`);
}
