/** Organisations whose files are each right alone, and wrong together. */
import type { Step } from "../../catalog/schema/path";
import type { Copy } from "./organization";

export const org = (...path: Step[]) => ["config", "slipway:organization", "value", ...path];
export const env = (...path: Step[]) => ["config", "slipway:environment", ...path];
export const feed = "services/price-feed.yaml";
export const test = "Pulumi.test.yaml";
export const prod = "Pulumi.prod.yaml";

export interface Case {
  title: string;
  spoil(copy: Copy): void;
  file: string;
  path: Step[];
  value: unknown;
  remedy: RegExp;
}

/** A case that sets one value, which is the one that is refused. */
const set = (title: string, file: string, path: Step[], value: unknown, remedy: RegExp): Case => ({
  title,
  spoil: (copy) => copy.set(file, path, value),
  file,
  path,
  value,
  remedy,
});

/** A case in which a file is named as no file of its kind can be. */
const named = (title: string, from: string, to: string, value: string, remedy: RegExp): Case => ({
  title,
  spoil: (copy) => copy.write(to, copy.read(from)),
  file: to,
  path: [],
  value,
  remedy,
});

const pullRequests = { pullRequests: { reason: "reviewers see what a change does" } };
const longBinding = {
  provider: "gitlab",
  project: `globex/${"platform-".repeat(15)}`,
  scope: { branch: "main" },
};
const errors = { name: "errors", namespace: "AWS/EC2", metric: "E", statistic: "Sum", threshold: 1 };
const alarms = (...names: string[]) => names.map((name) => ({ ...errors, name }));

const deployed = (copy: Copy) =>
  copy.write(
    "Pulumi.deployments.yaml",
    "config:\n  slipway:deployments: { organization: globex, repository: globex/release }\n",
  );

const someone = "arn:aws:iam::444455556666:role/platform/anna";
/** Of three accounts, each of which takes a statement. */
const manyPeople = Array.from({ length: 10 }, (_, index) => {
  const account = ["444455556666", "012345678901", "777788889999"][index % 3];
  const set = `${"a".repeat(31)}${index}`;
  return `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/ap-southeast-2/AWSReservedSSO_${set}_*`;
});

/** A case in which one of the people's lists names somebody whom it may not. */
const person = (role: string, what: string, value: string, remedy: RegExp): Case => ({
  title: `${role}: ${what}`,
  spoil: (copy) => copy.set("Pulumi.yaml", org("people"), { [role]: [value], ...(role === "breakGlass" ? told : {}) }),
  file: "Pulumi.yaml",
  path: org("people", role, 0),
  value,
  remedy,
});
const told = { alarm: { email: ["a@globex.example"] } };

export const cases: Case[] = [
  {
    title: "an organisation without a toolchain account",
    spoil: (copy) => copy.set("Pulumi.yaml", org("accounts"), { test: "012345678901", live: "777788889999" }),
    file: "Pulumi.yaml",
    path: org("accounts"),
    value: { test: "012345678901", live: "777788889999" },
    remedy: /must have toolchain/,
  },
  set(
    "two aliases of one account",
    "Pulumi.yaml",
    org("accounts", "live"),
    "444455556666",
    /is also toolchain: give each/,
  ),
  set(
    "an operator of another account than toolchain",
    "Pulumi.yaml",
    org("operators", 0),
    "arn:aws:iam::012345678901:role/a",
    /role of the toolchain account, 444455556666/,
  ),
  set(
    "an operator of another partition",
    "Pulumi.yaml",
    org("operators", 0),
    "arn:aws-cn:iam::444455556666:role/a",
    /must begin with arn:aws:/,
  ),
  set(
    "an operator that a stack could make",
    "Pulumi.yaml",
    org("operators", 0),
    "arn:aws:iam::444455556666:role/services/globex-ledger-build",
    /those below \/services\/ are made by stacks/,
  ),
  ...(["developer", "operator", "breakGlass"] as const).flatMap((role) => [
    person(role, "a role of another account", "arn:aws:iam::012345678901:role/a", /toolchain account, 444455556666/),
    person(role, "a role that a stack makes", "arn:aws:iam::444455556666:role/services/globex-a", /are of stacks/),
    person(role, "a role of the platform", "arn:aws:iam::444455556666:role/slipway/globex-gates", /are of stacks/),
    person(role, "another partition", "arn:aws-cn:iam::444455556666:role/a", /must begin with arn:aws:/),
    person(
      role,
      "a permission set in an account that is not declared",
      "arn:aws:iam::999999999999:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_A_*",
      /must be of an account of Pulumi\.yaml/,
    ),
  ]),
  {
    title: "the same person twice",
    spoil: (copy) => copy.set("Pulumi.yaml", org("people"), { developer: [someone, someone] }),
    file: "Pulumi.yaml",
    path: org("people", "developer", 1),
    value: someone,
    remedy: /is \[0\] already/,
  },
  {
    title: "more people than a trust policy has room for",
    spoil: (copy) => copy.set("Pulumi.yaml", org("people"), { operator: manyPeople }),
    file: "Pulumi.yaml",
    path: org("people", "operator"),
    value: manyPeople.length,
    remedy: /more than 2048 characters.*name fewer/,
  },
  {
    title: "a break-glass role of whose use nobody hears",
    spoil: (copy) => copy.set("Pulumi.yaml", org("people"), { breakGlass: [someone] }),
    file: "Pulumi.yaml",
    path: org("people", "alarm"),
    value: undefined,
    remedy: /somebody must hear of each entry/,
  },
  {
    title: "an alarm of nothing",
    spoil: (copy) => copy.set("Pulumi.yaml", org("people"), { alarm: { email: ["a@globex.example"] } }),
    file: "Pulumi.yaml",
    path: org("people", "alarm"),
    value: { email: ["a@globex.example"] },
    remedy: /nothing to tell of without breakGlass/,
  },
  set(
    "a federation into an account that is not declared",
    "Pulumi.yaml",
    org("federation", "platform", "accounts", 1),
    "lvie",
    /no account of Pulumi\.yaml\. Did you mean "live"/,
  ),
  set(
    "a federation into one account twice",
    "Pulumi.yaml",
    org("federation", "platform", "accounts", 1),
    "test",
    /is accounts\[0\] already/,
  ),
  {
    title: "pull requests that could update",
    spoil: (copy) => copy.set("Pulumi.yaml", org("federation", "platform", "update", 1, "scope"), pullRequests),
    file: "Pulumi.yaml",
    path: org("federation", "platform", "update", 1, "scope", "pullRequests"),
    value: undefined,
    remedy: /is for previews only; bind the update role to a branch or environment/,
  },
  {
    title: "subjects with ids that are not there",
    spoil: (copy) => copy.set("Pulumi.yaml", org("federation", "platform", "update", 1, "immutableSubject"), true),
    file: "Pulumi.yaml",
    path: org("federation", "platform", "update", 1, "ids"),
    value: undefined,
    remedy: /must be given, because the subjects hold them/,
  },
  {
    title: "more bindings than a trust takes",
    spoil: (copy) => copy.set("Pulumi.yaml", org("federation", "platform", "update"), Array(8).fill(longBinding)),
    file: "Pulumi.yaml",
    path: org("federation", "platform", "update"),
    value: 3422,
    remedy: /trust of more than 2048 characters; make two roles/,
  },
  {
    title: "more tags than a resource takes",
    spoil: (copy) => copy.set("Pulumi.yaml", org("tags"), Object.fromEntries(numbers(41).map((n) => [`t${n}`, "x"]))),
    file: "Pulumi.yaml",
    path: org("tags"),
    value: 41,
    remedy: /at most 40 tags/,
  },
  set(
    "a replica at home",
    "Pulumi.state.yaml",
    ["config", "slipway:state", "replica"],
    "eu-west-1",
    /another region than the home/,
  ),
  set(
    "a replica in another partition",
    "Pulumi.state.yaml",
    ["config", "slipway:state", "replica"],
    "cn-north-1",
    /partition aws/,
  ),
  set(
    "an account that is not declared",
    test,
    env("account"),
    "tets",
    /no account of Pulumi\.yaml\. Did you mean "test"/,
  ),
  set("an environment in the toolchain account", test, env("account"), "toolchain", /another account than toolchain/),
  set(
    "a region of another partition",
    test,
    env("region"),
    "us-gov-west-1",
    /partition aws of the home region eu-west-1/,
  ),
  set(
    "the backend cloud without a word on who runs it",
    test,
    env("backend"),
    "cloud",
    /needs Pulumi\.deployments\.yaml.*add it, or write s3/,
  ),
  set(
    "an end of what Slipway itself runs",
    test,
    env("expires"),
    "2027-03-31T18:00:00Z",
    /for the backend cloud.*delete it/,
  ),
  {
    title: "CI that would enter an account of Pulumi Deployments",
    spoil: (copy) => deployed(copy).set(test, env("backend"), "cloud"),
    file: "Pulumi.yaml",
    path: org("federation", "platform", "accounts", 0),
    value: "test",
    remedy: /has no run roles that CI could enter.*delete it/,
  },
  {
    title: "an end of production",
    spoil: (copy) =>
      deployed(copy).set(prod, env("backend"), "cloud").set(prod, env("expires"), "2027-03-31T18:00:00Z"),
    file: prod,
    path: env("expires"),
    value: "2027-03-31T18:00:00Z",
    remedy: /must not be given for production/,
  },
  {
    title: "two environments in one account and region",
    spoil: (copy) => copy.set(prod, env("region"), "eu-west-1"),
    file: "Pulumi.prod-eu-west-1.yaml",
    path: env("account"),
    value: "live",
    remedy: /the place of Pulumi\.prod\.yaml too/,
  },
  set(
    "overlapping networks",
    test,
    env("network", "cidr"),
    "172.20.16.0/20",
    /overlaps 172\.20\.0\.0\/16 of Pulumi\.prod\.yaml/,
  ),
  set(
    "a network that touches a reserved range",
    test,
    env("network", "cidr"),
    "172.30.0.0/20",
    /overlaps 172\.28\.0\.0\/14 of Pulumi\.yaml, where it is reserved as office: .*, such as 10\.0\.0\.0\/20/,
  ),
  {
    title: "a network outside the range of all networks",
    spoil: (copy) => {
      copy
        .set("Pulumi.yaml", org("network", "range"), "172.16.0.0/12")
        .set(test, env("network", "cidr"), "10.9.0.0/16");
    },
    file: test,
    path: env("network", "cidr"),
    value: "10.9.0.0/16",
    remedy: /must lie in 172\.16\.0\.0\/12.*, such as 172\.16\.0\.0\/16/,
  },
  set(
    "a reserved range that begins elsewhere",
    "Pulumi.yaml",
    org("network", "reserved", "office"),
    "172.30.0.0/14",
    /first address: write 172\.28\.0\.0\/14/,
  ),
  set("Docker's own network", test, env("network", "cidr"), "172.17.0.0/16", /must not touch 172\.17\.0\.0\/16/),
  {
    title: "an endpoint twice",
    spoil: (copy) => copy.set(test, env("network", "endpoints"), ["ssm", "kms", "ssm"]),
    file: test,
    path: env("network", "endpoints", 2),
    value: "ssm",
    remedy: /is \[0\] already/,
  },
  {
    title: "a route to a Transit Gateway that begins elsewhere",
    spoil: (copy) => copy.set(prod, env("network", "egress", "transitGateway", "routes"), ["10.1.0.0/8"]),
    file: prod,
    path: env("network", "egress", "transitGateway", "routes", 0),
    value: "10.1.0.0/8",
    remedy: /write 10\.0\.0\.0\/8/,
  },
  set("production without a flow log", prod, env("network", "flowLogs"), "none", /all traffic in production/),
  set(
    "production with a part of its traffic recorded",
    prod,
    env("network", "flowLogs", "traffic"),
    "reject",
    /all traffic in production: leave it out/,
  ),
  set("a network that is too large", test, env("network", "cidr"), "10.0.0.0/15", /from \/16 to \/24/),
  set("a network that is too small", test, env("network", "cidr"), "10.0.0.0/25", /from \/16 to \/24/),
  set("an address that is none", test, env("network", "cidr"), "10.256.0.0/16", /IPv4 network/),
  set(
    "an address inside its network",
    test,
    env("network", "cidr"),
    "10.1.2.0/16",
    /first address: write 10\.1\.0\.0\/16/,
  ),
  set("a link-local network", test, env("network", "cidr"), "169.254.0.0/16", /must not be loopback, link-local/),
  named(
    "a hyphen that is no region's",
    test,
    "Pulumi.test-two.yaml",
    "test-two",
    /Pulumi\.test-eu-west-1\.yaml or Pulumi\.test\.yaml/,
  ),
  named(
    "another region in the name than in the file",
    test,
    "Pulumi.test-us-east-1.yaml",
    "test-us-east-1",
    /rename it/,
  ),
  named("a base that is too long", test, "Pulumi.developments.yaml", "developments", /1 to 10 of a-z and 0-9/),
  named("a capital letter", test, "Pulumi.Dev.yaml", "Dev", /1 to 10 of a-z and 0-9/),
  ...["account", "store", "pipeline", "pipelines", "releases"].map((word) =>
    named(`an environment named ${word}`, test, `Pulumi.${word}.yaml`, word, /Slipway's own names; rename/),
  ),
  named("a service named pipeline", feed, "services/pipeline.yaml", "pipeline", /Slipway's own names; rename/),
  {
    title: "a build's parameter among the platform's own, where the organisation is called slipway",
    spoil: (copy) => {
      copy
        .set("Pulumi.yaml", org("prefix"), "slipway")
        .set(
          "services/ledger.yaml",
          ["build", "env", "RATES_URL", "parameter"],
          "/slipway/slipway/releases/ledger/prod",
        );
    },
    file: "services/ledger.yaml",
    path: ["build", "env", "RATES_URL", "parameter"],
    value: "/slipway/slipway/releases/ledger/prod",
    remedy: /must not be below \/slipway\/slipway\//,
  },
  {
    title: "an account named artifacts",
    spoil: (copy) => copy.set("Pulumi.yaml", org("accounts", "artifacts"), "123456789012"),
    file: "Pulumi.yaml",
    path: org("accounts", "artifacts"),
    value: "123456789012",
    remedy: /must have another alias: artifacts is part/,
  },
  {
    title: "a bucket with a longer name than S3 takes",
    spoil: (copy) => {
      copy
        .set(prod, env("region"), "ap-southeast-1")
        // Its certificate is of the other region.
        .remove("services/web.yaml")
        .write("services/abcdefghijklmnop.yaml", copy.read("services/portal.yaml"));
    },
    file: "services/abcdefghijklmnop.yaml",
    path: ["mode"],
    value: "branch",
    remedy: /globex-abcdefghijklmnop-artifacts-live-444455556666-ap-southeast-1 of 66 characters, and S3 takes 63/,
  },
  named("a service with two hyphens together", feed, "services/a--b.yaml", "a--b", /single hyphens inside/),
  named("a service that ends in a hyphen", feed, "services/a-.yaml", "a-", /single hyphens inside/),
  named("a service whose name is too long", feed, "services/abcdefghijklmnopq.yaml", "abcdefghijklmnopq", /1 to 16/),
  set("a connection that is not declared", feed, ["source", "connection"], "gitlap", /Did you mean "gitlab"/),
  set("a repository with three parts on GitHub", feed, ["source", "repository"], "a/b/c", /two parts on GitHub/),
  set(
    "a stage without environment",
    feed,
    ["stages", 0, "environment"],
    "tset",
    /no Pulumi\.tset\.yaml\. Did you mean "test"/,
  ),
  set("a stage twice", feed, ["stages", 1, "environment"], "test", /environment of stages\[0\] already/),
  set("production without approval", feed, ["stages", 1, "approval"], false, /must be true, or be left out/),
  {
    title: "one image for two regions",
    spoil: (copy) => copy.set(feed, ["target", "ami"], "ami-01234567"),
    file: feed,
    path: ["target", "ami"],
    value: "ami-01234567",
    remedy: /eu-west-1 and eu-central-1; leave it out/,
  },
  set(
    "a batch that leaves nothing to deploy to",
    feed,
    ["stages", 1, "rollout", "batch", "healthyPercent"],
    76,
    /keeps 4 of 4 instances in service.*give at most 75/,
  ),
  {
    title: "more alarms than a deployment group takes, because the fleet is large",
    spoil: (copy) => {
      copy
        .set(feed, ["target", "instances"], 45)
        .set(feed, ["stages", 1, "rollout", "alarms"], ["status", "cpu", errors]);
    },
    file: feed,
    path: ["stages", 1, "rollout", "alarms"],
    value: ["status", "cpu", "errors"],
    remedy: /make 11 alarms for 45 instances.*CodeDeploy takes 10/,
  },
  {
    title: "two alarms of one name",
    spoil: (copy) => copy.set(feed, ["stages", 1, "rollout", "alarms"], alarms("a", "b", "a")),
    file: feed,
    path: ["stages", 1, "rollout", "alarms", 2],
    value: "a",
    remedy: /is the alarm alarms\[0\] already/,
  },
  {
    title: "an alarm that looks back further than CloudWatch does",
    spoil: (copy) => {
      const alarm = { ...errors, periodSeconds: 600, evaluationPeriods: 145 };
      copy.set(feed, ["stages", 1, "rollout", "alarms"], [alarm]);
    },
    file: feed,
    path: ["stages", 1, "rollout", "alarms", 0, "evaluationPeriods"],
    value: 145,
    remedy: /give at most 144/,
  },
  {
    title: "a short period on one of AWS's own metrics",
    spoil: (copy) => copy.set(feed, ["stages", 1, "rollout", "alarms"], [{ ...errors, periodSeconds: 10 }]),
    file: feed,
    path: ["stages", 1, "rollout", "alarms", 0, "periodSeconds"],
    value: 10,
    remedy: /must be 60 or more/,
  },
];

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
