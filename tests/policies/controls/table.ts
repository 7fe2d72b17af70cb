/** By type: what is a control, how it is weakened, and what is none. */
import { stages } from "./stages";
import { same } from "./weakened";

/** Makes the weak value of a property from its value and all inputs; each knows what it is given. */
export type Weaken = (value: never, inputs: never) => unknown;
type Item = Record<string, unknown>;
interface Tagged {
  tagsAll?: Record<string, string>;
}
/** Property to the names of its weak forms. */
export type Forms = Record<string, Record<string, Weaken>>;

interface Controls {
  settings?: Forms;
  /** Whether it is a control that such a resource is there. */
  leftOut?: boolean;
  /** Properties that are no controls: names, references, and choices that the files leave to people. */
  rest?: string;
}

const none: Weaken = () => undefined;
const to =
  (weak: unknown): Weaken =>
  () =>
    weak;
const off = { off: to(false) };
const on = { on: to(true) };
const gone = { gone: none };
const having =
  (more: object): Weaken =>
  (value: object) => ({ ...value, ...more });
const each =
  (more: object): Weaken =>
  (items: Item[]) =>
    items.map((item) => ({ ...item, ...more }));

const isProduction = (tags: Tagged["tagsAll"]) => tags?.["slipway:production"] === "true";
/** Changes all containers of a task definition. */
const containers =
  (more: object): Weaken =>
  (text: string) =>
    JSON.stringify((JSON.parse(text) as Item[]).map((item) => ({ ...item, ...more })));

const chat: Controls = {
  settings: {
    guardrailPolicyArns: { ...gone, administrator: to(["arn:aws:iam::aws:policy/AdministratorAccess"]) },
    loggingLevel: { none: to("NONE") },
  },
  rest: "channelId configurationName iamRoleArn slackChannelId slackTeamId snsTopicArns teamId tenantId userAuthorizationRequired",
};

/** Properties that every type may have and that are no controls. */
export const common = "description name policy region tags tagsAll";

export const controls: Record<string, Controls> = {
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": chat,
  "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": chat,
  "aws:cloudwatch/eventRule:EventRule": {
    settings: { state: { deaf: to("ENABLED") } },
    rest: "eventBusName eventPattern forceDestroy",
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    leftOut: true,
    rest: "arn eventBusName forceDestroy input inputTransformer roleArn rule targetId",
  },
  "aws:cloudwatch/logGroup:LogGroup": { settings: { retentionInDays: gone }, rest: "skipDestroy kmsKeyId" },
  // An alarm that is missing stops every deployment that names it; when it rings is for a service to say.
  "aws:appautoscaling/policy:Policy": {
    rest: "policyType resourceId scalableDimension serviceNamespace targetTrackingScalingPolicyConfiguration",
  },
  "aws:appautoscaling/target:Target": { rest: "maxCapacity minCapacity resourceId scalableDimension serviceNamespace" },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": { rest: "actionsEnabled alarmDescription alarmName alarmRule" },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": { rest: "logGroupName metricTransformation pattern" },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    rest: "actionsEnabled alarmActions alarmDescription comparisonOperator datapointsToAlarm dimensions evaluationPeriods extendedStatistic metricName metricQueries namespace okActions period statistic threshold treatMissingData",
  },
  "aws:codebuild/project:Project": {
    settings: {
      artifacts: { "not encrypted": having({ encryptionDisabled: true }) },
      badgeEnabled: on,
      encryptionKey: gone,
      environment: {
        privileged: (value: Item, { source }: { source: Item }) =>
          value["privilegedMode"] || String(source["buildspec"]).includes("docker")
            ? same
            : { ...value, privilegedMode: true },
        latest: having({ image: "public.ecr.aws/acme/build:latest" }),
      },
      logsConfig: { ...gone, disabled: to({ cloudwatchLogs: { status: "DISABLED" } }) },
      projectVisibility: { public: to("PUBLIC_READ") },
    },
    rest: "buildBatchConfig buildTimeout cache concurrentBuildLimit queuedTimeout secondarySources serviceRole source vpcConfig",
  },
  "aws:codebuild/reportGroup:ReportGroup": { rest: "deleteReports exportConfig type" },
  "aws:codecommit/approvalRuleTemplate:ApprovalRuleTemplate": {
    settings: { content: { "no approvals": (text: string) => text.replace(/("NumberOfApprovalsNeeded":)\d+/, "$10") } },
    leftOut: true,
  },
  "aws:codecommit/approvalRuleTemplateAssociation:ApprovalRuleTemplateAssociation": {
    leftOut: true,
    rest: "approvalRuleTemplateName repositoryName",
  },
  "aws:codecommit/repository:Repository": { rest: "defaultBranch repositoryName" },
  "aws:codeconnections/connection:Connection": { rest: "providerType" },
  "aws:codedeploy/application:Application": { rest: "computePlatform" },
  "aws:codedeploy/deploymentConfig:DeploymentConfig": {
    settings: { minimumHealthyHosts: { none: having({ value: 0 }) } },
    rest: "computePlatform deploymentConfigName",
  },
  "aws:codedeploy/deploymentGroup:DeploymentGroup": {
    settings: {
      alarmConfiguration: {
        ...gone,
        disabled: having({ enabled: false }),
        unnamed: having({ alarms: [] }),
        unread: having({ ignorePollAlarmFailure: true }),
      },
      autoRollbackConfiguration: {
        ...gone,
        disabled: having({ enabled: false }),
        "failures only": having({ events: ["DEPLOYMENT_FAILURE"] }),
      },
      blueGreenDeploymentConfig: {
        "old tasks end at once": having({
          terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 0 },
        }),
      },
      deploymentConfigName: {
        "at once": (_: unknown, { tagsAll }: Tagged) => (isProduction(tagsAll) ? "CodeDeployDefault.AllAtOnce" : same),
      },
      ec2TagSets: {
        "other case": (sets: Array<{ ec2TagFilters: Array<{ value: string }> }>) =>
          sets.map(({ ec2TagFilters }) => ({
            ec2TagFilters: ec2TagFilters.map((filter) => ({ ...filter, value: filter.value.toUpperCase() })),
          })),
      },
    },
    rest: "appName deploymentGroupName deploymentStyle ecsService loadBalancerInfo outdatedInstancesStrategy serviceRoleArn terminationHookEnabled",
  },
  "aws:codepipeline/pipeline:Pipeline": {
    settings: {
      artifactStores: { "no key": each({ encryptionKey: undefined }) },
      executionMode: { ...gone, parallel: to("PARALLEL") },
      pipelineType: { V1: to("V1") },
      stages,
    },
    rest: "roleArn triggers",
  },
  "aws:dynamodb/table:Table": {
    settings: {
      deletionProtectionEnabled: { ...gone, ...off },
      pointInTimeRecovery: { ...gone, disabled: to({ enabled: false }) },
      serverSideEncryption: { ...gone, "of AWS": to({ enabled: true }) },
    },
    rest: "attributes billingMode hashKey",
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    settings: {
      ingress: { some: to([{ protocol: "-1", fromPort: 0, toPort: 0, self: true }]) },
      egress: { some: to([{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]) },
    },
    leftOut: true,
    rest: "revokeRulesOnDelete vpcId",
  },
  "aws:ec2/flowLog:FlowLog": {
    leftOut: true,
    rest: "iamRoleArn logDestination logDestinationType maxAggregationInterval trafficType vpcId",
  },
  "aws:ec2/instance:Instance": {
    settings: {
      associatePublicIpAddress: on,
      metadataOptions: {
        ...gone,
        optional: having({ httpTokens: "optional" }),
        hops: having({ httpPutResponseHopLimit: 2 }),
      },
      monitoring: off,
      rootBlockDevice: { ...gone, "not encrypted": having({ encrypted: false }) },
    },
    rest: "ami getPasswordData iamInstanceProfile instanceType sourceDestCheck subnetId userData userDataReplaceOnChange vpcSecurityGroupIds",
  },
  "aws:ec2/internetGateway:InternetGateway": { rest: "vpcId" },
  "aws:ec2/natGateway:NatGateway": { rest: "allocationId connectivityType subnetId" },
  "aws:ec2/route:Route": { rest: "destinationCidrBlock gatewayId natGatewayId routeTableId transitGatewayId" },
  "aws:ec2/routeTable:RouteTable": { rest: "vpcId" },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { rest: "routeTableId subnetId" },
  "aws:ec2/securityGroup:SecurityGroup": { rest: "revokeRulesOnDelete vpcId" },
  "aws:ec2/subnet:Subnet": {
    settings: {
      mapPublicIpOnLaunch: {
        on: (_: unknown, { tagsAll }: Tagged) => (/Private|Isolated/.test(tagsAll?.["SubnetType"] ?? "") ? true : same),
      },
    },
    rest: "assignIpv6AddressOnCreation availabilityZone cidrBlock enableDns64 enableResourceNameDnsARecordOnLaunch enableResourceNameDnsAaaaRecordOnLaunch ipv6Native privateDnsHostnameTypeOnLaunch vpcId",
  },
  "aws:ec2/vpc:Vpc": { rest: "cidrBlock enableDnsHostnames enableDnsSupport instanceTenancy" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    settings: {
      policy: {
        gone: (_: unknown, { serviceName }: { serviceName: string }) =>
          /\.(s3|dynamodb)$/.test(serviceName) ? undefined : same,
      },
    },
    rest: "privateDnsEnabled routeTableIds securityGroupIds serviceName subnetIds vpcEndpointType vpcId",
  },
  "aws:ec2transitgateway/vpcAttachment:VpcAttachment": {
    rest: "applianceModeSupport dnsSupport ipv6Support subnetIds transitGatewayDefaultRouteTableAssociation transitGatewayDefaultRouteTablePropagation transitGatewayId vpcId",
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": { leftOut: true, rest: "repository" },
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
    rest: "credentialArn ecrRepositoryPrefix upstreamRegistryUrl upstreamRepositoryPrefix",
  },
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
    settings: { rules: { none: to([]), manual: each({ scanFrequency: "MANUAL" }) } },
    leftOut: true,
    rest: "scanType",
  },
  "aws:ecr/repository:Repository": {
    settings: {
      encryptionConfigurations: { ...gone, "of AWS": to([{ encryptionType: "AES256" }]) },
      imageScanningConfiguration: { ...gone, off: to({ scanOnPush: false }) },
      imageTagMutability: { ...gone, mutable: to("MUTABLE") },
    },
    rest: "forceDelete",
  },
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
    settings: { lifecyclePolicy: gone },
    rest: "appliedFors encryptionConfigurations imageTagMutability prefix",
  },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": { leftOut: true, rest: "repository" },
  "aws:ecs/cluster:Cluster": {
    settings: { settings: { ...gone, "no insights": each({ value: "disabled" }) } },
    rest: "serviceConnectDefaults",
  },
  // Each service says itself what it runs on.
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
    rest: "capacityProviders clusterName defaultCapacityProviderStrategies",
  },
  // How many tasks there are, and what a rollout asks and waits for, is for the files to say.
  "aws:ecs/service:Service": {
    settings: {
      alarms: {
        ...gone,
        disabled: having({ enable: false }),
        unnamed: having({ alarmNames: [] }),
        "no rollback": having({ rollback: false }),
      },
      capacityProviderStrategies: {
        "no base": (value: Item[], { tagsAll }: Tagged) =>
          isProduction(tagsAll) && value.some((item) => item["capacityProvider"] === "FARGATE_SPOT")
            ? value.map((item) => ({ ...item, base: 0 }))
            : same,
      },
      deploymentCircuitBreaker: {
        ...gone,
        disabled: having({ enable: false }),
        "no rollback": having({ rollback: false }),
      },
      deploymentConfiguration: { "old tasks end at once": having({ bakeTimeInMinutes: "0" }) },
      enableExecuteCommand: {
        on: (_: unknown, { tagsAll }: Tagged) => (isProduction(tagsAll) ? true : same),
      },
      networkConfiguration: { public: having({ assignPublicIp: true }) },
    },
    rest: "availabilityZoneRebalancing cluster deploymentController deploymentMaximumPercent deploymentMinimumHealthyPercent desiredCount enableEcsManagedTags forceNewDeployment healthCheckGracePeriodSeconds loadBalancers propagateTags schedulingStrategy serviceConnectConfiguration taskDefinition waitForSteadyState",
  },
  "aws:ecs/taskDefinition:TaskDefinition": {
    settings: {
      containerDefinitions: {
        latest: containers({ image: "public.ecr.aws/acme/app:latest" }),
        "by tag": containers({ image: "public.ecr.aws/acme/app:1.2.3" }),
        privileged: containers({ privileged: true }),
        secret: containers({ environment: [{ name: "API_TOKEN", value: "x" }] }),
        "no log": containers({ logConfiguration: undefined }),
      },
      networkMode: { host: to("host") },
    },
    rest: "cpu executionRoleArn family memory requiresCompatibilities runtimePlatform skipDestroy taskRoleArn trackLatest",
  },
  "aws:iam/instanceProfile:InstanceProfile": { rest: "path role" },
  // Which audience a token is for is in the trust of each role.
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { rest: "clientIdLists thumbprintLists url" },
  "aws:iam/policy:Policy": { rest: "path" },
  "aws:iam/role:Role": {
    settings: { maxSessionDuration: { longest: to(43_200) }, permissionsBoundary: gone },
    rest: "assumeRolePolicy forceDetachPolicies path",
  },
  "aws:iam/rolePolicy:RolePolicy": { rest: "role" },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    settings: { policyArn: { administrator: to("arn:aws:iam::aws:policy/AdministratorAccess") } },
    rest: "role",
  },
  "aws:kms/alias:Alias": { rest: "targetKeyId" },
  "aws:kms/key:Key": {
    settings: { deletionWindowInDays: { short: to(7) }, enableKeyRotation: { ...gone, ...off } },
    rest: "bypassPolicyLockoutSafetyCheck customerMasterKeySpec isEnabled keyUsage multiRegion",
  },
  "aws:lambda/function:Function": {
    settings: {
      environment: { secret: to({ variables: { ID: "AKIAIOSFODNN7EXAMPLE" } }) },
      loggingConfig: gone,
      tracingConfig: { ...gone, passing: to({ mode: "PassThrough" }) },
    },
    rest: "architectures code handler imageUri memorySize packageType publish reservedConcurrentExecutions role runtime skipDestroy timeout vpcConfig",
  },
  "aws:lambda/alias:Alias": { rest: "functionName functionVersion" },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    rest: "functionName maximumEventAgeInSeconds maximumRetryAttempts",
  },
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {
    rest: "functionName provisionedConcurrentExecutions qualifier skipDestroy",
  },
  "aws:lb/listener:Listener": {
    settings: {
      defaultActions: {
        "clear text": (_: unknown, { protocol, tagsAll }: Tagged & { protocol: string }) =>
          protocol === "HTTP" && isProduction(tagsAll) ? [{ type: "fixed-response" }] : same,
      },
      protocol: {
        "clear text": (value: string, { tagsAll }: Tagged) =>
          value === "HTTPS" && isProduction(tagsAll) ? "HTTP" : same,
      },
      sslPolicy: { ...gone, old: to("ELBSecurityPolicy-TLS-1-1-2017-01") },
    },
    rest: "certificateArn loadBalancerArn port",
  },
  "aws:lb/listenerRule:ListenerRule": { rest: "actions conditions listenerArn priority" },
  // Where access logs go, and whether there are some, is for the files to say: their bucket is the company's own.
  "aws:lb/loadBalancer:LoadBalancer": {
    settings: {
      desyncMitigationMode: {
        counting: (_: unknown, { loadBalancerType }: { loadBalancerType: string }) =>
          loadBalancerType === "application" ? "monitor" : same,
      },
      dropInvalidHeaderFields: {
        off: (_: unknown, { loadBalancerType }: { loadBalancerType: string }) =>
          loadBalancerType === "application" ? false : same,
      },
      enableDeletionProtection: {
        off: (_: unknown, { tagsAll }: Tagged) => (isProduction(tagsAll) ? false : same),
      },
    },
    rest: "accessLogs clientKeepAlive enableCrossZoneLoadBalancing enableHttp2 enableTlsVersionAndCipherSuiteHeaders enableWafFailOpen enableXffClientPort enableZonalShift idleTimeout internal loadBalancerType preserveHostHeader securityGroups subnets xffHeaderProcessingMode",
  },
  // Who reaches a target is in the rules of its security group.
  "aws:lb/targetGroup:TargetGroup": {
    rest: "deregistrationDelay healthCheck lambdaMultiValueHeadersEnabled port protocol proxyProtocolV2 slowStart targetType vpcId",
  },
  // Who administers a service for the organisation, and which ones are on, is for the files to say.
  "aws:organizations/awsServiceAccess:AwsServiceAccess": { rest: "servicePrincipal" },
  "aws:organizations/delegatedAdministrator:DelegatedAdministrator": { rest: "accountId servicePrincipal" },
  "aws:organizations/policy:Policy": { rest: "content skipDestroy type" },
  // Each guardrail is attached to several targets; which ones is for the files to say.
  "aws:organizations/policyAttachment:PolicyAttachment": { rest: "policyId skipDestroy targetId" },
  "aws:s3/bucket:Bucket": { rest: "bucket forceDestroy" },
  "aws:s3/bucketObjectv2:BucketObjectv2": { rest: "bucket forceDestroy key overrideProvider source" },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    settings: {
      rules: {
        "old versions soon": each({ noncurrentVersionExpiration: { noncurrentDays: 1 } }),
        disabled: each({ status: "Disabled" }),
      },
    },
    leftOut: true,
    rest: "bucket transitionDefaultMinimumObjectSize",
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    settings: { rule: { writer: to({ objectOwnership: "ObjectWriter" }) } },
    leftOut: true,
    rest: "bucket",
  },
  "aws:s3/bucketPolicy:BucketPolicy": { leftOut: true, rest: "bucket" },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    settings: Object.fromEntries(
      ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map((name) => [name, off]),
    ),
    leftOut: true,
    rest: "bucket",
  },
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
    settings: {
      rules: {
        disabled: each({ status: "Disabled" }),
        "without encrypted objects": each({ sourceSelectionCriteria: undefined }),
        "without deletions": each({ deleteMarkerReplication: { status: "Disabled" } }),
      },
    },
    leftOut: true,
    rest: "bucket role",
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    settings: { rules: { "of AWS": to([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]) } },
    leftOut: true,
    rest: "bucket",
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    settings: { versioningConfiguration: { suspended: to({ status: "Suspended" }) } },
    leftOut: true,
    rest: "bucket",
  },
  "aws:synthetics/canary:Canary": {
    settings: { deleteLambda: off, startCanary: off },
    rest: "artifactConfig artifactS3Location executionRoleArn failureRetentionPeriod handler runConfig runtimeVersion s3Bucket s3Key schedule successRetentionPeriod vpcConfig",
  },
  "aws:sns/topic:Topic": { settings: { kmsMasterKeyId: gone }, rest: "contentBasedDeduplication" },
  "aws:sns/topicPolicy:TopicPolicy": { leftOut: true, rest: "arn" },
  "aws:sns/topicSubscription:TopicSubscription": {
    rest: "confirmationTimeoutInMinutes endpoint endpointAutoConfirms protocol rawMessageDelivery topic",
  },
  // Its parameters name things and hold digests.
  "aws:ssm/parameter:Parameter": { rest: "insecureValue type value" },
  // Builds and installers fetch from the internet; what a service may call is for its file to say.
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    rest: "cidrIpv4 cidrIpv6 fromPort ipProtocol prefixListId referencedSecurityGroupId securityGroupId toPort",
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    settings: {
      cidrIpv4: { everyone: to("0.0.0.0/0") },
      fromPort: {
        "every port": (_: unknown, inputs: object) => {
          Object.assign(inputs, { toPort: 65_535 });
          return 0;
        },
      },
      ipProtocol: { every: to("-1") },
      referencedSecurityGroupId: {
        everyone: (_: unknown, inputs: object) => {
          Object.assign(inputs, { cidrIpv4: "0.0.0.0/0" });
          return undefined;
        },
      },
    },
    rest: "cidrIpv6 prefixListId securityGroupId toPort",
  },
  // Which service has one is for its file to say.
  "aws:wafv2/webAclAssociation:WebAclAssociation": { rest: "resourceArn webAclArn" },
};
