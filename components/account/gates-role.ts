/** The role that the gates function runs with, in the toolchain account. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { jobStatements } from "./job-statements";
import { type AccountPlace, regional } from "./place";

/**
 * Of the conditions against a confused deputy only `aws:SourceAccount`: that Lambda sends `aws:SourceArn` when it
 * assumes a function's role is documented nowhere.
 */
export function gatesTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy(trustService("Lambda", "lambda", partition, accountId));
}

/**
 * Answers jobs, reads pipelines and stops their executions, asks for the authors of commits, and keeps the record of
 * releases. Artifacts are read with the job's own credentials, so that no right to a bucket or key is here.
 */
export function gatesPolicy(place: AccountPlace): PolicyDocument {
  const { names } = place;
  const releases = regional(place, "ssm", `parameter${names.releasesPath("*")}`);
  return policy(
    ...jobStatements(place, "StopPipelineExecution"),
    {
      Sid: "ReadRecords",
      Effect: "Allow",
      Action: "ssm:GetParameters",
      Resource: [regional(place, "ssm", `parameter${names.definitionParameter("*")}`), releases],
    },
    {
      // A commit's metadata, for its author; no file, and no way to clone.
      Sid: "ReadCommits",
      Effect: "Allow",
      Action: "codecommit:GetCommit",
      Resource: regional(place, "codecommit", "*"),
    },
    { Sid: "WriteReleases", Effect: "Allow", Action: "ssm:PutParameter", Resource: releases },
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: each("logs:", "CreateLogStream", "PutLogEvents"),
      Resource: regional(place, "logs", `log-group:${names.gatesLogGroup}:*`),
    },
  );
}
