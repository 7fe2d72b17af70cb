/** For every field of every schema, values that must be refused, and the words of the remedy. */

import type { FileKind } from "../../catalog/schema/json";
import type { Step } from "../../catalog/schema/path";
import { rolloutValues, targetPlaces, targetSamples, targetValues, taskValues } from "./bad-targets";

interface Place {
  file: string;
  path: Step[];
}

const id = "11111111-aaaa-4aaa-8aaa-111111111111";
const asked = { reason: "reviewers see what a change does" };
const bindings = [
  {
    provider: "github",
    owner: "globex",
    repository: "platform",
    ids: { owner: "1", repository: "2" },
    scope: { branch: "main" },
  },
  { provider: "github-organization", owner: "globex", wholeOrganization: asked },
  { provider: "gitlab", project: "globex/platform", scope: { branch: "main" } },
  { provider: "bitbucket", workspace: "globex", workspaceId: id, repositoryId: id, scope: { environmentId: id } },
  { provider: "azure-devops", organization: "globex", organizationId: id, project: "Platform", connection: "aws" },
  { provider: "entra", tenantId: id, objectId: id, audience: "api://slipway" },
  {
    provider: "circleci",
    organizationId: id,
    projectId: id,
    origin: "github.com/globex/platform",
    scope: { branch: "main" },
  },
  { provider: "pulumi", organization: "globex", project: "release", stacks: ["sandbox"] },
];

const at = (file: string, ...path: Step[]): Place => ({ file, path });
const ledger = "services/ledger.yaml";
const feed = "services/price-feed.yaml";

/** Files of the tests' organisation in which each kind of file is spoilt. */
export const files: Record<FileKind, string> = {
  organization: "Pulumi.yaml",
  environment: "Pulumi.test.yaml",
  state: "Pulumi.state.yaml",
  toolchain: "Pulumi.toolchain.yaml",
  governance: "Pulumi.organization.yaml",
  deployments: "Pulumi.deployments.yaml",
  service: feed,
};

/** Files that the tests' organisation does without, as they could be. */
export const samples: Record<string, object> = {
  ...targetSamples,
  "Pulumi.deployments.yaml": {
    config: {
      "slipway:deployments": {
        organization: "globex",
        repository: "globex/release",
        webhooks: { team: { url: "https://hooks.globex.example/slipway", events: ["update_failed"] } },
      },
    },
  },
  "Pulumi.organization.yaml": {
    config: {
      "slipway:governance": {
        account: "management",
        regions: ["eu-west-1"],
        targets: [{ unit: "ou-ab12-11aa22bb", accounts: ["test"] }],
        delegatedAdministrators: [{ service: "sso.amazonaws.com", account: "test" }],
      },
    },
  },
};

/** Where fields of services are spoilt that another file has; `<...>` is one of several ways to write a map. */
const places: Record<string, Place> = {
  "source<codecommit>": at(ledger, "source", 0),
  "source<s3>": at(ledger, "source", 1),
  "source<ecr>": at(ledger, "source", 2),
  after: at(ledger, "after"),
  build: at(ledger, "build"),
  "build.env.*<parameter>": at(ledger, "build", "env", "RATES_URL"),
  "build.env.*<secret>": at(ledger, "build", "env", "DATABASE"),
  ...targetPlaces,
  "stages.*<environment>": at(feed, "stages", 1),
  "stages.*<environment>.approval": at("services/portal.yaml", "stages", 1, "approval"),
  "stages.*<environment>.bake": at(ledger, "stages", 0, "bake"),
  "stages.*<environment>.before": at(ledger, "stages", 0, "before"),
  "stages.*<environment>.after": at(ledger, "stages", 0, "after"),
  "stages.*<wave>": at(ledger, "stages", 1),
};

const federation = "config.slipway:organization.value.federation";
/** Where fields of each provider's bindings are spoilt. */
const bindingPlaces = Object.fromEntries(
  (["preview", "update"] as const).flatMap((access) =>
    bindings.map(({ provider }, index) => [
      `${federation}.*.${access}.*<${provider}>`,
      at("Pulumi.yaml", ...federation.split("."), "every", "preview", index),
    ]),
  ),
);

const placesOf: Partial<Record<FileKind, Record<string, Place>>> = {
  service: places,
  organization: {
    ...bindingPlaces,
    [`${federation}.*.accounts.*`]: at("Pulumi.yaml", ...federation.split("."), "platform", "accounts", 0),
  },
  governance: {
    "config.slipway:governance.targets.*.accounts.*": at(
      "Pulumi.organization.yaml",
      ...["config", "slipway:governance", "targets", 0, "accounts", 0],
    ),
  },
};

/** What stands for `*`: the first of a list, or a key that the company chooses. */
const example: Record<string, Step> = {
  reserved: "office",
  accounts: "live",
  federation: "platform",
  tags: "cost-centre",
  connections: "given",
  notifications: "oncall",
  baseImages: "public",
  webhooks: "team",
  env: "LOG_LEVEL",
  buildArgs: "RUNTIME",
  dimensions: "Environment",
  environment: "LEVEL",
  certificate: "test",
  webAcl: "test",
  accessLogs: "test",
  placeholder: "test",
};

export function locate(kind: FileKind, field: string): Place {
  const known = Object.keys(placesOf[kind] ?? {})
    .filter((key) => field === key || field.startsWith(`${key}.`) || field.startsWith(`${key}<`))
    .sort((one, other) => other.length - one.length);
  const [prefix] = known;
  const { file, path } = prefix === undefined ? at(files[kind]) : placesOf[kind]![prefix]!;
  const rest = prefix === undefined ? field : field.slice(prefix.length).replace(/^(<[\w-]+>)?\.?/, "");
  const steps = rest.split(".").filter((step) => step !== "");
  const result = [...path];
  for (const step of steps) {
    const plain = step.replace(/<[\w-]+>$/, "");
    result.push(plain === "*" ? (example[String(result.at(-1))] ?? 0) : plain);
  }
  return { file, path: result };
}

/** A federation with a binding of every provider. */
export const everyBinding = () => ({ accounts: ["test"], preview: structuredClone(bindings) });

export type Bad = [value: unknown, remedy: RegExp];

const org = "config.slipway:organization.value";
const env = "config.slipway:environment";
const toolchain = "config.slipway:toolchain";
const governance = "config.slipway:governance";
const deployments = "config.slipway:deployments";
const yesNo = /true or false, without quotes/;

const below = (prefix: string, bad: Record<string, Bad[]>): Record<string, Bad[]> =>
  Object.fromEntries(Object.entries(bad).map(([key, values]) => [`${prefix}.${key}`, values]));

const ipv4 = /IPv4 range, such as/;
/** The network of an environment, or of the toolchain. */
const networkValues: Record<string, Bad[]> = {
  network: [["10.0.0.0/16", /map with cidr, zones/]],
  "network.cidr": [
    ["10.10.0.0", /from \/16 to \/24, such as 10\.20\.0\.0\/16/],
    [10.1, /from \/16 to \/24/],
  ],
  "network.zones": [
    [0, /availability zones from 1 to 6/],
    [7, /availability zones from 1 to 6/],
    ["2", /without quotes/],
    [1.5, /whole number/],
  ],
  "network.egress": [["internet", /nat, none, or a map with transitGateway/]],
  "network.egress.transitGateway": [["tgw-0123456789abcdef0", /map with id, routes/]],
  "network.egress.transitGateway.id": [
    ["tgw-1", /such as tgw-0123456789abcdef0/],
    ["arn:aws:ec2:eu-west-1:777788889999:transit-gateway/tgw-0123456789abcdef0", /id of a Transit Gateway/],
  ],
  "network.egress.transitGateway.routes": [[[], /list of 1 to 50 IPv4 ranges/]],
  "network.egress.transitGateway.routes.*": [["everything", ipv4]],
  "network.endpoints": [["ssm", /list of 0 to \d+ services/]],
  "network.endpoints.*": [
    ["ecr.apis", /one of .*Did you mean "ecr\.api"/],
    ["com.amazonaws.eu-west-1.ssm", /one of autoscaling/],
  ],
  "network.readableBuckets": [["vendor-tools", /list of 0 to 50 names of buckets/]],
  "network.readableBuckets.*": [["arn:aws:s3:::vendor-tools", /name of a bucket, without arn/]],
  "network.flowLogs": [[false, /none, or a map with traffic and retentionDays/]],
  "network.flowLogs.traffic": [["ALL", /one of all, accept, reject.*Did you mean "all"/]],
  "network.flowLogs.retentionDays": [[15, /one of 1, 3, 5/]],
};

const uuid: Bad[] = [["{1}", /UUID in lower case, without braces/]];
const why = (path: string): Record<string, Bad[]> => ({
  [path]: [["yes", /map with reason/]],
  [`${path}.reason`]: [["short", /sentence of 10 characters or more/]],
});
const githubOwner: Bad[] = [["globex/*", /organisation or user of GitHub, no wildcard/]];
const branchOnly: Bad[] = [["refs/heads/main", /one name without refs\/heads/]];
const refScope: Record<string, Bad[]> = {
  scope: [
    [{}, /map with branch, or tag, or anyBranch: without it every run/],
    [{ branch: "main", tag: "v*" }, /map with branch, or tag, or anyBranch/],
  ],
  "scope.branch": branchOnly,
  "scope.tag": [["*", /a tag, or what tags begin with/]],
  ...why("scope.anyBranch"),
};

/** Fields of bindings, by provider. */
const bindingFields: Record<string, Record<string, Bad[]>> = {
  github: {
    owner: githubOwner,
    repository: [["globex/platform", /one repository's name without owner/]],
    ids: [["1", /map with owner, repository/]],
    "ids.owner": [[1, /numeric id in quotes/]],
    "ids.repository": [["x", /numeric id in quotes/]],
    immutableSubject: [["no", yesNo]],
    scope: [
      [{}, /map with branch, or tag, or environment with branch, or environment with anyBranch, or pullRequests/],
      [{ environment: "live" }, /environment with branch/],
    ],
    "scope.environment": [["*", /one environment/]],
    "scope.branch": branchOnly,
    "scope.tag": [["v*.*", /a tag, or what tags begin with/]],
    ...why("scope.anyBranch"),
    ...why("scope.pullRequests"),
  },
  "github-organization": {
    owner: githubOwner,
    ownerId: [["globex", /numeric id in quotes/]],
    ...why("wholeOrganization"),
  },
  gitlab: {
    host: [["https://gitlab.com", /host in lower case, without scheme/]],
    project: [["platform", /full path of one project/]],
    ...refScope,
  },
  bitbucket: {
    workspace: [["Globex", /workspace as in its address/]],
    workspaceId: uuid,
    repositoryId: uuid,
    scope: [[{}, /map with environmentId, or anyStep/]],
    "scope.environmentId": uuid,
    ...why("scope.anyStep"),
  },
  "azure-devops": {
    organization: [["a/b", /one name: letters, digits, spaces/]],
    organizationId: uuid,
    project: [["*", /one name: letters, digits, spaces/]],
    connection: [["*", /one name: letters, digits, spaces/]],
  },
  entra: { tenantId: uuid, objectId: uuid },
  circleci: {
    organizationId: uuid,
    projectId: uuid,
    origin: [["https://github.com/a/b", /host and path of the repository/]],
    ...refScope,
  },
  pulumi: {
    organization: [["Globex", /organisation in lower case/]],
    project: [["*", /one name: letters, digits/]],
    stacks: [[[], /list of 1 to 50 names of stacks/]],
    "stacks.*": [["*", /one name: letters, digits/]],
    operations: [[[], /list of 1 to 6 operations/]],
    "operations.*": [["updte", /one of preview.*Did you mean "update"/]],
  },
};

const bindingValues = (access: string): Record<string, Bad[]> => ({
  [`${federation}.*.${access}`]: [[[], /list of 1 to 8 maps with provider/]],
  [`${federation}.*.${access}.*`]: [["github", /map with provider, one of github, github-organization, gitlab/]],
  ...Object.fromEntries(
    bindings.flatMap(({ provider }) =>
      Object.entries({
        provider: [["gitlob", /one of github, .*Did you mean "gitlab"/]] as Bad[],
        audience: [["*", /letters, digits and _ \. : \/ -, no wildcard/]] as Bad[],
        ...bindingFields[provider],
      }).map(([field, bad]) => [`${federation}.*.${access}.*<${provider}>.${field}`, bad]),
    ),
  ),
});

/** Fields of everything that CodeBuild runs. */
const project: Record<string, Bad[]> = {
  buildspec: [
    ["../buildspec.yml", /path inside the repository/],
    ["build.sh", /ends in \.yml or \.yaml/],
  ],
  image: [["my image", /CodeBuild image, such as/]],
  compute: [["SMALL", /one of BUILD_GENERAL1_SMALL/]],
  timeoutMinutes: [
    [4, /minutes from 5 to 480/],
    [481, /minutes from 5 to 480/],
  ],
  privileged: [["yes", yesNo]],
  cache: [["S3", /one of none, local, s3.*Did you mean "s3"/]],
  logs: [[90, /map with days, s3/]],
  "logs.days": [[31, /must be one of 1, 3, 5/]],
  "logs.s3": [[1, yesNo]],
  concurrency: [[0, /builds from 1 to 100/]],
  batch: [[true, /map with maximumBuilds, timeoutMinutes/]],
  "batch.maximumBuilds": [[101, /builds from 1 to 100/]],
  "batch.timeoutMinutes": [[481, /minutes from 5 to 480/]],
  vpc: [["true", yesNo]],
  env: [[["A"], /map of variable names to text, parameters or secrets/]],
  "env.*": [
    [5, /text in quotes, a map with parameter, or a map with secret/],
    [{}, /text in quotes, a map with parameter, or a map with secret/],
  ],
  "env.*<parameter>.parameter": [["acme/url", /begins with \/, such as \/acme\/orders\/url/]],
  "env.*<secret>.secret": [["arn:aws:x", /name of a secret, such as/]],
  "env.*<secret>.jsonKey": [["a:b", /key of the secret's JSON text/]],
  "env.*<secret>.versionStage": [["a b", /stage's label, such as AWSCURRENT/]],
  reports: [[[], /list of 1 to 5 reports/]],
  "reports.*": [["unit", /map with name, format, files, baseDirectory/]],
  "reports.*.name": [["unit-tests", /1 to 64 of A-Z, a-z, 0-9 and _/]],
  "reports.*.format": [["JUNIT", /one of JUNITXML/]],
  "reports.*.files": [["**/*.xml", /list of 1 to 20 paths/]],
  "reports.*.files.*": [["/tmp/a.xml", /inside the repository/]],
  "reports.*.baseDirectory": [["/tmp", /folder inside the repository/]],
};

const step: Record<string, Bad[]> = {
  ...project,
  name: [
    ["deploy", /Slipway's own/],
    ["images", /Slipway's own/],
    ["smoke-test", /1 to 16 of a-z and 0-9/],
  ],
};

/** A list of the roles that people sign in with. */
const signedIn = (path: string): Record<string, Bad[]> => ({
  [path]: [[[], /list of 1 to 10 ARNs of roles that people sign in with/]],
  [`${path}.*`]: [
    ["arn:aws:iam::444455556666:user/anna", /a role of the toolchain account, or of IAM Identity Center/],
    ["arn:aws:iam::444455556666:role/*", /a role of the toolchain account/],
    ["arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_*", /_<permission set>_/],
  ],
});

const stage: Record<string, Bad[]> = {
  environment: [["Test", /name of an environment/]],
  branch: [["a..b", /a branch's name, such as main/]],
  ...rolloutValues,
  before: [["migrate", /list of 1 to 10 steps/]],
  "before.*": [["migrate", /map with name and buildspec, or with task and command/]],
  ...below("before.*<name>", step),
  ...below("before.*<task>", taskValues),
  after: [[[], /list of 1 to 10 steps/]],
  "after.*": [["smoke", /map with name and buildspec, or with task and command/]],
  ...below("after.*<name>", step),
  ...below("after.*<task>", taskValues),
};

const flow: Record<string, Bad[]> = {
  approval: [["true", /true or false, without quotes, or a map with minutes and audience/]],
  "approval.minutes": [[4, /minutes from 5 to 86400/]],
  "approval.audience": [["On Call", /2 to 16 of a-z and 0-9/]],
  skipUnchanged: [["no", yesNo]],
  window: [["night", /map with cron, timeZone/]],
  "window.cron": [
    ["0 9 * * *", /six fields in quotes/],
    ["* * 9-16 ? * MON-TH", /six fields in quotes/],
    ["* * 9-24 ? * MON", /six fields in quotes/],
  ],
  "window.timeZone": [
    ["+01:00", /time zone, such as Europe\/Berlin/],
    ["Europe/Berlim", /time zone, such as Europe\/Berlin/],
  ],
  variables: [[{ variable: "x" }, /list of 1 to 4 checks/]],
  "variables.*": [["#{BuildVariables.READY}", /map with variable, operator, value/]],
  "variables.*.variable": [["BuildVariables.READY", /variable in quotes, such as/]],
  "variables.*.operator": [["==", /one of EQ, NE, MATCHES/]],
  "variables.*.value": [[true, /text of 1 to 1000 characters, in quotes/]],
  bake: [[10, /map with minutes, alarms/]],
  "bake.minutes": [[2881, /minutes from 1 to 2880/]],
  "bake.alarms": [[[], /list of 1 to 5 names of alarms/]],
  "bake.alarms.*": [["arn:aws:x", /name of an alarm in the toolchain account/]],
  failure: [["ignore", /one of stop, retry, rollback/]],
};

/** A filter of branches, tags or paths. */
const filter = (name: string): Record<string, Bad[]> => ({
  [name]: [[["main"], /map with includes, excludes/]],
  [`${name}.includes`]: [[[], /list of 1 to 8 globs/]],
  [`${name}.includes.*`]: [["", /glob of 1 to 255 characters/]],
  [`${name}.excludes`]: [["main", /list of 1 to 8 globs/]],
  [`${name}.excludes.*`]: [[" a", /glob of 1 to 255 characters/]],
});

const kind: Bad = ["s4", /one of connection, codecommit, s3, ecr\. Did you mean "s3"/];
const sourceName: Bad[] = [
  ["base", /1 to 27 letters and digits, beginning with a capital/],
  ["Build", /Build and Images are Slipway's own/],
];
const branch: Bad[] = [
  ["feature..x", /a branch's name, such as main/],
  ["a b", /branch's name/],
  [1.2, /branch's name/],
];

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
      // A load balancer of this name would be taken for one of AWS's own.
      ["internal", /AWS's own/],
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
    [`${org}.people`]: [["everybody", /map with developer, operator, breakGlass, alarm/]],
    ...signedIn(`${org}.people.developer`),
    ...signedIn(`${org}.people.operator`),
    ...signedIn(`${org}.people.breakGlass`),
    [`${org}.people.alarm`]: [["security@globex.example", /map with email/]],
    [`${org}.people.alarm.email`]: [[[], /list of 1 to 10 e-mail addresses/]],
    [`${org}.people.alarm.email.*`]: [["security", /an e-mail address, such as/]],
    [`${org}.network`]: [["10.0.0.0/8", /map with range, reserved/]],
    [`${org}.network.range`]: [["private", ipv4]],
    [`${org}.network.reserved`]: [[["10.0.0.0/16"], /map of names to IPv4 ranges/]],
    [`${org}.network.reserved.*`]: [["10.0.0.1", ipv4]],
    [federation]: [[["platform"], /map of names to maps with accounts, and preview or update/]],
    [`${federation}.*`]: [
      ["github", /map with accounts, sessionSeconds, preview, update/],
      [{ accounts: ["test"] }, /must have preview, update or both/],
    ],
    [`${federation}.*.accounts`]: [[[], /list of 1 to 100 account aliases/]],
    [`${federation}.*.accounts.*`]: [["*", /1 to 10 of a-z and 0-9/]],
    [`${federation}.*.sessionSeconds`]: [
      [900, /seconds from 3600 to 43200/],
      ["1h", /seconds from 3600 to 43200/],
    ],
    ...bindingValues("preview"),
    ...bindingValues("update"),
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
    [`${env}.expires`]: [
      ["tomorrow", /a time in UTC in quotes/],
      ["2027-03-31", /such as "2027-03-31T18:00:00Z"/],
      ["2027-03-31T18:00:00+02:00", /UTC/],
    ],
    [`${env}.backend`]: [
      ["S3", /one of s3, cloud.*Did you mean "s3"/],
      [3, /one of s3, cloud/],
    ],
    ...below(env, networkValues),
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
  deployments: {
    config: [[3, /map with slipway:deployments/]],
    [deployments]: [["globex", /map with organization, provider, repository/]],
    ...below(deployments, {
      organization: [
        ["Globex", /organisation in lower case/],
        ["*", /organisation in lower case/],
      ],
      provider: [["GitHub", /one of github, gitlab.*Did you mean "github"/]],
      repository: [
        ["release", /with its owner, such as acme\/platform/],
        ["https://github.com/globex/release", /with its owner/],
      ],
      directory: [
        ["/infrastructure", /without \/ at either end/],
        ["../other", /folder of the repository/],
      ],
      branch: [["refs/heads/main", /without refs\/heads/]],
      previews: [["no", /true or false, without quotes/]],
      drift: [["daily", /map with cron, remediate/]],
      "drift.cron": [
        ["daily", /five fields of cron in UTC/],
        ["0 4 * * MON", /five fields/],
        ["cron(0 4 * * ? *)", /five fields/],
      ],
      "drift.remediate": [["yes", /true or false/]],
      webhooks: [[["https://globex.example"], /map of names to maps with url and events/]],
      "webhooks.*": [["https://globex.example", /map with url, events/]],
      "webhooks.*.url": [
        ["http://hooks.globex.example", /must be https/],
        ["https://hooks.slack.com/services/T0/B0/secret", /none of Slack's or Teams' own/],
        ["https://globex.webhook.office.com/webhookb2/1", /none of Slack's or Teams' own/],
        ["https://user:secret@globex.example/", /no query, no user/],
        ["https://globex.example/?token=secret", /no query/],
      ],
      "webhooks.*.events": [[[], /list of 1 to 11 events/]],
      "webhooks.*.events.*": [["update_failled", /one of .*Did you mean "update_failed"/]],
      policyGroup: [["mandatory", /one of audit, preventative, none/]],
    }),
  },
  governance: {
    config: [[3, /map with slipway:governance/]],
    [governance]: [["management", /map with account, regions/]],
    ...below(governance, {
      account: [["666677778888", /1 to 10 of a-z and 0-9/]],
      regions: [[[], /list of 1 to 50 regions/]],
      "regions.*": [["europe", /not a region/]],
      targets: [["r-ab12", /list of 1 to 100 roots, organizational units or accounts/]],
      "targets.*": [
        ["ou-ab12", /id of the root, such as r-ab12, an account of Pulumi\.yaml/],
        ["r-root-1", /id of the root, such as r-ab12/],
      ],
      "targets.*.unit": [["ou-1", /id of an organizational unit, such as ou-ab12-11aa22bb/]],
      "targets.*.accounts": [["test", /list of 0 to 100 accounts of Pulumi\.yaml/]],
      "targets.*.accounts.*": [["Test", /1 to 10 of a-z and 0-9/]],
      delegatedAdministrators: [[{ service: "sso.amazonaws.com" }, /list of 0 to 50 maps with service and account/]],
      "delegatedAdministrators.*": [["sso.amazonaws.com", /map with service, account/]],
      "delegatedAdministrators.*.service": [["sso.amazon.com", /one of .*Did you mean "sso\.amazonaws\.com"/]],
      "delegatedAdministrators.*.account": [["My Account", /1 to 10 of a-z and 0-9/]],
    }),
  },
  toolchain: {
    config: [[3, /map with slipway:toolchain/]],
    [toolchain]: [[[], /map with connections/]],
    ...below(toolchain, {
      connections: [[["github"], /map of connection names to maps with provider/]],
      "connections.*": [["GitLab", /map with provider/]],
      "connections.*.provider": [["Github", /one of GitHub, GitLab.*Did you mean "GitHub"/]],
      "connections.*.arn": [["arn:aws:codeconnections:eu-west-1:444455556666:host/x", /ARN of a connection/]],
      notifications: [[["oncall"], /map of audiences to maps with events, email, slack, teams/]],
      "notifications.*": [["oncall@globex.example", /map with events, email, slack, teams/]],
      "notifications.*.events": [[[], /list of 1 to \d+ events: started/]],
      "notifications.*.events.*": [["fail", /Did you mean "failed"/]],
      "notifications.*.email": [["oncall@globex.example", /list of 1 to 50 e-mail addresses/]],
      "notifications.*.email.*": [["oncall", /an e-mail address, such as/]],
      "notifications.*.slack": [["#oncall", /map with workspaceId, channelId/]],
      "notifications.*.slack.workspaceId": [["globex", /workspace's id, such as T0123ABCD/]],
      "notifications.*.slack.channelId": [["#oncall", /channel's id, such as C0123ABCD/]],
      "notifications.*.teams": [["oncall", /map with teamId, tenantId, channelId/]],
      "notifications.*.teams.teamId": [["0123456789abcdef-0123-456789abcdef--", /UUID: groupId/]],
      "notifications.*.teams.tenantId": [["globex", /UUID: tenantId/]],
      "notifications.*.teams.channelId": [["General", /as in its link, encoded/]],
      ...networkValues,
      baseImages: [[["public.ecr.aws"], /map of names to maps with upstream/]],
      "baseImages.*": [["public.ecr.aws", /map with upstream, credential/]],
      "baseImages.*.upstream": [["https://quay.io", /host of a registry, such as public\.ecr\.aws/]],
      "baseImages.*.credential": [["globex/docker", /begins with ecr-pullthroughcache\//]],
    }),
  },
  service: {
    mode: [["trunks", /one of trunk, branch.*Did you mean "trunk"/]],
    deploy: [["codepipeline", /one of release, standard/]],
    execution: [["queued", /one of SUPERSEDED, QUEUED, PARALLEL.*Did you mean "QUEUED"/]],
    source: [
      ["github", /map with connection, repository and branch, or with another kind, or a list/],
      [[], /list of 1 to 5 sources/],
    ],
    ...below("source<connection>", {
      kind: [kind],
      name: sourceName,
      connection: [
        ["Git_Hub", /1 to 16 of a-z, 0-9 and single hyphens/],
        ["a--b", /single hyphens/],
      ],
      repository: [
        ["orders", /full name, such as acme\/orders/],
        ["https://github.com/a/b", /full name/],
      ],
      branch,
      push: [[[], /list of 1 to 3 filters/]],
      "push.*": [["main", /map with branches, tags, paths/]],
      ...below("push.*", { ...filter("branches"), ...filter("tags"), ...filter("paths") }),
      pullRequests: [[{}, /list of 1 to 3 filters/]],
      "pullRequests.*": [["OPEN", /map with events, branches, paths/]],
      "pullRequests.*.events": [["OPEN", /list of 1 to 3 events: OPEN, UPDATED, CLOSED/]],
      "pullRequests.*.events.*": [["MERGED", /one of OPEN, UPDATED, CLOSED/]],
      ...below("pullRequests.*", { ...filter("branches"), ...filter("paths") }),
    }),
    ...below("source<codecommit>", {
      kind: [kind],
      name: sourceName,
      repository: [["globex/ledger", /CodeCommit repository's name, such as orders/]],
      branch,
      create: [["yes", yesNo]],
      approvals: [[11, /approvals from 0 to 10/]],
    }),
    ...below("source<s3>", {
      kind: [kind],
      name: sourceName,
      bucket: [["Globex.Rates", /name of a bucket/]],
      key: [
        ["daily/rates.csv", /key of a \.zip object/],
        ["/rates.zip", /key of a \.zip object/],
      ],
    }),
    ...below("source<ecr>", {
      kind: [kind],
      name: sourceName,
      repository: [["444455556666.dkr.ecr.eu-west-1.amazonaws.com/Base", /name without host, such as acme\/base/]],
      tag: [["a:b", /image tag, such as stable/]],
    }),
    after: [["payments", /list of 1 to 20 services/]],
    "after.*": [["Payments", /name of a service/]],
    build: [["buildspec.yml", /map with buildspec, image/]],
    ...below("build", project),
    "build.images": [[{ name: "api" }, /list of 1 to 20 images/]],
    "build.images.*": [["api", /map with name, directory, dockerfile, buildArgs/]],
    "build.images.*.name": [["my-api", /1 to 16 of a-z and 0-9/]],
    "build.images.*.directory": [["../api", /folder inside the repository/]],
    "build.images.*.dockerfile": [["/Dockerfile", /path inside the folder/]],
    "build.images.*.buildArgs": [["A=b", /map of build arguments to text/]],
    "build.images.*.buildArgs.*": [["a b", /text without spaces and quotes/]],
    ...targetValues,
    stages: [
      [{ environment: "test" }, /list of 1 to 1000 stages or waves/],
      [[], /list of 1 to 1000 stages or waves/],
    ],
    "stages.*": [
      ["test", /map with environment, or with wave and stages/],
      [{}, /map with environment, or with wave and stages/],
    ],
    ...below("stages.*<environment>", { ...stage, ...flow }),
    ...below("stages.*<wave>", {
      wave: [["Production", /1 to 32 of a-z and 0-9/]],
      concurrency: [[0, /stages from 1 to 1000/]],
      ...flow,
      stages: [[[], /list of 1 to 1000 stages/]],
      "stages.*": [["prod", /map with environment, branch, rollout/]],
      ...below("stages.*", stage),
    }),
  },
};
