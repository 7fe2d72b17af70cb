import { isRecord } from "../values";
import { zonesOf } from "../zones";
import type { Rule, Rules } from "./making";
import { hostName, privateIp, publicIp } from "./network";

const instance: Rule = (making) => {
  const id = making.ec2Id("i");
  const own = privateIp(making);
  const open = making.inputs["associatePublicIpAddress"] === true;
  const ip = open ? publicIp(making) : "";
  const root = { volumeId: making.ec2Id("vol"), volumeSize: 8, volumeType: "gp3", deviceName: "/dev/xvda" };
  const given = making.inputs["rootBlockDevice"];
  return {
    id,
    outputs: {
      arn: making.arn(`instance/${id}`, "ec2"),
      instanceState: "running",
      instanceType: "t3.micro",
      ami: making.ec2Id("ami"),
      availabilityZone: zonesOf(making.region)[0]!.name,
      primaryNetworkInterfaceId: making.ec2Id("eni"),
      privateIp: own,
      privateDns: hostName(making, own, "private"),
      publicIp: ip,
      publicDns: open ? hostName(making, ip, "public") : "",
      associatePublicIpAddress: false,
      subnetId: making.ec2Id("subnet"),
      tenancy: "default",
      instanceInitiatedShutdownBehavior: "stop",
      rootBlockDevice: { deleteOnTermination: true, encrypted: false, ...root, ...(isRecord(given) ? given : {}) },
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 2 },
      vpcSecurityGroupIds: [making.ec2Id("sg")],
    },
  };
};

const launchTemplate: Rule = (making) => {
  const id = making.ec2Id("lt");
  const name = making.named();
  return {
    id,
    outputs: {
      name,
      arn: making.arn(`launch-template/${id}`, "ec2"),
      latestVersion: 1,
      defaultVersion: 1,
      metadataOptions: undefined,
    },
  };
};

const autoscalingGroup: Rule = (making) => {
  const name = making.named();
  const minimum = making.inputs["minSize"];
  const role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  return {
    id: name,
    outputs: {
      name,
      arn: making.arn(`autoScalingGroup:${making.uuid("group")}:autoScalingGroupName/${name}`),
      availabilityZones: making.inputs["vpcZoneIdentifiers"] ? zonesOf(making.region).map((z) => z.name) : [],
      defaultCooldown: 300,
      desiredCapacity: typeof minimum === "number" ? minimum : 0,
      healthCheckType: "EC2",
      serviceLinkedRoleArn: making.arn(role, "iam"),
      predictedCapacity: 0,
      warmPoolSize: 0,
    },
  };
};

const lambdaFunction: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(`function:${name}`);
  const gateway = `arn:${making.place.partition}:apigateway:${making.region}:lambda:path/2015-03-31/functions`;
  const version = making.inputs["publish"] === true ? "1" : "$LATEST";
  return {
    id: name,
    outputs: {
      name,
      arn,
      invokeArn: `${gateway}/${arn}/invocations`,
      qualifiedArn: `${arn}:${version}`,
      qualifiedInvokeArn: `${gateway}/${arn}:${version}/invocations`,
      version,
      architectures: ["x86_64"],
      signingJobArn: "",
      signingProfileVersionArn: "",
    },
  };
};

const lambdaAlias: Rule = (making) => {
  const name = making.named();
  const arn = making.arn(`function:${making.input("functionName") ?? ""}:${name}`);
  const gateway = `arn:${making.place.partition}:apigateway:${making.region}:lambda:path/2015-03-31/functions`;
  return { id: arn, outputs: { name, arn, invokeArn: `${gateway}/${arn}/invocations` } };
};

const provisionedConcurrency: Rule = (making) => {
  const id = `${making.input("functionName") ?? ""},${making.input("qualifier") ?? ""}`;
  return { id, outputs: {} };
};

const permission: Rule = (making) => {
  const prefix = making.input("statementIdPrefix");
  const statementId = making.input("statementId") ?? `${prefix ?? "terraform-"}${making.unique()}`;
  return { id: statementId, outputs: { statementId } };
};

export const computeRules: Rules = {
  "aws:ec2/instance:Instance": instance,
  "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
  "aws:autoscaling/group:Group": autoscalingGroup,
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/alias:Alias": lambdaAlias,
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": provisionedConcurrency,
  "aws:lambda/permission:Permission": permission,
};
