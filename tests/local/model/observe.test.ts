import assert from "node:assert/strict";
import { diff, observe, type Properties, readInputs } from "../../../local/model";
import { checked, made } from "./settings";

const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::333333333333:root", "arn:aws:iam::222222222222:root"] },
      Action: ["s3:PutObject"],
      Resource: ["arn:aws:s3:::b/*"],
      Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-1"] } },
    },
  ],
});

const examples: [string, Properties][] = [
  ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "b", policy }],
  ["aws:lb/loadBalancer:LoadBalancer", { subnets: ["subnet-2", "subnet-1"], securityGroups: ["sg-9", "sg-1"] }],
  ["aws:lb/targetGroup:TargetGroup", { port: 80, protocol: "HTTP", vpcId: "v", healthCheck: { path: "/h" } }],
  ["aws:kms/key:Key", { policy, enableKeyRotation: true, tags: { B: "1", A: "2" } }],
  ["aws:iam/role:Role", { assumeRolePolicy: policy, managedPolicyArns: ["arn:b", "arn:a"] }],
  ["aws:s3/bucket:Bucket", { versioning: { enabled: true } }],
  ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }],
  [
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    { comparisonOperator: "x", evaluationPeriods: 1, alarmActions: ["b", "a"] },
  ],
];

describe("model: reading a resource", () => {
  it("gives sets in another order and policies in AWS's own form", () => {
    const balancer = made("aws:lb/loadBalancer:LoadBalancer", { subnets: ["subnet-2", "subnet-1"] });
    assert.deepEqual(observe("aws:lb/loadBalancer:LoadBalancer", balancer.outputs).subnets, ["subnet-1", "subnet-2"]);
    const read = observe("aws:s3/bucketPolicy:BucketPolicy", { bucket: "b", policy });
    assert.notEqual(read.policy, policy);
    assert.match(String(read.policy), /"Action":"s3:PutObject"/);
  });

  it("keeps the order of lists", () => {
    const stages = [{ name: "b" }, { name: "a" }];
    assert.deepEqual(observe("aws:codepipeline/pipeline:Pipeline", { stages }).stages, stages);
  });

  for (const [type, news] of examples) {
    it(`shows no change after a refresh of ${type}`, () => {
      const { inputs } = checked(type, news);
      const read = readInputs(type, observe(type, made(type, news).outputs), inputs);
      assert.deepEqual(diff(type, read, inputs).details, {});
      assert.deepEqual(Object.keys(read).sort(), Object.keys(inputs).sort());
    });
  }

  it("shows a change that somebody made by hand", () => {
    const { inputs } = checked("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    const outputs = { ...made("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }).outputs, enableDnsSupport: false };
    const read = readInputs("aws:ec2/vpc:Vpc", observe("aws:ec2/vpc:Vpc", outputs), inputs);
    assert.deepEqual(diff("aws:ec2/vpc:Vpc", read, inputs).details, { enableDnsSupport: "update" });
  });

  it("reports for an import every argument that has a value, and nothing computed", () => {
    const { outputs } = made("aws:iam/role:Role", { name: "r", assumeRolePolicy: policy });
    const read = readInputs("aws:iam/role:Role", outputs);
    assert.equal(read.name, "r");
    assert.equal("arn" in read || "uniqueId" in read || "managedPolicyArns" in read, false);
  });
});
