import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryEvents } from "../../catalog/events/delivery";
import { eventRuleName, notificationKeyAlias } from "../../catalog/events/names";
import { limits, naming, type PlatformRole, type ServiceRole, type TrackRole } from "../../catalog/naming";
import { regions } from "../../catalog/regions";
import { codedeployConfig } from "../../catalog/rollout/shift";

const letters = "abcdefghijklmnopqrstuvwxyz";
const word = (first: string, rest: string, least: number, most: number) =>
  fc
    .tuple(
      fc.constantFrom(...first),
      fc.string({ unit: fc.constantFrom(...rest), minLength: least - 1, maxLength: most - 1 }),
    )
    .map(([head, tail]) => head + tail);
const plain = (most: number, least = 1) => word(letters, `${letters}0123456789`, least, most);
const hyphenated = (token: fc.Arbitrary<string>, most: number) =>
  fc.array(token, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("-").slice(0, most).replace(/-+$/, ""));
const inRegions = (base: fc.Arbitrary<string>, region: fc.Arbitrary<string>) =>
  fc.tuple(base, fc.option(region, { nil: undefined, freq: 1 })).map((parts) => parts.filter(Boolean).join("-"));

/** Words that the checks keep for Slipway: see catalog/checks. */
const service = (name: fc.Arbitrary<string>) => name.filter((each) => each !== "pipeline");
const account = (name: fc.Arbitrary<string>) => name.filter((each) => each !== "artifacts");
const stepName = (name: fc.Arbitrary<string>) => name.filter((each) => each !== "build");

/** Every part as long and as strange as a file may have it. */
const anyRegion = fc.constantFrom(...regions);
const token = fc.oneof(plain(limits.service), anyRegion);
const wide = {
  prefix: plain(limits.prefix, 2),
  account: account(plain(limits.account)),
  environment: inRegions(plain(limits.environmentBase), anyRegion),
  service: service(hyphenated(token, limits.service)),
  connection: hyphenated(token, limits.connection),
  /** Steps, images and base images. */
  short: stepName(plain(16)),
  audience: plain(16, 2),
  report: word(`${letters}0123456789`, `${letters}0123456789_`, 1, 64),
  source: word("ABC", `${letters}0123456789`, 1, 27),
  region: anyRegion,
};
/** Parts of so few words that the same letters come up again and again, divided differently. */
const few = fc.constantFrom("a", "b", "ab", "ba", "aba", "run", "build", "us", "pipeline", "artifacts");
const someRegion = fc.constantFrom("us-west-1", "eu-west-1");
const narrow: typeof wide = {
  prefix: fc.constantFrom("ab", "aba", "abab"),
  account: account(few),
  environment: inRegions(few, someRegion),
  service: service(hyphenated(few, limits.service)),
  connection: hyphenated(few, limits.connection),
  short: stepName(few),
  audience: few,
  report: fc.constantFrom("a", "b", "a_b", "build", "b_build"),
  source: fc.constantFrom("Source", "A", "After"),
  region: someRegion,
};
const accountId = fc.constantFrom("012345678901", "444455556666");
const metric = fc.constantFrom("status", "cpu", "status-2", "cpu-5", "errors", "a", "b", "ba");
const access = fc.constantFrom("preview", "update");
const platform = fc.constantFrom<PlatformRole>(
  "update",
  "preview",
  "deploy",
  "codedeploy",
  "ecs",
  "gates",
  "release",
  "notify",
  "chat",
  "developer",
  "operator",
  "break-glass",
  "alarm",
);
const ofTrack = fc.constantFrom<TrackRole>("build", "batch", "source", "start");
const ofService = fc.constantFrom<ServiceRole>("instance", "task", "execution", "function", "hook", "synthetic");
const colour = fc.constantFrom("blue", "green");
/** Of the functions that hooks run: at most 12 characters. */
const hook = fc.constantFrom("after-test", "before-scale", "shift", "a", "b");
const event = fc.constantFrom(...deliveryEvents);

/** What a name is made of, and the name. */
type Named = { parts: string[]; name: string };
interface Kind {
  title: string;
  arbitrary: fc.Arbitrary<Named>;
  pattern: RegExp;
  /** Further names among which each has one meaning; the files' checks refuse those that are too long. */
  alsoUnique?: fc.Arbitrary<Named>;
}

const one = (what: string, arbitrary: fc.Arbitrary<string[]>, name: (...parts: string[]) => string) =>
  arbitrary.map((parts): Named => ({ parts: [what, ...parts], name: name(...parts) }));

/** Names of the build and of a step, in trunk and branch mode. */
function projects(
  of: (...parts: fc.Arbitrary<string>[]) => fc.Arbitrary<string[]>,
  { service, account, short }: typeof wide,
  name: (names: ReturnType<typeof naming>, service: string, track?: string, step?: string) => string,
): fc.Arbitrary<Named> {
  return fc.oneof(
    one("build", of(service), (p, s) => name(naming(p!), s!)),
    one("step", of(service, short), (p, s, step) => name(naming(p!), s!, undefined, step!)),
    one("track", of(service, account), (p, s, a) => name(naming(p!), s!, a!)),
    one("track's step", of(service, account, short), (p, s, a, step) => name(naming(p!), s!, a!, step!)),
  );
}

const kindsOf = (words: typeof wide): Kind[] => {
  const { prefix, account, environment, service, connection, short, audience, report, source, region } = words;
  const of = (...parts: fc.Arbitrary<string>[]) => fc.tuple(prefix, ...parts) as fc.Arbitrary<string[]>;
  return [
    {
      title: "roles of an account: platform, run, replication, pipelines', tracks' and service roles together",
      // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
      pattern: /^[\w+=,.@-]{1,64}$/,
      arbitrary: fc.oneof(
        one("platform", of(platform), (p, role) => naming(p!).platformRole(role as PlatformRole)),
        one("run", of(account, access), (p, a, x) => naming(p!).runRole(a!, x as "update")),
        one("replication", of(), (p) => naming(p!).stateReplicationRole),
        one("service", of(service, environment, ofService), (p, s, e, role) =>
          naming(p!).serviceRole(s!, e!, role as ServiceRole),
        ),
        one("trunks", of(), (p) => naming(p!).pipelineRole()),
        one("branches", of(account), (p, a) => naming(p!).pipelineRole(a!)),
        one("trunk", of(service, ofTrack), (p, s, role) => naming(p!).trackRole(s!, undefined, role as TrackRole)),
        one("track", of(service, account, ofTrack), (p, s, a, r) => naming(p!).trackRole(s!, a!, r as TrackRole)),
      ),
    },
    {
      title: "buckets: states, their copies, artifacts and those of canaries together",
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
      pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      arbitrary: fc.oneof(
        one("state", of(accountId), (p, id) => naming(p!).stateBucket(id!)),
        one("replica", of(accountId), (p, id) => naming(p!).stateReplicaBucket(id!)),
        one("artifacts", of(service, accountId, region), (p, s, id, r) =>
          naming(p!).artifactBucket(s!, undefined, id!, r!),
        ),
        one("canary", of(service, accountId, region), (p, s, id, r) => naming(p!).canaryBucket(s!, id!, r!)),
      ),
      alsoUnique: one("track", of(service, account, accountId, region), (p, s, a, id, r) =>
        naming(p!).artifactBucket(s!, a!, id!, r!),
      ),
    },
    {
      title: "aliases of keys: store, states, artifacts, images and notifications together",
      // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
      pattern: /^alias\/[a-zA-Z0-9/_-]{1,250}$/,
      arbitrary: fc.oneof(
        one("store", of(), (p) => naming(p!).stateStoreKeyAlias),
        one("state", of(account, environment), (p, a, e) => naming(p!).stateKeyAlias(a!, e!)),
        one("artifacts", of(service), (p, s) => naming(p!).artifactKeyAlias(s!)),
        one("track", of(service, account), (p, s, a) => naming(p!).artifactKeyAlias(s!, a!)),
        one("images", of(service), (p, s) => naming(p!).imageKeyAlias(s!)),
        one("track's images", of(service, account), (p, s, a) => naming(p!).imageKeyAlias(s!, a!)),
        one("notifications", of(), (p) => notificationKeyAlias(p!)),
      ),
    },
    {
      title: "repositories of images, and prefixes of caches",
      // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
      pattern: /^(?=.{2,256}$)[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)+$/,
      arbitrary: fc.oneof(
        one("image", of(service, short), (p, s, i) => naming(p!).imageRepository(s!, i!)),
        one("track", of(service, short, account), (p, s, i, a) => naming(p!).imageRepository(s!, i!, a!)),
        one("base", of(short), (p, name) => naming(p!).baseImageRepository(name!)),
      ),
    },
    {
      title: "topics",
      // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
      pattern: /^[\w-]{1,256}$/,
      arbitrary: one("topic", of(audience), (p, a) => naming(p!).topic(a!)),
    },
    {
      title: "rules of events: what an audience hears, and what starts a pipeline",
      // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
      pattern: /^[.\w-]{1,64}$/,
      arbitrary: fc.oneof(
        one("heard", of(audience, event), (p, a, e) => eventRuleName(p!, a!, e as (typeof deliveryEvents)[number])),
        one("trunk", of(service, source), (p, s, name) => `${naming(p!).pipeline(s!)}-${name}`),
        one("track", of(service, account, source), (p, s, a, name) => `${naming(p!).pipeline(s!, a!)}-${name}`),
        one("chained", of(service, service), (p, s, before) => `${naming(p!).pipeline(s!)}-After-${before}`),
        one("chained track", of(service, account, service), (p, s, a, before) => {
          return `${naming(p!).pipeline(s!, a!)}-After-${before}`;
        }),
      ),
    },
    {
      title: "deployment groups",
      // https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
      pattern: /^[\w+=,.@-]{1,100}$/,
      arbitrary: one("group", of(service, environment), (p, s, e) => naming(p!).deploymentGroup(s!, e!)),
    },
    {
      title: "deployment configurations: of fleets, and of shifts with their figures",
      // Names that begin with CodeDeployDefault are CodeDeploy's own.
      pattern: /^(?!CodeDeployDefault)[\w+=,.@-]{1,100}$/,
      arbitrary: fc.oneof(
        one("config", of(service, environment), (p, s, e) => naming(p!).deploymentConfig(s!, e!)),
        fc
          .tuple(
            of(service, environment),
            fc.record({
              strategy: fc.constantFrom<"canary" | "linear">("canary", "linear"),
              percent: fc.integer({ min: 1, max: 99 }),
              // For none of these minutes is there a configuration of AWS's own.
              minutes: fc.integer({ min: 61, max: 2880 }),
            }),
          )
          .map(([[p, s, e], shift]) => {
            const { name } = codedeployConfig(shift, "ECS", { names: naming(p!), service: s!, environment: e! });
            return { parts: ["shift", p!, s!, e!, ...Object.values(shift).map(String)], name };
          }),
      ),
    },
    {
      title: "alarms",
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
      pattern: /^[\w-]{1,255}$/,
      arbitrary: one("alarm", of(service, environment, metric), (p, s, e, m) => naming(p!).alarm(s!, e!, m!)),
    },
    {
      title: "clusters",
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
      pattern: /^[\w-]{1,255}$/,
      arbitrary: one("cluster", of(environment), (p, e) => naming(p!).cluster(e!)),
    },
    {
      title: "families of task definitions: of releases and of their templates",
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
      pattern: /^[\w-]{1,255}$/,
      arbitrary: fc.oneof(
        one("family", of(service, environment), (p, s, e) => naming(p!).ecsService(s!, e!)),
        one("template", of(service, environment), (p, s, e) => naming(p!).taskTemplate(s!, e!)),
      ),
    },
    {
      title: "load balancers",
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
      pattern: /^(?!internal-)[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/,
      arbitrary: one("balancer", of(service), (p, s) => naming(p!).loadBalancer(s!)),
    },
    {
      title: "target groups",
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
      pattern: /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/,
      arbitrary: one("group", of(service, colour), (p, s, c) => naming(p!).targetGroup(s!, c as "blue")),
    },
    {
      title: "functions: of services and of their hooks",
      // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
      pattern: /^[\w-]{1,64}$/,
      arbitrary: fc.oneof(
        one("function", of(service, environment), (p, s, e) => naming(p!).lambdaFunction(s!, e!)),
        one("hook", of(service, environment, hook), (p, s, e, h) => naming(p!).hookFunction(s!, e!, h!)),
      ),
    },
    {
      title: "CodeDeploy applications",
      pattern: /^[\w+=,.@-]{1,100}$/,
      arbitrary: one("application", of(service), (p, s) => naming(p!).application(s!)),
    },
    {
      title: "pipelines",
      pattern: /^[A-Za-z0-9.@_-]{1,100}$/,
      arbitrary: fc.oneof(
        one("trunk", of(service), (p, s) => naming(p!).pipeline(s!)),
        one("track", of(service, account), (p, s, a) => naming(p!).pipeline(s!, a!)),
      ),
    },
    {
      title: "build projects: of builds and of steps",
      // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
      pattern: /^[A-Za-z0-9][\w-]{1,149}$/,
      arbitrary: projects(of, words, (n, s, a, step) => n.buildProject(s, a, step)),
    },
    {
      title: "groups of reports",
      // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateReportGroup.html
      pattern: /^[\w-]{2,128}$/,
      arbitrary: fc
        .tuple(
          projects(of, words, (n, s, a, step) => n.buildProject(s, a, step)),
          report,
        )
        .map(([{ parts, name }, each]) => ({ parts: [...parts, each], name: `${name}-${each}` })),
    },
    {
      title: "log groups: of builds, of steps, of the gates, of releases and of services together",
      pattern: /^[\w./#-]{1,512}$/,
      arbitrary: fc.oneof(
        projects(of, words, (n, s, a, step) => n.buildLogGroup(s, a, step)),
        one("gates", of(), (p) => naming(p!).gatesLogGroup),
        one("flow log", of(environment), (p, e) => naming(p!).flowLogGroup(e!)),
        one("releases", of(), (p) => naming(p!).releaseLogGroup),
        one("containers", of(service, environment), (p, s, e) => naming(p!).containerLogGroup(s!, e!)),
        one("function", of(service, environment), (p, s, e) => naming(p!).lambdaLogGroup(s!, e!)),
        one("hooks", of(service, environment), (p, s, e) => naming(p!).hookLogGroup(s!, e!)),
      ),
    },
    {
      title: "connections",
      // https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_CreateConnection.html
      pattern: /^[\w-]{1,32}$/,
      arbitrary: one("connection", of(connection), (p, c) => naming(p!).connection(c!)),
    },
    {
      title: "parameters: networks, connections, definitions and releases together",
      pattern: /^\/[\w./-]{1,1010}$/,
      arbitrary: fc.oneof(
        one("network", of(environment), (p, e) => naming(p!).parameter(e!, "network", "vpc-id")),
        one("connection", of(connection), (p, c) => naming(p!).parameter("connections", c!)),
        one("trunk", of(service), (p, s) => naming(p!).definitionParameter(naming(p!).pipeline(s!))),
        one("track", of(service, account), (p, s, a) => naming(p!).definitionParameter(naming(p!).pipeline(s!, a!))),
        one("release", of(service, environment), (p, s, e) => `${naming(p!).releasesPath(s!)}/${e}`),
        one("running", of(service, environment), (p, s, e) => naming(p!).runningParameter(s!, e!)),
        one("template", of(service, environment), (p, s, e) => naming(p!).parameter(e!, s!, "template")),
        one("target", of(service, environment), (p, s, e) => naming(p!).parameter(e!, s!, "target")),
      ),
    },
  ];
};

describe("names", () => {
  const pairs = kindsOf(wide).map((kind, index) => [kind, kindsOf(narrow)[index]!] as const);
  for (const [{ title, arbitrary, pattern }, { arbitrary: fitting, alsoUnique }] of pairs) {
    const crowded = alsoUnique ? fc.oneof(fitting, alsoUnique) : fitting;
    it(`${title}: every name fits its service`, () => {
      fc.assert(
        fc.property(arbitrary, ({ name }) => assert.match(name, pattern)),
        { numRuns: 300 },
      );
    });

    it(`${title}: different parts make different names`, () => {
      fc.assert(
        fc.property(fc.array(crowded, { minLength: 4000, maxLength: 4000 }), (all) => {
          const seen = new Map<string, string>();
          for (const { parts, name } of all) {
            const made = parts.join(" ");
            assert.equal(seen.get(name) ?? made, made, `${name} has two meanings`);
            seen.set(name, made);
          }
        }),
        // One large draw: what counts is how many names are compared with each other.
        { numRuns: 1, endOnFailure: true },
      );
    });
  }

  it("the longest parts make names that still fit: bucket 63, role 64, rule 64, connection and target group 32, function 64, report group 128, cache 30", () => {
    const names = naming("p".repeat(limits.prefix));
    const longest = regions.reduce((a, b) => (b.length > a.length ? b : a));
    const service = "s".repeat(limits.service);
    const account = "a".repeat(limits.account);
    const environment = `${"e".repeat(limits.environmentBase)}-${longest}`;
    const pipeline = names.pipeline(service, account);
    const lengths: [name: string, most: number][] = [
      [names.artifactBucket(service, undefined, "0".repeat(12), longest), 63],
      [names.canaryBucket(service, "0".repeat(12), longest), 63],
      [names.serviceRole(service, environment, "execution"), 64],
      [names.targetGroup(service, "green"), 32],
      [names.hookFunction(service, environment, "h".repeat(12)), 64],
      [names.runRole(account, "preview"), 64],
      [names.trackRole(service, account, "source"), 64],
      [`${pipeline}-${"S".repeat(27)}`, 64],
      [`${pipeline}-After-${service}`, 64],
      [names.connection("c".repeat(limits.connection)), 32],
      [`${names.buildProject(service, account, "s".repeat(16))}-${"r".repeat(64)}`, 128],
      [names.baseImageRepository("b".repeat(16)), 30],
    ];
    for (const [name, most] of lengths) assert.ok(name.length <= most, `${name} has ${name.length} of ${most}`);
  });

  it("the pattern of a canary's function leaves as much of the canary's name as a function's name has room for", () => {
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    const short = naming("acme");
    assert.equal(short.canary("web"), "acme-web");
    assert.equal(short.canaryFunction("web"), "cwsyn-acme-web-*");
    assert.equal(short.canaryFunction("*"), "cwsyn-acme-*-*");
    const long = naming("p".repeat(limits.prefix)).canaryFunction("s".repeat(limits.service));
    assert.equal(long, `cwsyn-${"p".repeat(8)}-${"s".repeat(12)}*`);
    assert.equal(long.replace("*", `-${id}`).length, 64);
  });
});
