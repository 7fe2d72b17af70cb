/** All rules of the pack. */
import type { Rule } from "../rule";
import { awsResourceHasRequiredTags } from "./aws/aws-resource-has-required-tags";
import { awsStoreIsProtected } from "./aws/aws-store-is-protected";
import { cloudtrailTrailValidatesItsLog } from "./cloudtrail/cloudtrail-trail-validates-its-log";
import { cloudwatchLogGroupExpires } from "./cloudwatch/cloudwatch-log-group-expires";
import { codebuildProjectIsPrivilegedForImagesOnly } from "./codebuild/codebuild-project-is-privileged-for-images-only";
import { codebuildProjectKeepsItsLog } from "./codebuild/codebuild-project-keeps-its-log";
import { codebuildProjectUsesCustomerKey } from "./codebuild/codebuild-project-uses-customer-key";
import { codebuildVariableHoldsNoSecret } from "./codebuild/codebuild-variable-holds-no-secret";
import { codedeployDeploymentGroupRollsBack } from "./codedeploy/codedeploy-deployment-group-rolls-back";
import { codedeployDeploymentGroupWatchesAlarms } from "./codedeploy/codedeploy-deployment-group-watches-alarms";
import { codepipelinePipelineDeploysOneRunAtATime } from "./codepipeline/codepipeline-pipeline-deploys-one-run-at-a-time";
import { codepipelinePipelineIsV2 } from "./codepipeline/codepipeline-pipeline-is-v2";
import { codepipelineProductionStageStandsBehindApproval } from "./codepipeline/codepipeline-production-stage-stands-behind-approval";
import { codepipelineStoreUsesCustomerKey } from "./codepipeline/codepipeline-store-uses-customer-key";
import { dynamodbTableCanBeRestored } from "./dynamodb/dynamodb-table-can-be-restored";
import { dynamodbTableUsesCustomerKey } from "./dynamodb/dynamodb-table-uses-customer-key";
import { ec2InstanceHasNoPublicAddress } from "./ec2/ec2-instance-has-no-public-address";
import { ec2InstanceIsApproved } from "./ec2/ec2-instance-is-approved";
import { ec2InstanceRequiresImdsv2 } from "./ec2/ec2-instance-requires-imdsv2";
import { ec2SecurityGroupIsClosedToEveryone } from "./ec2/ec2-security-group-is-closed-to-everyone";
import { ec2VolumeIsEncrypted } from "./ec2/ec2-volume-is-encrypted";
import { ec2VpcHasApprovedRange } from "./ec2/ec2-vpc-has-approved-range";
import { ecrImageReferenceIsPinned } from "./ecr/ecr-image-reference-is-pinned";
import { ecrRepositoryIsImmutable } from "./ecr/ecr-repository-is-immutable";
import { ecrRepositoryReservesPush } from "./ecr/ecr-repository-reserves-push";
import { ecrRepositoryScansOnPush } from "./ecr/ecr-repository-scans-on-push";
import { ecrRepositoryUsesCustomerKey } from "./ecr/ecr-repository-uses-customer-key";
import { iamAttachmentGrantsNoAdministration } from "./iam/iam-attachment-grants-no-administration";
import { iamFederatedTrustPinsAudienceAndSubject } from "./iam/iam-federated-trust-pins-audience-and-subject";
import { iamPassRoleNamesItsService } from "./iam/iam-pass-role-names-its-service";
import { iamResourcePolicyNamesItsPrincipals } from "./iam/iam-resource-policy-names-its-principals";
import { iamRoleTrustsNamedPrincipals } from "./iam/iam-role-trusts-named-principals";
import { iamServiceRoleHasBoundary } from "./iam/iam-service-role-has-boundary";
import { iamServiceTrustNamesItsSource } from "./iam/iam-service-trust-names-its-source";
import { iamStatementBoundsNewRoles } from "./iam/iam-statement-bounds-new-roles";
import { iamStatementHasNoWildcardActionOnWildcardResource } from "./iam/iam-statement-has-no-wildcard-action-on-wildcard-resource";
import { iamStatementNamesItsKey } from "./iam/iam-statement-names-its-key";
import { iamUserIsReplacedByRole } from "./iam/iam-user-is-replaced-by-role";
import { kmsKeyReservesItsAliases } from "./kms/kms-key-reserves-its-aliases";
import { kmsKeyRotates } from "./kms/kms-key-rotates";
import { rdsDatabaseResistsDeletion } from "./rds/rds-database-resists-deletion";
import { s3BucketHasPublicAccessBlock } from "./s3/s3-bucket-has-public-access-block";
import { s3BucketKeepsVersions } from "./s3/s3-bucket-keeps-versions";
import { s3BucketRefusesClearText } from "./s3/s3-bucket-refuses-clear-text";
import { s3PublicAccessBlockIsComplete } from "./s3/s3-public-access-block-is-complete";
import { s3StateIsReserved } from "./s3/s3-state-is-reserved";
import { s3StoreOwnsItsObjects } from "./s3/s3-store-owns-its-objects";
import { s3StoreRefusesOtherEncryption } from "./s3/s3-store-refuses-other-encryption";
import { s3StoreUsesCustomerKey } from "./s3/s3-store-uses-customer-key";
import { snsTopicRefusesClearText } from "./sns/sns-topic-refuses-clear-text";
import { snsTopicReservesPublishing } from "./sns/sns-topic-reserves-publishing";
import { snsTopicUsesCustomerKey } from "./sns/sns-topic-uses-customer-key";

export const rules: readonly Rule[] = [
  awsResourceHasRequiredTags,
  awsStoreIsProtected,
  cloudtrailTrailValidatesItsLog,
  cloudwatchLogGroupExpires,
  codebuildProjectIsPrivilegedForImagesOnly,
  codebuildProjectKeepsItsLog,
  codebuildProjectUsesCustomerKey,
  codebuildVariableHoldsNoSecret,
  codedeployDeploymentGroupRollsBack,
  codedeployDeploymentGroupWatchesAlarms,
  codepipelinePipelineDeploysOneRunAtATime,
  codepipelinePipelineIsV2,
  codepipelineProductionStageStandsBehindApproval,
  codepipelineStoreUsesCustomerKey,
  dynamodbTableCanBeRestored,
  dynamodbTableUsesCustomerKey,
  ec2InstanceHasNoPublicAddress,
  ec2InstanceIsApproved,
  ec2InstanceRequiresImdsv2,
  ec2SecurityGroupIsClosedToEveryone,
  ec2VolumeIsEncrypted,
  ec2VpcHasApprovedRange,
  ecrImageReferenceIsPinned,
  ecrRepositoryIsImmutable,
  ecrRepositoryReservesPush,
  ecrRepositoryScansOnPush,
  ecrRepositoryUsesCustomerKey,
  iamAttachmentGrantsNoAdministration,
  iamFederatedTrustPinsAudienceAndSubject,
  iamPassRoleNamesItsService,
  iamResourcePolicyNamesItsPrincipals,
  iamRoleTrustsNamedPrincipals,
  iamServiceRoleHasBoundary,
  iamServiceTrustNamesItsSource,
  iamStatementBoundsNewRoles,
  iamStatementHasNoWildcardActionOnWildcardResource,
  iamStatementNamesItsKey,
  iamUserIsReplacedByRole,
  kmsKeyReservesItsAliases,
  kmsKeyRotates,
  rdsDatabaseResistsDeletion,
  s3BucketHasPublicAccessBlock,
  s3BucketKeepsVersions,
  s3BucketRefusesClearText,
  s3PublicAccessBlockIsComplete,
  s3StateIsReserved,
  s3StoreOwnsItsObjects,
  s3StoreRefusesOtherEncryption,
  s3StoreUsesCustomerKey,
  snsTopicRefusesClearText,
  snsTopicReservesPublishing,
  snsTopicUsesCustomerKey,
];
