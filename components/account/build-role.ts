/** The role that builds run with, in the toolchain account. */
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import { artifactUse } from "./pipeline-role";
import { type AccountPlace, regional } from "./place";
import { each } from "./rights";

export function buildTrust({ partition, accountId }: AccountPlace): PolicyDocument {
  return policy(trustService("CodeBuild", "codebuild", partition, accountId));
}

/** Artifacts and logs; a build reaches no other account and none of its own account's roles. */
export function buildPolicy(place: AccountPlace): PolicyDocument {
  return policy(
    {
      Sid: "Logs",
      Effect: "Allow",
      Action: each("logs:", "CreateLogStream", "PutLogEvents"),
      Resource: regional(place, "logs", `log-group:${place.names.buildLogGroup("*")}:*`),
    },
    ...artifactUse(place),
  );
}
