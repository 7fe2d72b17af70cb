import assert from "node:assert/strict";
import { prover } from "../../../analysis/authorization";
import { inventoryOf } from "../../../analysis/authorization/inventory";
import { requestsOf, type WantedRequest } from "../../../analysis/authorization/requests";
import { pipelinesOf } from "../../../analysis/authorization/requests/pipelines";
import { textAt } from "../../../analysis/authorization/values";
import type { Graph, GraphResource } from "../../../analysis/graph/types";
import { naming } from "../../../catalog/naming";
import { storeIn } from "../../../catalog/pipeline/zip-copies";
import type { ReleaseParameters } from "../../../functions/release/request";
import { fixtureCatalog, fixtureWith } from "../../stacks/graphs";
import { changeStatements, resourcesOf } from "./organization-graph";

const { organization } = fixtureCatalog;
const names = naming(organization.prefix);
const toolchain = organization.accounts["toolchain"]!;
const live = organization.accounts["live"]!;

/** One stage in the pipelines' region, one in another. */
const feeds = `
source: { connection: gitlab, repository: globex/feeds, branch: main }
target: { kind: lambda, package: zip, runtime: nodejs24.x, handler: index.handler }
stages:
  - environment: test
    rollout: { strategy: all-at-once }
  - environment: prod
    approval: true
    rollout: { strategy: linear, alarms: [errors] }
`;

describe("zips of functions in another region than the pipelines'", function () {
  this.timeout(60_000);
  let graph: Graph;
  let asked: WantedRequest[];

  before(async () => {
    ({ graph } = await fixtureWith("services/feeds.yaml", feeds));
    asked = requestsOf(graph).filter(({ stack, engine }) => stack === "feeds.pipeline" && !engine);
  });

  const refusals = () => {
    const prove = prover(graph);
    return asked.flatMap(({ id, request, callerOnly }) =>
      prove(request, { callerOnly, region: organization.home }).verdict === "allowed" ? [] : [id],
    );
  };

  const bucket = (region: string) => names.artifactBucket("feeds", undefined, toolchain, region);

  it("are copied by the release, and read by the function's release role in the function's region", () => {
    assert.deepEqual(refusals(), []);
    const about = (what: RegExp) =>
      asked
        .filter((each) => what.test(each.what) && each.request.action.startsWith("s3:"))
        .map(({ request }) => {
          const { caller, action, resource } = request;
          return [caller.kind === "principal" && caller.arn.split(":")[4], action, resource.split(":::")[1]];
        });
    assert.deepEqual(about(/zip of feeds is copied to eu-central-1/), [
      [toolchain, "s3:GetObject", `${bucket("eu-west-1")}/globex-feeds/zip`],
      [toolchain, "s3:GetObjectVersion", `${bucket("eu-west-1")}/globex-feeds/zip`],
      [toolchain, "s3:PutObject", `${bucket("eu-central-1")}/releases/zip`],
    ]);
    const put = about(/zip of feeds is put into its function/).filter(([account]) => account === live);
    assert.deepEqual(put, [
      [live, "s3:GetObject", `${bucket("eu-central-1")}/releases/zip`],
      [live, "s3:GetObjectVersion", `${bucket("eu-central-1")}/releases/zip`],
    ]);
    assert.ok(!asked.some(({ what }) => /zip of feeds is copied to eu-west-1/.test(what)));
  });

  it("cannot be released when a right is dropped: of the release role, of a key, or of the role that puts them", () => {
    const policies = (type: string, of: (each: GraphResource) => boolean) =>
      graph.stacks
        .flatMap(({ account, resources }) => resources.map((resource) => ({ account, resource })))
        .filter(({ resource }) => resource.type === type && of(resource));
    const release = names.platformRole("release");
    const ofRelease = policies("aws:iam/rolePolicy:RolePolicy", ({ inputs }) => inputs["role"] === release);
    const own = (account: string) => ofRelease.filter((each) => each.account === account);
    const keys = policies("aws:kms/key:Key", ({ inputs }) =>
      String(inputs["description"]).includes(`${names.prefix}-feeds-`),
    );
    assert.equal(keys.length, 2);
    const rights: [what: string, sid: RegExp, where: typeof ofRelease, refused: RegExp][] = [
      ["source", /^ReadZips$/, own(toolchain), /s3:GetObject .*copied/],
      ["copy", /^CopyZips$/, own(toolchain), /s3:PutObject .*copied/],
      ["keys", /^ZipKeys$/, own(toolchain), /kms:GenerateDataKey .*copied/],
      ["key policies", /^ZipCopies$/, keys, /kms:(Decrypt|GenerateDataKey) .*copied/],
      ["readers", /^(FetchZips|OpenZips)$/, own(live), /s3:GetObject .*put into/],
    ];
    for (const [what, sid, where, refused] of rights) {
      assert.ok(where.length > 0, what);
      const before = where.map(({ resource }) => resource.inputs["policy"]!);
      for (const { resource } of where) {
        changeStatements(resource, "policy", (each) => (sid.test(each.Sid ?? "") ? undefined : each));
      }
      const found = refusals();
      assert.ok(
        found.some((id) => refused.test(id)),
        `${what}: ${found.join("\n")}`,
      );
      where.forEach(({ resource }, index) => {
        resource.inputs["policy"] = before[index]!;
      });
    }
    assert.deepEqual(refusals(), []);
  });

  it("come out of a store of the function's region in every release of the organisation", () => {
    const inventory = inventoryOf(graph);
    const zips = new Set(
      resourcesOf(graph, "aws:lambda/function:Function")
        .filter(({ inputs }) => textAt(inputs, "packageType") !== "Image")
        .map(({ inputs }) => textAt(inputs, "name")),
    );
    const regions: string[] = [];
    for (const pipeline of pipelinesOf(inventory)) {
      for (const { value } of pipeline.steps) {
        const text = textAt(value, "configuration", "UserParameters") ?? "{}";
        const { service, environment, region, role, minutes, task } = JSON.parse(text) as Partial<ReleaseParameters>;
        if (!service || !role || !minutes || task) continue;
        if (!zips.has(names.lambdaFunction(service, environment!))) continue;
        const stores = inventory.buckets.filter(({ stack }) => stack.name === pipeline.stack.name);
        const home = stores.find((each) => each.region === pipeline.region)!;
        const near = stores.find(({ name }) => name === storeIn(home.name, region!));
        assert.equal(near?.region, region, `${pipeline.name} to ${environment}`);
        regions.push(region!);
      }
    }
    assert.ok(regions.length > 2 && new Set(regions).size > 1, regions.join());
  });
});
