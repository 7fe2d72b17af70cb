/** All rules of the pack. */
import type { Rule } from "../rule";
import { awsArnIsOfOnePartition } from "./aws/aws-arn-is-of-one-partition";
import { awsCompanionIsProtected } from "./aws/aws-companion-is-protected";
import { awsResourceHasRequiredTags } from "./aws/aws-resource-has-required-tags";
import { awsStoreIsProtected } from "./aws/aws-store-is-protected";
import { chatbotChannelHasGuardrails } from "./chatbot/chatbot-channel-has-guardrails";
import { chatbotChannelKeepsItsLog } from "./chatbot/chatbot-channel-keeps-its-log";
import { chatbotRoleRefusesCommands } from "./chatbot/chatbot-role-refuses-commands";
import { cloudtrailTrailValidatesItsLog } from "./cloudtrail/cloudtrail-trail-validates-its-log";
import { cloudwatchLogGroupExpires } from "./cloudwatch/cloudwatch-log-group-expires";
import { codebuildProjectIsPrivate } from "./codebuild/codebuild-project-is-private";
import { codebuildProjectIsPrivilegedForImagesOnly } from "./codebuild/codebuild-project-is-privileged-for-images-only";
import { codebuildProjectKeepsItsLog } from "./codebuild/codebuild-project-keeps-its-log";
import { codebuildProjectUsesCustomerKey } from "./codebuild/codebuild-project-uses-customer-key";
import { codebuildProjectValidatesDownloads } from "./codebuild/codebuild-project-validates-downloads";
import { codebuildVariableHoldsNoSecret } from "./codebuild/codebuild-variable-holds-no-secret";
import { codecommitRepositoryRequiresApprovals } from "./codecommit/codecommit-repository-requires-approvals";
import { codedeployDeploymentGroupDeploysGradually } from "./codedeploy/codedeploy-deployment-group-deploys-gradually";
import { codedeployDeploymentGroupFindsItsInstances } from "./codedeploy/codedeploy-deployment-group-finds-its-instances";
import { codedeployDeploymentGroupRollsBack } from "./codedeploy/codedeploy-deployment-group-rolls-back";
import { codedeployDeploymentGroupWaitsForApproval } from "./codedeploy/codedeploy-deployment-group-waits-for-approval";
import { codedeployDeploymentGroupWatchesAlarms } from "./codedeploy/codedeploy-deployment-group-watches-alarms";
import { codedeployDeploymentGroupWatchesLongEnough } from "./codedeploy/codedeploy-deployment-group-watches-long-enough";
import { codedeployZonalGroupKeepsItsZone } from "./codedeploy/codedeploy-zonal-group-keeps-its-zone";
import { codepipelinePipelineDeploysOneRunAtATime } from "./codepipeline/codepipeline-pipeline-deploys-one-run-at-a-time";
import { codepipelinePipelineIsV2 } from "./codepipeline/codepipeline-pipeline-is-v2";
import { codepipelinePipelineKeepsItsGates } from "./codepipeline/codepipeline-pipeline-keeps-its-gates";
import { codepipelineProductionStageHasItsConditions } from "./codepipeline/codepipeline-production-stage-has-its-conditions";
import { codepipelineProductionStageStandsBehindApproval } from "./codepipeline/codepipeline-production-stage-stands-behind-approval";
import { codepipelineSourceIsAnArchive } from "./codepipeline/codepipeline-source-is-an-archive";
import { codepipelineStoreUsesCustomerKey } from "./codepipeline/codepipeline-store-uses-customer-key";
import { dynamodbTableCanBeRestored } from "./dynamodb/dynamodb-table-can-be-restored";
import { dynamodbTableUsesCustomerKey } from "./dynamodb/dynamodb-table-uses-customer-key";
import { ec2InstanceHasNoPublicAddress } from "./ec2/ec2-instance-has-no-public-address";
import { ec2InstanceIsApproved } from "./ec2/ec2-instance-is-approved";
import { ec2InstanceIsMonitored } from "./ec2/ec2-instance-is-monitored";
import { ec2InstanceRequiresImdsv2 } from "./ec2/ec2-instance-requires-imdsv2";
import { ec2SecurityGroupIsClosedToEveryone } from "./ec2/ec2-security-group-is-closed-to-everyone";
import { ec2SecurityGroupNamesItsPorts } from "./ec2/ec2-security-group-names-its-ports";
import { ec2SubnetIsPrivate } from "./ec2/ec2-subnet-is-private";
import { ec2VolumeIsEncrypted } from "./ec2/ec2-volume-is-encrypted";
import { ec2VpcEndpointKeepsDataInside } from "./ec2/ec2-vpc-endpoint-keeps-data-inside";
import { ec2VpcHasApprovedRange } from "./ec2/ec2-vpc-has-approved-range";
import { ec2VpcKeepsItsFlowLog } from "./ec2/ec2-vpc-keeps-its-flow-log";
import { ec2VpcUsesNoDefaultGroup } from "./ec2/ec2-vpc-uses-no-default-group";
import { ecrImageReferenceIsPinned } from "./ecr/ecr-image-reference-is-pinned";
import { ecrRegistryScansOnPush } from "./ecr/ecr-registry-scans-on-push";
import { ecrRepositoryExpiresImages } from "./ecr/ecr-repository-expires-images";
import { ecrRepositoryIsImmutable } from "./ecr/ecr-repository-is-immutable";
import { ecrRepositoryReservesPush } from "./ecr/ecr-repository-reserves-push";
import { ecrRepositoryScansOnPush } from "./ecr/ecr-repository-scans-on-push";
import { ecrRepositoryUsesCustomerKey } from "./ecr/ecr-repository-uses-customer-key";
import { ecsClusterHasContainerInsights } from "./ecs/ecs-cluster-has-container-insights";
import { ecsServiceHasNoPublicAddress } from "./ecs/ecs-service-has-no-public-address";
import { ecsServiceHasOnDemandBaseInProduction } from "./ecs/ecs-service-has-on-demand-base-in-production";
import { ecsServiceRefusesShellsInProduction } from "./ecs/ecs-service-refuses-shells-in-production";
import { ecsServiceRollsBack } from "./ecs/ecs-service-rolls-back";
import { ecsServiceWatchesAlarms } from "./ecs/ecs-service-watches-alarms";
import { ecsServiceWatchesLongEnough } from "./ecs/ecs-service-watches-long-enough";
import { ecsTaskIsKeptFromItsHost } from "./ecs/ecs-task-is-kept-from-its-host";
import { ecsTaskKeepsItsLog } from "./ecs/ecs-task-keeps-its-log";
import { ecsTaskNamesImagesByDigest } from "./ecs/ecs-task-names-images-by-digest";
import { ecsTaskVariableHoldsNoSecret } from "./ecs/ecs-task-variable-holds-no-secret";
import { elbListenerRefusesClearText } from "./elb/elb-listener-refuses-clear-text";
import { elbListenerUsesCurrentTls } from "./elb/elb-listener-uses-current-tls";
import { elbLoadBalancerRefusesMalformedRequests } from "./elb/elb-load-balancer-refuses-malformed-requests";
import { elbLoadBalancerResistsDeletion } from "./elb/elb-load-balancer-resists-deletion";
import { eventsRuleHasTarget } from "./events/events-rule-has-target";
import { eventsRuleHearsWhoEnters } from "./events/events-rule-hears-who-enters";
import { iamAdministrationHasGuards } from "./iam/iam-administration-has-guards";
import { iamAttachmentGrantsNoAdministration } from "./iam/iam-attachment-grants-no-administration";
import { iamBoundaryRefusesState } from "./iam/iam-boundary-refuses-state";
import { iamFederatedTrustPinsAudienceAndSubject } from "./iam/iam-federated-trust-pins-audience-and-subject";
import { iamPassRoleNamesItsService } from "./iam/iam-pass-role-names-its-service";
import { iamPolicyIsAttached } from "./iam/iam-policy-is-attached";
import { iamResourcePolicyNamesItsPrincipals } from "./iam/iam-resource-policy-names-its-principals";
import { iamRoleBoundsItsSessions } from "./iam/iam-role-bounds-its-sessions";
import { iamRoleKeepsNamesOfPeople } from "./iam/iam-role-keeps-names-of-people";
import { iamRoleTrustsNamedPrincipals } from "./iam/iam-role-trusts-named-principals";
import { iamServiceRoleHasBoundary } from "./iam/iam-service-role-has-boundary";
import { iamServiceTrustNamesItsSource } from "./iam/iam-service-trust-names-its-source";
import { iamStatementBoundsNewRoles } from "./iam/iam-statement-bounds-new-roles";
import { iamStatementBoundsTagging } from "./iam/iam-statement-bounds-tagging";
import { iamStatementHasItsCondition } from "./iam/iam-statement-has-its-condition";
import { iamStatementHasNoWildcardActionOnWildcardResource } from "./iam/iam-statement-has-no-wildcard-action-on-wildcard-resource";
import { iamStatementNamesBucketOwner } from "./iam/iam-statement-names-bucket-owner";
import { iamStatementNamesItsActions } from "./iam/iam-statement-names-its-actions";
import { iamStatementNamesItsKey } from "./iam/iam-statement-names-its-key";
import { iamStatementNamesItsResources } from "./iam/iam-statement-names-its-resources";
import { iamStatementNamesWhoseResources } from "./iam/iam-statement-names-whose-resources";
import { iamStatementRefusesAbsentKeys } from "./iam/iam-statement-refuses-absent-keys";
import { iamStatementUsesKeysThroughServices } from "./iam/iam-statement-uses-keys-through-services";
import { iamUserIsReplacedByRole } from "./iam/iam-user-is-replaced-by-role";
import { kmsKeyCanBeRecalled } from "./kms/kms-key-can-be-recalled";
import { kmsKeyIsUsedThroughServices } from "./kms/kms-key-is-used-through-services";
import { kmsKeyReservesItsAliases } from "./kms/kms-key-reserves-its-aliases";
import { kmsKeyRotates } from "./kms/kms-key-rotates";
import { lambdaFunctionIsTraced } from "./lambda/lambda-function-is-traced";
import { lambdaFunctionKeepsItsLog } from "./lambda/lambda-function-keeps-its-log";
import { lambdaProvisionedAliasHasNoWeights } from "./lambda/lambda-provisioned-alias-has-no-weights";
import { lambdaRoleKeepsInterfacesFromCode } from "./lambda/lambda-role-keeps-interfaces-from-code";
import { lambdaVariableHoldsNoSecret } from "./lambda/lambda-variable-holds-no-secret";
import { organizationsGuardrailsAreKept } from "./organizations/organizations-guardrails-are-kept";
import { rdsDatabaseResistsDeletion } from "./rds/rds-database-resists-deletion";
import { s3BucketExpiresOldVersions } from "./s3/s3-bucket-expires-old-versions";
import { s3BucketHasPublicAccessBlock } from "./s3/s3-bucket-has-public-access-block";
import { s3BucketKeepsVersions } from "./s3/s3-bucket-keeps-versions";
import { s3BucketRefusesClearText } from "./s3/s3-bucket-refuses-clear-text";
import { s3PublicAccessBlockIsComplete } from "./s3/s3-public-access-block-is-complete";
import { s3ReplicaIsKeptUp } from "./s3/s3-replica-is-kept-up";
import { s3StateIsReserved } from "./s3/s3-state-is-reserved";
import { s3StateRefusesOtherKeys } from "./s3/s3-state-refuses-other-keys";
import { s3StoreOwnsItsObjects } from "./s3/s3-store-owns-its-objects";
import { s3StoreRefusesOtherEncryption } from "./s3/s3-store-refuses-other-encryption";
import { s3StoreUsesCustomerKey } from "./s3/s3-store-uses-customer-key";
import { snsTopicRefusesClearText } from "./sns/sns-topic-refuses-clear-text";
import { snsTopicReservesPublishing } from "./sns/sns-topic-reserves-publishing";
import { snsTopicUsesCustomerKey } from "./sns/sns-topic-uses-customer-key";
import { syntheticsCanaryIsDeletedWhole } from "./synthetics/synthetics-canary-is-deleted-whole";
import { syntheticsCanaryIsRunning } from "./synthetics/synthetics-canary-is-running";
import { syntheticsCanaryKeepsItsLog } from "./synthetics/synthetics-canary-keeps-its-log";

export const rules: readonly Rule[] = [
  awsArnIsOfOnePartition,
  awsCompanionIsProtected,
  awsResourceHasRequiredTags,
  awsStoreIsProtected,
  chatbotChannelHasGuardrails,
  chatbotChannelKeepsItsLog,
  chatbotRoleRefusesCommands,
  cloudtrailTrailValidatesItsLog,
  cloudwatchLogGroupExpires,
  codebuildProjectIsPrivate,
  codebuildProjectIsPrivilegedForImagesOnly,
  codebuildProjectKeepsItsLog,
  codebuildProjectUsesCustomerKey,
  codebuildProjectValidatesDownloads,
  codebuildVariableHoldsNoSecret,
  codecommitRepositoryRequiresApprovals,
  codedeployDeploymentGroupDeploysGradually,
  codedeployDeploymentGroupFindsItsInstances,
  codedeployDeploymentGroupRollsBack,
  codedeployDeploymentGroupWaitsForApproval,
  codedeployDeploymentGroupWatchesAlarms,
  codedeployDeploymentGroupWatchesLongEnough,
  codedeployZonalGroupKeepsItsZone,
  codepipelinePipelineDeploysOneRunAtATime,
  codepipelinePipelineIsV2,
  codepipelinePipelineKeepsItsGates,
  codepipelineProductionStageHasItsConditions,
  codepipelineProductionStageStandsBehindApproval,
  codepipelineSourceIsAnArchive,
  codepipelineStoreUsesCustomerKey,
  dynamodbTableCanBeRestored,
  dynamodbTableUsesCustomerKey,
  ec2InstanceHasNoPublicAddress,
  ec2InstanceIsApproved,
  ec2InstanceIsMonitored,
  ec2InstanceRequiresImdsv2,
  ec2SecurityGroupIsClosedToEveryone,
  ec2SecurityGroupNamesItsPorts,
  ec2SubnetIsPrivate,
  ec2VolumeIsEncrypted,
  ec2VpcEndpointKeepsDataInside,
  ec2VpcHasApprovedRange,
  ec2VpcKeepsItsFlowLog,
  ec2VpcUsesNoDefaultGroup,
  ecrImageReferenceIsPinned,
  ecrRegistryScansOnPush,
  ecrRepositoryExpiresImages,
  ecrRepositoryIsImmutable,
  ecrRepositoryReservesPush,
  ecrRepositoryScansOnPush,
  ecrRepositoryUsesCustomerKey,
  ecsClusterHasContainerInsights,
  ecsServiceHasNoPublicAddress,
  ecsServiceHasOnDemandBaseInProduction,
  ecsServiceRefusesShellsInProduction,
  ecsServiceRollsBack,
  ecsServiceWatchesAlarms,
  ecsServiceWatchesLongEnough,
  ecsTaskIsKeptFromItsHost,
  ecsTaskKeepsItsLog,
  ecsTaskNamesImagesByDigest,
  ecsTaskVariableHoldsNoSecret,
  elbListenerRefusesClearText,
  elbListenerUsesCurrentTls,
  elbLoadBalancerRefusesMalformedRequests,
  elbLoadBalancerResistsDeletion,
  eventsRuleHasTarget,
  eventsRuleHearsWhoEnters,
  iamAdministrationHasGuards,
  iamAttachmentGrantsNoAdministration,
  iamBoundaryRefusesState,
  iamFederatedTrustPinsAudienceAndSubject,
  iamPassRoleNamesItsService,
  iamPolicyIsAttached,
  iamResourcePolicyNamesItsPrincipals,
  iamRoleBoundsItsSessions,
  iamRoleKeepsNamesOfPeople,
  iamRoleTrustsNamedPrincipals,
  iamServiceRoleHasBoundary,
  iamServiceTrustNamesItsSource,
  iamStatementBoundsNewRoles,
  iamStatementBoundsTagging,
  iamStatementHasItsCondition,
  iamStatementHasNoWildcardActionOnWildcardResource,
  iamStatementNamesBucketOwner,
  iamStatementNamesItsActions,
  iamStatementNamesItsKey,
  iamStatementNamesItsResources,
  iamStatementNamesWhoseResources,
  iamStatementRefusesAbsentKeys,
  iamStatementUsesKeysThroughServices,
  iamUserIsReplacedByRole,
  kmsKeyCanBeRecalled,
  kmsKeyIsUsedThroughServices,
  kmsKeyReservesItsAliases,
  kmsKeyRotates,
  lambdaFunctionIsTraced,
  lambdaFunctionKeepsItsLog,
  lambdaProvisionedAliasHasNoWeights,
  lambdaRoleKeepsInterfacesFromCode,
  lambdaVariableHoldsNoSecret,
  organizationsGuardrailsAreKept,
  rdsDatabaseResistsDeletion,
  s3BucketExpiresOldVersions,
  s3BucketHasPublicAccessBlock,
  s3BucketKeepsVersions,
  s3BucketRefusesClearText,
  s3PublicAccessBlockIsComplete,
  s3ReplicaIsKeptUp,
  s3StateIsReserved,
  s3StateRefusesOtherKeys,
  s3StoreOwnsItsObjects,
  s3StoreRefusesOtherEncryption,
  s3StoreUsesCustomerKey,
  snsTopicRefusesClearText,
  snsTopicReservesPublishing,
  snsTopicUsesCustomerKey,
  syntheticsCanaryIsDeletedWhole,
  syntheticsCanaryIsRunning,
  syntheticsCanaryKeepsItsLog,
];
