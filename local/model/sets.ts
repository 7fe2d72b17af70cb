/**
 * Properties that AWS keeps as sets: their order has no meaning, and a read may give them in another one. By name,
 * because the declarations call sets lists; the names mean the same in every type that has them.
 */
const sets = new Set([
  ...["securityGroups", "securityGroupIds", "vpcSecurityGroupIds", "subnets", "subnetIds", "vpcZoneIdentifiers"],
  ...["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "routeTableIds", "availabilityZones", "ingress", "egress"],
  ...["managedPolicyArns", "inlinePolicies", "thumbprintLists", "clientIdLists", "roles", "users", "groups"],
  ...[
    "alarmActions",
    "okActions",
    "insufficientDataActions",
    "alarms",
    "events",
    "triggerEvents",
    "actionsSuppressors",
  ],
  ...["autoscalingGroups", "ec2TagFilters", "ec2TagSets", "onPremisesInstanceTagFilters", "triggerConfigurations"],
  ...["targetGroupArns", "loadBalancers", "trafficSources", "enabledMetrics", "suspendedProcesses", "filters"],
  ...["attributes", "globalSecondaryIndexes", "localSecondaryIndexes", "replicas", "nonKeyAttributes", "metricQueries"],
  ...["subnetMappings", "conditions", "hosts", "routes", "subnetConfigurations", "networkInterfaceIds"],
  ...["gatewayIds", "resourceTypes", "eventTypeIds", "allowedOauthFlows", "allowedOauthScopes", "artifactStores"],
  ...["allowedHeaders", "allowedMethods", "allowedOrigins", "exposeHeaders", "capacityProviders", "enabledLogTypes"],
  ...["capacityProviderStrategies", "alarmNames", "lifecycleHooks", "requiresCompatibilities"],
  ...["enabledClusterLogTypes", "publicAccessCidrs", "rotationRules", "targetGroups", "cookies", "ipAddresses"],
]);

const ordered = new Set([
  // Weighted target groups are a set; those of CodeDeploy's pair are blue and green in turn.
  "aws:codedeploy/deploymentGroup:DeploymentGroup.targetGroups",
]);

/** The properties of tag lists (Auto Scaling groups, launch templates) and listener rules are sets as well. */
const setsOfType: Record<string, readonly string[]> = {
  "aws:autoscaling/group:Group": ["tags", "metrics"],
  "aws:ecs/cluster:Cluster": ["settings"],
  "aws:lb/listenerRule:ListenerRule": ["values"],
  "aws:alb/listenerRule:ListenerRule": ["values"],
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": [],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["rules"],
  "aws:s3/bucketAclV2:BucketAclV2": ["grants"],
  "aws:s3/bucket:Bucket": ["grants"],
  "pulumiservice:index:PolicyGroup": ["accounts", "policyPacks", "stacks"],
};

/** Whether the order of a property's elements has no meaning; `name` is the last name of its path. */
export function isSet(type: string, name: string): boolean {
  if (ordered.has(`${type}.${name}`)) return false;
  return sets.has(name) || (setsOfType[type]?.includes(name) ?? false);
}
