import assert from "node:assert/strict";
import { loadCatalog } from "../../catalog/load";
import type { Service } from "../../catalog/service-types";
import { stagesOf } from "../../catalog/tracks";
import type { Catalog } from "../../catalog/types";
import { feed, ledger, portal } from "./bad-pipelines";
import { fixture, withCopy } from "./organization";

const catalog = loadCatalog(fixture);

function service(name: string, { services }: Catalog = catalog): Service {
  return services.find((each) => each.name === name)!;
}

describe("tracks", () => {
  it("a trunk is one pipeline without a name, through all stages in order", () => {
    const { tracks } = service("ledger");
    assert.deepEqual(
      tracks.map(({ name, waves }) => [name, waves.map((wave) => wave.name)]),
      [[undefined, ["test", "production"]]],
    );
    assert.deepEqual(
      stagesOf(service("ledger")).map(({ environment }) => environment),
      ["test", "prod-eu-west-1", "prod"],
    );
  });

  it("branches are one pipeline for each account, named by its alias, with its stages' branch", () => {
    const { tracks } = service("portal");
    assert.deepEqual(
      tracks.map(({ name, sources, waves }) => [
        name,
        sources.map((source) => "branch" in source && source.branch),
        waves.map((wave) => wave.name),
      ]),
      [
        ["test", ["develop"], ["test"]],
        ["live", ["main"], ["prod-eu-west-1", "prod"]],
      ],
    );
  });

  it("in branch mode a further source keeps its own branch in every pipeline", () => {
    withCopy((copy) => {
      const first = { connection: "given", repository: "globex/portal" };
      const second = { kind: "codecommit", repository: "shared", branch: "stable", create: false };
      copy.set(portal, ["source"], [first, second]);
      assert.deepEqual(
        service("portal", copy.load()).tracks.map(({ sources }) =>
          sources.map((each) => "branch" in each && each.branch),
        ),
        [
          ["develop", "stable"],
          ["main", "stable"],
        ],
      );
    });
  });

  it("sources are named by their file, or Source for the first and by kind for others", () => {
    withCopy((copy) => {
      copy.set(ledger, ["source", 1, "name"], undefined);
      const [track] = service("ledger", copy.load()).tracks;
      assert.deepEqual(
        track.sources.map(({ name, kind }) => `${name} ${kind}`),
        ["Source codecommit", "Object2 s3", "Image3 ecr"],
      );
    });
  });

  it("a push starts a pipeline with the source's own branch, unless the file names branches or tags", () => {
    const pushes = (push: unknown) =>
      withCopy((copy) => {
        const [track] = service("price-feed", copy.set(feed, ["source", "push"], push).load()).tracks;
        const [source] = track.sources;
        return source.kind === "connection" && source.push;
      });
    const own = { includes: ["release/1.x"], excludes: [] };
    const given = { includes: ["v*"], excludes: [] };
    assert.deepEqual(pushes(undefined), [{ branches: own }]);
    assert.deepEqual(pushes([{ paths: { includes: ["v*"] } }]), [{ branches: own, paths: given }]);
    assert.deepEqual(pushes([{ branches: { includes: ["v*"] } }]), [{ branches: given }]);
    assert.deepEqual(pushes([{ tags: { includes: ["v*"] } }]), [{ tags: given }]);
    const [test] = service("portal").tracks;
    assert.deepEqual(test.sources[0].kind === "connection" && test.sources[0].push, [
      {
        branches: { includes: ["develop"], excludes: [] },
        paths: { includes: ["src/**"], excludes: ["**/*.md"] },
      },
    ]);
  });

  it("a repository that Slipway makes needs one approval by default, another's none", () => {
    const approvals = (create: boolean) =>
      withCopy((copy) => {
        copy.set(ledger, ["source", 0, "approvals"], undefined).set(ledger, ["source", 0, "create"], create);
        const [source] = service("ledger", copy.load()).tracks[0].sources;
        return source.kind === "codecommit" && source.approvals;
      });
    assert.deepEqual([approvals(true), approvals(false)], [1, 0]);
  });

  it("a wave is approved when production is in it, for a week, or for a day in a queue", () => {
    const approvals = (name: string, from = catalog) =>
      service(name, from).tracks.flatMap(({ waves }) => waves.map(({ approval }) => approval));
    const week = { minutes: 10_080, audience: "approvals" };
    assert.deepEqual(approvals("ledger"), [undefined, { minutes: 1440, audience: "ledger" }]);
    assert.deepEqual(approvals("payments"), [undefined, week, week]);
    assert.deepEqual(approvals("portal"), [
      undefined,
      { minutes: 600, audience: "approvals" },
      { minutes: 1440, audience: "approvals" },
    ]);
    withCopy((copy) => {
      copy.set(ledger, ["stages", 0, "approval"], true).set(ledger, ["stages", 1, "approval"], undefined);
      assert.deepEqual(
        approvals("ledger", copy.load()),
        [week, week],
        "a wave with one production stage is production",
      );
    });
  });

  it("what runs already is skipped, but not where a window or variables decide about entry", () => {
    withCopy((copy) => {
      copy.set(ledger, ["stages", 0, "skipUnchanged"], undefined);
      const skips = () => service("ledger", copy.load()).tracks[0].waves.map((wave) => wave.skipUnchanged);
      assert.deepEqual(skips(), [true, false]);
      copy.set(ledger, ["stages", 1, "window"], undefined);
      assert.deepEqual(skips(), [true, false], "variables alone");
      copy.set(ledger, ["stages", 1, "variables"], undefined);
      assert.deepEqual(skips(), [true, true]);
      copy.set(ledger, ["stages", 0, "skipUnchanged"], false);
      assert.deepEqual(skips(), [false, true]);
    });
  });

  it("a build gets its variables by where they come from, its reports' types, and its images' folders", () => {
    const { build } = service("ledger");
    assert.deepEqual(build.env, {
      LOG_LEVEL: { value: "info" },
      RATES_URL: { parameter: "/globex/ledger/rates-url" },
      DATABASE: { secret: "globex/ledger/database", jsonKey: "url", versionStage: "AWSCURRENT" },
    });
    assert.deepEqual(
      build.reports.map(({ name, type, files }) => [name, type, files]),
      [
        ["unit", "TEST", ["**/*.xml"]],
        ["coverage", "CODE_COVERAGE", ["**/*"]],
      ],
    );
    assert.deepEqual(build.images, [
      { name: "api", directory: "api", dockerfile: "Dockerfile", buildArgs: {} },
      { name: "worker", directory: "services/worker", dockerfile: "ci/Dockerfile", buildArgs: { RUNTIME: "21" } },
    ]);
  });
});
