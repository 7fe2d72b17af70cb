/** The role that a pipeline's deploy action acts with in a target account. */
import { type PolicyDocument, policy, trustRoles } from "../../catalog/iam/document";
import { each } from "../../catalog/iam/each";
import type { StandardService } from "../../catalog/releases";
import { readConfigurations } from "./deployment-configs";
import { revisionStatements, taskRoles } from "./ecs-statements";
import { type AccountPlace, allArtifactStores, keysOf, regional } from "./place";

/** Admits exactly the toolchain's roles of trunk pipelines and of this account's branch pipelines. CodePipeline can send no external id. */
export function deployTrust({ names, partition, toolchainId, organizationId, alias }: AccountPlace): PolicyDocument {
  return policy(
    trustRoles("Pipeline", {
      partition,
      accountId: toolchainId,
      roleArns: [undefined, alias].map((track) => names.pipelineRoleArn(partition, toolchainId, track)),
      ...(organizationId ? { organizationId } : {}),
    }),
  );
}

/**
 * What the CodeDeploy action calls
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html), and reading the
 * revision. KMS is called by CodePipeline itself as well as through S3, so the key is limited by its alias alone.
 */
export function deployPolicy(place: AccountPlace): PolicyDocument {
  const own = `${place.names.prefix}-*`;
  // Each store names the deploy roles that it admits.
  const stores = allArtifactStores(place);
  return policy(
    {
      Sid: "Deploy",
      Effect: "Allow",
      Action: each("codedeploy:", "CreateDeployment", "GetDeployment"),
      Resource: regional(place, "codedeploy", `deploymentgroup:${own}`),
    },
    {
      Sid: "RegisterRevision",
      Effect: "Allow",
      Action: each("codedeploy:", "GetApplication", "GetApplicationRevision", "RegisterApplicationRevision"),
      Resource: regional(place, "codedeploy", `application:${own}`),
    },
    readConfigurations(place),
    {
      Sid: "ReadRevision",
      Effect: "Allow",
      Action: each("s3:", "GetObject", "GetObjectVersion"),
      Resource: `${stores.bucketArn}/*`,
    },
    { Sid: "OpenRevision", Effect: "Allow", Action: each("kms:", "Decrypt", "DescribeKey"), ...keysOf(stores) },
  );
}

/**
 * What the actions ECS and CodeDeployToECS call besides, for exactly the services that are deployed so: the task
 * definition of the second is a file of the build, and would else name the roles of every other service of the account
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html and
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html).
 */
export function deployToEcsPolicy(place: AccountPlace, services: StandardService[]): PolicyDocument {
  const { names } = place;
  return policy(
    {
      Sid: "Rollout",
      Effect: "Allow",
      Action: each("ecs:", "DescribeServices", "UpdateService"),
      Resource: services.map(({ service, environment }) =>
        regional(place, "ecs", `service/${names.cluster(environment)}/${names.ecsService(service, environment)}`),
      ),
    },
    ...revisionStatements(place, {
      // ECS goes on in the family that runs, which is at first the template's.
      families: services.flatMap(({ service, environment }) => [
        names.ecsService(service, environment),
        names.taskTemplate(service, environment),
      ]),
      roles: services.flatMap(({ service, environment }) => taskRoles(place, service, environment)),
    }),
  );
}
