/**
 * What environment and service stacks need in an account. Each list is what `@pulumi/aws` 7.48 calls for the
 * resource types named beside it (the Terraform AWS provider's calls), nothing of it by wildcard.
 */
import { type AccountPlace, regional } from "./place";
import { each, type Rights } from "./rights";

/** What awsx makes for a Vpc (subnets, gateways, addresses, route tables), and SecurityGroup with its rules. */
export function networkRights(place: AccountPlace): Rights[] {
  return [
    {
      sid: "ReadNetwork",
      // Describing knows no single resources.
      read: each(
        "ec2:Describe",
        ...["Addresses", "AddressesAttribute", "AvailabilityZones", "InternetGateways"],
        ...["NatGateways", "NetworkAcls", "NetworkInterfaces", "RouteTables", "SecurityGroupRules"],
        ...["SecurityGroups", "Subnets", "Tags", "VpcAttribute", "Vpcs"],
      ),
      write: [],
      resources: "*",
    },
    {
      sid: "Network",
      read: [],
      write: [
        ...each("ec2:Create", "InternetGateway", "NatGateway", "Route", "RouteTable", "SecurityGroup", "Subnet"),
        "ec2:CreateVpc",
        ...each("ec2:Delete", "InternetGateway", "NatGateway", "Route", "RouteTable", "SecurityGroup", "Subnet"),
        "ec2:DeleteVpc",
        ...each("ec2:Modify", "SecurityGroupRules", "SubnetAttribute", "VpcAttribute"),
        ...each("ec2:Authorize", "SecurityGroupEgress", "SecurityGroupIngress"),
        ...each("ec2:Revoke", "SecurityGroupEgress", "SecurityGroupIngress"),
        ...each("ec2:", "AllocateAddress", "ReleaseAddress", "DisassociateAddress"),
        ...each("ec2:", "AttachInternetGateway", "DetachInternetGateway"),
        ...each("ec2:", "AssociateRouteTable", "DisassociateRouteTable", "ReplaceRoute"),
        "ec2:ReplaceRouteTableAssociation",
      ],
      resources: regional(place, "ec2", "*"),
    },
  ];
}

/** What every resource of a stack bears from its creation on: stacks/provider.ts. */
const ofStacks = { StringLike: { "aws:ResourceTag/slipway:stack": "*" } };

/** Tags of EC2's resources: on what is being made, and on what a stack made; nothing else can be claimed by a tag. */
export function tagRights(place: AccountPlace): Rights[] {
  const all = regional(place, "ec2", "*");
  return [
    {
      sid: "TagNew",
      read: [],
      write: ["ec2:CreateTags"],
      resources: all,
      condition: { Null: { "ec2:CreateAction": "false" } },
    },
    // The provider tags these in a call of its own, after it made them.
    {
      sid: "TagRules",
      read: [],
      write: ["ec2:CreateTags"],
      resources: regional(place, "ec2", "security-group-rule/*"),
    },
    { sid: "TagOwn", read: [], write: each("ec2:", "CreateTags", "DeleteTags"), resources: all, condition: ofStacks },
  ];
}

/** Instance and its volumes; the data source for images. */
export function instanceRights(place: AccountPlace): Rights[] {
  return [
    {
      sid: "ReadInstances",
      read: each(
        "ec2:Describe",
        ...["IamInstanceProfileAssociations", "Images", "InstanceAttribute", "InstanceCreditSpecifications"],
        ...["InstanceTypes", "Instances", "Volumes", "VolumesModifications"],
      ),
      write: [],
      resources: "*",
    },
    {
      sid: "Launch",
      read: [],
      write: ["ec2:RunInstances"],
      // Images belong to no account in their ARN.
      resources: [regional(place, "ec2", "*"), `arn:${place.partition}:ec2:*::image/*`],
    },
    {
      // Whoever may change the start script of any instance has the role of every instance.
      sid: "Instances",
      read: [],
      write: [
        ...each("ec2:", "StartInstances", "StopInstances", "TerminateInstances"),
        ...each("ec2:Modify", "InstanceAttribute", "InstanceMetadataOptions"),
        ...each("ec2:", "MonitorInstances", "UnmonitorInstances"),
        "ec2:AssociateIamInstanceProfile",
        "ec2:DisassociateIamInstanceProfile",
        "ec2:ReplaceIamInstanceProfileAssociation",
      ],
      resources: regional(place, "ec2", "instance/*"),
      condition: ofStacks,
    },
    // An instance's volume bears no tag of its stack.
    { sid: "Volumes", read: [], write: ["ec2:ModifyVolume"], resources: regional(place, "ec2", "volume/*") },
  ];
}

/** codedeploy Application, DeploymentConfig, DeploymentGroup. */
export function deploymentRights(place: AccountPlace): Rights {
  const own = `${place.names.prefix}-*`;
  return {
    sid: "Deployments",
    read: [
      ...each("codedeploy:Get", "Application", "DeploymentConfig", "DeploymentGroup"),
      "codedeploy:ListTagsForResource",
    ],
    write: [
      ...each("codedeploy:Create", "Application", "DeploymentConfig", "DeploymentGroup"),
      ...each("codedeploy:Delete", "Application", "DeploymentConfig", "DeploymentGroup"),
      ...each("codedeploy:Update", "Application", "DeploymentGroup"),
      ...each("codedeploy:", "TagResource", "UntagResource"),
    ],
    resources: [
      regional(place, "codedeploy", `application:${own}`),
      regional(place, "codedeploy", `deploymentconfig:${own}`),
      regional(place, "codedeploy", `deploymentgroup:${own}`),
    ],
  };
}

/** cloudwatch MetricAlarm. */
export function alarmRights(place: AccountPlace): Rights[] {
  return [
    {
      sid: "Alarms",
      read: ["cloudwatch:ListTagsForResource"],
      write: each("cloudwatch:", "DeleteAlarms", "PutMetricAlarm", "TagResource", "UntagResource"),
      resources: regional(place, "cloudwatch", `alarm:${place.names.prefix}-*`),
    },
    {
      // CloudWatch asks for all alarms, whichever are described.
      sid: "ReadAlarms",
      read: ["cloudwatch:DescribeAlarms"],
      write: [],
      resources: regional(place, "cloudwatch", "alarm:*"),
    },
  ];
}

/** ssm Parameter below the platform's path, and Amazon's public parameters that name images. */
export function parameterRights(place: AccountPlace): Rights[] {
  return [
    {
      sid: "Parameters",
      read: each("ssm:", "GetParameter", "GetParameters", "ListTagsForResource"),
      write: each("ssm:", "AddTagsToResource", "DeleteParameter", "PutParameter", "RemoveTagsFromResource"),
      resources: regional(place, "ssm", `parameter${place.names.parameter("*")}`),
    },
    {
      sid: "ListParameters",
      read: ["ssm:DescribeParameters"],
      write: [],
      resources: "*",
    },
    {
      sid: "PublicParameters",
      read: each("ssm:", "GetParameter", "GetParameters"),
      write: [],
      resources: `arn:${place.partition}:ssm:*::parameter/aws/service/*`,
    },
  ];
}

/** cloudwatch LogGroup below the platform's path. */
export function logRights(place: AccountPlace): Rights[] {
  return [
    {
      sid: "Logs",
      read: ["logs:ListTagsForResource"],
      write: [
        ...each("logs:", "CreateLogGroup", "DeleteLogGroup", "DeleteRetentionPolicy", "PutRetentionPolicy"),
        ...each("logs:", "TagResource", "UntagResource"),
      ],
      resources: regional(place, "logs", `log-group:/slipway/${place.names.prefix}/*`),
    },
    // It has no resources of its own in the Service Authorization Reference.
    { sid: "ListLogs", read: ["logs:DescribeLogGroups"], write: [], resources: "*" },
  ];
}
