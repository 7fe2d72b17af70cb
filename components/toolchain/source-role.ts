import * as pulumi from "@pulumi/pulumi";
import { artifactUse } from "../../catalog/iam/artifact-use";
import { type PolicyDocument, policy, type Statement, trustRoles } from "../../catalog/iam/document";
import type { StoreModel } from "../../catalog/pipeline/model";
import { type Finding, refuse, roleArnFindings } from "../problems";
import { trackRole } from "./track-role";

export interface SourceRoleArgs {
  roleName: string;
  accountId: string;
  partition: string;
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
  boundaryArn: string;
  /** ARN of the role that the pipeline runs as; it alone takes this one on. */
  pipelineRoleArn: string;
  /** What the sources ask for: exactly their repositories, objects and images. */
  statements: Statement[];
  /** Store that the source actions leave their artifacts in. */
  store: StoreModel;
}

/**
 * Role that a pipeline's source actions act with. It reads this service's sources and no other's, so that one
 * service's pipeline can never release another's code.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class SourceRole extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: SourceRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:SourceRole", name, {}, opts);
    refuse("SourceRole", name, findings(args));
    this.roleArn = trackRole(
      name,
      {
        roleName: args.roleName,
        description: "Source actions of one pipeline act with it",
        boundaryArn: args.boundaryArn,
        trust: sourceRoleTrust(args),
        policies: { source: policy(...args.statements, ...leaveArtifacts(args)) },
      },
      { parent: this },
    );
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/** Admits exactly the pipeline's role. */
export function sourceRoleTrust({
  partition,
  accountId,
  pipelineRoleArn,
  organizationId,
}: SourceRoleArgs): PolicyDocument {
  return policy(
    trustRoles("Pipeline", {
      partition,
      accountId,
      roleArns: [pipelineRoleArn],
      ...(organizationId ? { organizationId } : {}),
    }),
  );
}

function leaveArtifacts({ partition, accountId, store }: SourceRoleArgs): Statement[] {
  return artifactUse({
    bucketArn: `arn:${partition}:s3:::${store.bucket}`,
    keyArn: `arn:${partition}:kms:${store.region}:${accountId}:key/*`,
    keyAlias: store.key.alias,
  });
}

function findings({ pipelineRoleArn, accountId, statements, boundaryArn }: SourceRoleArgs): Finding[] {
  const found = roleArnFindings("pipelineRoleArn", [pipelineRoleArn]);
  if (pipelineRoleArn.split(":")[4] !== accountId) {
    found.push({
      property: "pipelineRoleArn",
      value: pipelineRoleArn,
      reason: `must be a role of account ${accountId}`,
    });
  }
  if (statements.length === 0) {
    found.push({ property: "statements", value: statements, reason: "must name what the sources read" });
  }
  if (boundaryArn === "") found.push({ property: "boundaryArn", value: boundaryArn, reason: "must be a policy's ARN" });
  return found;
}
