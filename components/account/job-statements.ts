/** What every function needs that CodePipeline runs for the organisation's pipelines. */
import type { Statement } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { type AccountPlace, regional } from "./place";

/** Answers jobs and reads pipelines; `further`: what else it does with pipelines, without the service's name. */
export function jobStatements(place: AccountPlace, ...further: string[]): Statement[] {
  return [
    {
      // Jobs are no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html
      Sid: "AnswerJobs",
      Effect: "Allow",
      Action: each("codepipeline:PutJob", "FailureResult", "SuccessResult"),
      Resource: "*",
    },
    {
      Sid: "Pipelines",
      Effect: "Allow",
      Action: each("codepipeline:", "GetPipelineExecution", "GetPipelineState", "ListActionExecutions", ...further),
      Resource: regional(place, "codepipeline", `${place.names.prefix}-*`),
    },
  ];
}
