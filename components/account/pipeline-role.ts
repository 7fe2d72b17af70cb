/** The roles that pipelines run as, in the toolchain account: of trunks, and of the branch pipelines of one account. */
import { artifactUse } from "../../catalog/iam/artifact-use";
import { type PolicyDocument, policy, type Statement, trustService } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import { notificationPublishing } from "./notify-role";
import { type AccountPlace, artifactStores, regional } from "./place";

/**
 * Admits CodePipeline for this account only, and where it says which pipeline it works for, for the organisation's;
 * in the role of `track` for that account's branches. That it always says so is documented nowhere.
 */
export function pipelineTrust(place: AccountPlace, track?: string): PolicyDocument {
  const { names, partition, accountId } = place;
  const pipelines = regional(place, "codepipeline", names.pipeline("*", track));
  const trust = trustService("CodePipeline", "codepipeline", partition, accountId);
  return policy({ ...trust, Condition: { ...trust.Condition, ArnLikeIfExists: { "aws:SourceArn": pipelines } } });
}

export interface PipelineReach {
  /** Ids of the accounts whose deploy role a pipeline may act with. */
  targets: string[];
  /** Whether something is released to ECS or Lambda, by the release function. */
  releases: boolean;
}

/** A branch pipeline, of `track`, reaches its own account's projects, sources and artifacts only. */
export function pipelinePolicy(
  place: AccountPlace,
  { targets, releases }: PipelineReach,
  track?: string,
): PolicyDocument {
  const { names, partition } = place;
  const projects = track
    ? [names.buildProject("*", track), names.buildProject("*", track, "*")]
    : [`${names.prefix}-*`];
  const deployRoles = [...targets].sort().map((accountId) => names.platformRoleArn(partition, accountId, "deploy"));
  return policy(
    // IAM takes no empty list, which an organisation has before its first account to deploy to.
    ...(deployRoles.length > 0 ? [enter("Deploy", deployRoles)] : []),
    // Each admits one pipeline role, whatever is written here.
    enter("FetchSources", names.trackRoleArn(partition, place.accountId, "*", track, "source")),
    {
      Sid: "Build",
      Effect: "Allow",
      Action: each("codebuild:", "BatchGetBuildBatches", "BatchGetBuilds", "StartBuild", "StartBuildBatch"),
      Resource: projects.map((project) => regional(place, "codebuild", `project/${project}`)),
    },
    {
      Sid: "Gates",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: regional(place, "lambda", `function:${names.gates}`),
    },
    ...(releases
      ? [
          {
            Sid: "Release",
            Effect: "Allow" as const,
            Action: "lambda:InvokeFunction",
            Resource: regional(place, "lambda", `function:${names.release}`),
          },
        ]
      : []),
    {
      // CloudWatch asks for all alarms, whichever a condition names.
      Sid: "WatchAlarms",
      Effect: "Allow",
      Action: "cloudwatch:DescribeAlarms",
      Resource: regional(place, "cloudwatch", "alarm:*"),
    },
    ...notificationPublishing(place),
    ...artifactUse(artifactStores(place, track)),
  );
}

function enter(sid: string, roles: string | string[]): Statement {
  return { Sid: sid, Effect: "Allow", Action: "sts:AssumeRole", Resource: roles };
}
