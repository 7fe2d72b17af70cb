/** For every field of every schema, values that must be refused, and the words of the remedy. */

import type { FileKind } from "../../catalog/schema/json";
import type { Step } from "../../catalog/schema/path";

/** Files of the tests' organisation in which each kind of file is spoilt. */
export const files: Record<FileKind, string> = {
  organization: "Pulumi.yaml",
  environment: "Pulumi.test.yaml",
  state: "Pulumi.state.yaml",
  toolchain: "Pulumi.toolchain.yaml",
  service: "services/price-feed.yaml",
};

/** Where a value is put when the field's own path has a list or a key that the company chooses. */
const example: Record<string, Step> = {
  operators: 0,
  stages: 0,
  alarms: 0,
  accounts: "live",
  tags: "cost-centre",
  connections: "gitlab",
  dimensions: "Environment",
};

export function concrete(field: string): Step[] {
  const path: Step[] = [];
  for (const step of field.split(".")) path.push(step === "*" ? example[String(path.at(-1))]! : step);
  // Rollouts are written out in full in the second stage only.
  if (field.startsWith("stages.*.rollout")) path[1] = 1;
  const alarm = path.indexOf("alarms");
  if (alarm >= 0 && path.length > alarm + 2) path[alarm + 1] = 1;
  return path;
}

export type Bad = [value: unknown, remedy: RegExp];

const org = "config.slipway:organization.value";
const env = "config.slipway:environment";
const alarm = "stages.*.rollout.alarms.*";
const yesNo = /true or false, without quotes/;

export const badValues: Record<FileKind, Record<string, Bad[]>> = {
  organization: {
    name: [
      [7, /project's name/],
      ["a b", /1 to 100 letters, digits/],
    ],
    runtime: [["python", /must be nodejs/]],
    "runtime.name": [[{ name: "go" }, /must be nodejs/]],
    "runtime.options": [[{ name: "nodejs", options: "typescript" }, /map with typescript/]],
    "runtime.options.typescript": [[{ name: "nodejs", options: { typescript: false } }, /must be true/]],
    description: [[["a"], /must be text/]],
    config: [["x", /map with pulumi:disable-default-providers/]],
    "config.pulumi:disable-default-providers": [[["*"], /map with value/]],
    "config.pulumi:disable-default-providers.value": [
      [["aws"], /must be \["\*"\]/],
      ["*", /must be \["\*"\]/],
    ],
    "config.slipway:organization": [["acme", /map with value/]],
    [org]: [[[], /map with prefix/]],
    [`${org}.prefix`]: [
      ["Acme", /2 to 8 of a-z and 0-9, beginning with a letter/],
      ["a", /2 to 8/],
      ["abcdefghi", /2 to 8/],
      ["my-co", /2 to 8/],
      ["aws", /AWS's own/],
    ],
    [`${org}.id`]: [["123", /Organizations id, such as o-/]],
    [`${org}.home`]: [
      ["eu-wset-1", /not a region.*Did you mean "eu-west-1"/],
      [1, /name of a region/],
    ],
    [`${org}.accounts`]: [[["444455556666"], /map of account aliases to account ids/]],
    [`${org}.accounts.*`]: [
      [777788889999, /twelve digits in quotes.*leading zero/],
      ["7777-8888-9999", /twelve digits in quotes/],
    ],
    [`${org}.administrator`]: [["path/Admin", /name without path/]],
    [`${org}.operators`]: [
      ["arn:aws:iam::444455556666:role/a", /list of 1 to 50 role ARNs/],
      [[], /list of 1 to 50/],
    ],
    [`${org}.operators.*`]: [["arn:aws:iam::444455556666:user/anna", /a role's ARN, such as/]],
    [`${org}.tags`]: [["platform", /map of tag keys to tag values/]],
    [`${org}.tags.*`]: [
      [17, /tag value in quotes/],
      ["a;b", /at most 256 letters/],
    ],
  },
  environment: {
    config: [[null, /is missing: it must be a map with slipway:environment/]],
    [env]: [["test", /map with account, region/]],
    [`${env}.account`]: [
      ["My-Account", /1 to 10 of a-z and 0-9/],
      ["abcdefghijk", /1 to 10/],
    ],
    [`${env}.region`]: [
      ["us-east-9", /not a region/],
      ["mars-1", /Use a name such as eu-west-1/],
    ],
    [`${env}.production`]: [["yes", yesNo]],
    [`${env}.backend`]: [
      ["S3", /one of s3, cloud.*Did you mean "s3"/],
      [3, /one of s3, cloud/],
    ],
    [`${env}.network`]: [["10.0.0.0/16", /map with cidr, zones/]],
    [`${env}.network.cidr`]: [
      ["10.10.0.0", /from \/16 to \/24, such as 10\.20\.0\.0\/16/],
      [10.1, /from \/16 to \/24/],
    ],
    [`${env}.network.zones`]: [
      [0, /availability zones from 1 to 6/],
      [7, /availability zones from 1 to 6/],
      ["2", /without quotes/],
      [1.5, /whole number/],
    ],
  },
  state: {
    config: [[[], /map with slipway:state/]],
    "config.slipway:state": [["one", /map with placement/]],
    "config.slipway:state.placement": [["acount", /one of one, account.*Did you mean "account"/]],
    "config.slipway:state.noncurrentDays": [
      [0, /days from 1 to 3650/],
      [3651, /days from 1 to 3650/],
    ],
    "config.slipway:state.replica": [["europe", /not a region/]],
  },
  toolchain: {
    config: [[3, /map with slipway:toolchain/]],
    "config.slipway:toolchain": [[[], /map with connections/]],
    "config.slipway:toolchain.connections": [[["github"], /map of connection names to maps with provider/]],
    "config.slipway:toolchain.connections.*": [["GitLab", /map with provider/]],
    "config.slipway:toolchain.connections.*.provider": [["Github", /one of GitHub, GitLab.*Did you mean "GitHub"/]],
  },
  service: {
    source: [["github", /map with connection, repository, branch/]],
    "source.connection": [
      ["Git_Hub", /1 to 16 of a-z, 0-9 and single hyphens/],
      ["a--b", /single hyphens/],
    ],
    "source.repository": [
      ["orders", /full name, such as acme\/orders/],
      ["https://github.com/a/b", /full name/],
    ],
    "source.branch": [
      ["feature..x", /a branch's name, such as main/],
      ["a b", /branch's name/],
      [1.2, /branch's name/],
    ],
    build: [["buildspec.yml", /map with buildspec, image/]],
    "build.buildspec": [
      ["../buildspec.yml", /path inside the repository/],
      ["build.sh", /ends in \.yml or \.yaml/],
    ],
    "build.image": [["my image", /CodeBuild image, such as/]],
    "build.compute": [["SMALL", /one of BUILD_GENERAL1_SMALL/]],
    "build.timeoutMinutes": [
      [4, /minutes from 5 to 480/],
      [481, /minutes from 5 to 480/],
    ],
    target: [["ec2-in-place", /map with kind, health/]],
    "target.kind": [["ec2-inplace", /must be ec2-in-place.*Did you mean/]],
    "target.health": [
      ["health", /path that begins with \//],
      ["/a?b", /without query/],
    ],
    "target.port": [
      [0, /from 1 to 65535/],
      [65536, /from 1 to 65535/],
    ],
    "target.instanceType": [["t3", /EC2 instance type, such as t3\.micro/]],
    "target.instances": [
      [0, /instances from 1 to 50/],
      [51, /instances from 1 to 50/],
    ],
    "target.ami": [
      ["amazon-linux", /image id in quotes/],
      ["ami-0123", /image id/],
    ],
    stages: [
      [{ environment: "test" }, /list of 1 to 48 stages/],
      [[], /list of 1 to 48 stages/],
    ],
    "stages.*": [["test", /map with environment, approval, rollout/]],
    "stages.*.environment": [["Test", /name of an environment/]],
    "stages.*.approval": [["true", yesNo]],
    "stages.*.rollout": [["half", /map with batch, alarms/]],
    "stages.*.rollout.batch": [
      ["third", /one, half, all, or a map/],
      [50, /one, half, all, or a map/],
    ],
    "stages.*.rollout.batch.healthyPercent": [
      [0, /percent from 1 to 99/],
      [100, /percent from 1 to 99/],
    ],
    "stages.*.rollout.alarms": [
      ["status", /list of 1 to 10 alarms/],
      [[], /list of 1 to 10 alarms/],
      [Array.from({ length: 11 }, () => "status"), /list of 1 to 10 alarms/],
    ],
    [alarm]: [["latency", /status, cpu, or a map with name/]],
    [`${alarm}.name`]: [
      ["status", /status and cpu are Slipway's own/],
      ["a-b", /1 to 32 of a-z and 0-9/],
    ],
    [`${alarm}.namespace`]: [["a:b", /CloudWatch namespace/]],
    [`${alarm}.metric`]: [["", /name of a metric/]],
    [`${alarm}.statistic`]: [["Mean", /Average.*percentile such as p99/]],
    [`${alarm}.threshold`]: [["5", /a number, without quotes/]],
    [`${alarm}.periodSeconds`]: [
      [45, /10, 20, 30 or a multiple of 60/],
      [90_000, /up to 86400/],
    ],
    [`${alarm}.evaluationPeriods`]: [[0, /periods from 1 to 1440/]],
    [`${alarm}.dimensions`]: [["Environment", /map of dimension names to values/]],
    [`${alarm}.dimensions.*`]: [[5, /text of 1 to 1024 characters, in quotes/]],
  },
};
