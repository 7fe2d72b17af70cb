import assert from "node:assert/strict";
import fc from "fast-check";
import { limits, naming, type PlatformRole } from "../../catalog/naming";
import { regions } from "../../catalog/regions";

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

/** Every part as long and as strange as a file may have it. */
const anyRegion = fc.constantFrom(...regions);
const token = fc.oneof(plain(limits.service), anyRegion);
const wide = {
  prefix: plain(limits.prefix, 2),
  account: plain(limits.account),
  environment: inRegions(plain(limits.environmentBase), anyRegion),
  service: hyphenated(token, limits.service),
  connection: hyphenated(token, limits.connection),
  region: anyRegion,
};
/** Parts of so few words that the same letters come up again and again, divided differently. */
const few = fc.constantFrom("a", "b", "ab", "ba", "aba", "run", "build", "us");
const someRegion = fc.constantFrom("us-west-1", "eu-west-1");
const narrow: typeof wide = {
  prefix: fc.constantFrom("ab", "aba", "abab"),
  account: few,
  environment: inRegions(few, someRegion),
  service: hyphenated(few, limits.service),
  connection: hyphenated(few, limits.connection),
  region: someRegion,
};
const accountId = fc.constantFrom("012345678901", "444455556666");
const metric = fc.constantFrom("status", "cpu", "status-2", "cpu-5", "errors", "a", "b", "ba");
const access = fc.constantFrom("preview", "update");
const platform = fc.constantFrom<PlatformRole>("update", "preview", "deploy", "codedeploy", "pipeline", "build");

/** What a name is made of, and the name. */
type Named = { parts: string[]; name: string };
interface Kind {
  title: string;
  arbitrary: fc.Arbitrary<Named>;
  pattern: RegExp;
}

const one = (what: string, arbitrary: fc.Arbitrary<string[]>, name: (...parts: string[]) => string) =>
  arbitrary.map((parts): Named => ({ parts: [what, ...parts], name: name(...parts) }));

const kindsOf = ({ prefix, account, environment, service, connection, region }: typeof wide): Kind[] => {
  const of = (...parts: fc.Arbitrary<string>[]) => fc.tuple(prefix, ...parts) as fc.Arbitrary<string[]>;
  return [
    {
      title: "roles of an account: platform, run, replication and service roles together",
      // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
      pattern: /^[\w+=,.@-]{1,64}$/,
      arbitrary: fc.oneof(
        one("platform", of(platform), (p, role) => naming(p!).platformRole(role as PlatformRole)),
        one("run", of(account, access), (p, a, x) => naming(p!).runRole(a!, x as "update")),
        one("replication", of(), (p) => naming(p!).stateReplicationRole),
        one("service", of(service, environment), (p, s, e) => naming(p!).serviceRole(s!, e!, "instance")),
      ),
    },
    {
      title: "buckets: states, their copies and artifacts together",
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
      pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      arbitrary: fc.oneof(
        one("state", of(accountId), (p, id) => naming(p!).stateBucket(id!)),
        one("replica", of(accountId), (p, id) => naming(p!).stateReplicaBucket(id!)),
        one("artifacts", of(service, accountId, region), (p, s, id, r) => naming(p!).artifactBucket(s!, id!, r!)),
      ),
    },
    {
      title: "aliases of keys: store, states and artifacts together",
      // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
      pattern: /^alias\/[a-zA-Z0-9/_-]{1,250}$/,
      arbitrary: fc.oneof(
        one("store", of(), (p) => naming(p!).stateStoreKeyAlias),
        one("state", of(account, environment), (p, a, e) => naming(p!).stateKeyAlias(a!, e!)),
        one("artifacts", of(service), (p, s) => naming(p!).artifactKeyAlias(s!)),
      ),
    },
    {
      title: "deployment groups",
      // https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
      pattern: /^[\w+=,.@-]{1,100}$/,
      arbitrary: one("group", of(service, environment), (p, s, e) => naming(p!).deploymentGroup(s!, e!)),
    },
    {
      title: "deployment configurations",
      // Names that begin with CodeDeployDefault are CodeDeploy's own.
      pattern: /^(?!CodeDeployDefault)[\w+=,.@-]{1,100}$/,
      arbitrary: one("config", of(service, environment), (p, s, e) => naming(p!).deploymentConfig(s!, e!)),
    },
    {
      title: "alarms",
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
      pattern: /^[\w-]{1,255}$/,
      arbitrary: one("alarm", of(service, environment, metric), (p, s, e, m) => naming(p!).alarm(s!, e!, m!)),
    },
    {
      title: "CodeDeploy applications",
      pattern: /^[\w+=,.@-]{1,100}$/,
      arbitrary: one("application", of(service), (p, s) => naming(p!).application(s!)),
    },
    {
      title: "pipelines",
      pattern: /^[A-Za-z0-9.@_-]{1,100}$/,
      arbitrary: one("pipeline", of(service), (p, s) => naming(p!).pipeline(s!)),
    },
    {
      title: "build projects",
      // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
      pattern: /^[A-Za-z0-9][\w-]{1,149}$/,
      arbitrary: one("build", of(service), (p, s) => naming(p!).buildProject(s!)),
    },
    {
      title: "log groups",
      pattern: /^[\w./#-]{1,512}$/,
      arbitrary: one("log", of(service), (p, s) => naming(p!).buildLogGroup(s!)),
    },
    {
      title: "connections",
      // https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_CreateConnection.html
      pattern: /^[\w-]{1,32}$/,
      arbitrary: one("connection", of(connection), (p, c) => naming(p!).connection(c!)),
    },
    {
      title: "parameters: an environment's network and connections together",
      pattern: /^\/[\w./-]{1,1010}$/,
      arbitrary: fc.oneof(
        one("network", of(environment), (p, e) => naming(p!).parameter(e!, "network", "vpc-id")),
        one("connection", of(connection), (p, c) => naming(p!).parameter("connections", c!)),
      ),
    },
  ];
};

describe("names", () => {
  const pairs = kindsOf(wide).map((kind, index) => [kind, kindsOf(narrow)[index]!] as const);
  for (const [{ title, arbitrary, pattern }, { arbitrary: crowded }] of pairs) {
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

  it("the longest parts make names that still fit: bucket 63, role 64, connection 32", () => {
    const names = naming("p".repeat(limits.prefix));
    const longest = regions.reduce((a, b) => (b.length > a.length ? b : a));
    const service = "s".repeat(limits.service);
    const environment = `${"e".repeat(limits.environmentBase)}-${longest}`;
    assert.ok(names.artifactBucket(service, "0".repeat(12), longest).length <= 63);
    assert.ok(names.serviceRole(service, environment, "instance").length <= 64);
    assert.ok(names.runRole("a".repeat(limits.account), "preview").length <= 64);
    assert.ok(names.connection("c".repeat(limits.connection)).length <= 32);
  });
});
