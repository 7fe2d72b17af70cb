import assert from "node:assert/strict";
import { checkCatalog } from "../../catalog/load";
import { pathText } from "../../catalog/schema/path";
import type { Problem } from "../../catalog/types";
import { cases, env, feed, org, prod, test } from "./bad-organizations";
import { ledger, pipelineCases, portal } from "./bad-pipelines";
import { releaseCases } from "./bad-releases";
import { withCopy } from "./organization";

function without(problem: Problem): Omit<Problem, "message"> {
  const { message: _message, ...rest } = problem;
  return rest;
}

describe("checks across files", () => {
  it("the tests' organisation has no problem", () => {
    withCopy((copy) => assert.deepEqual(checkCatalog(copy.directory), []));
  });

  for (const { title, spoil, file, path, value, remedy } of [...cases, ...pipelineCases, ...releaseCases]) {
    it(`refuses ${title}, with file, path, value and remedy`, () => {
      withCopy((copy) => {
        spoil(copy);
        const problems = checkCatalog(copy.directory);
        const problem = problems.find((each) => each.file === file && each.path === pathText(path));
        assert.ok(problem, JSON.stringify(problems, null, 1));
        assert.deepEqual(without(problem), { file, path: pathText(path), value });
        assert.match(problem.message, remedy);
      });
    });
  }

  for (const { title, good } of [...pipelineCases, ...releaseCases]) {
    it(`accepts the nearest neighbour of ${title}`, () => {
      withCopy((copy) => {
        good(copy);
        assert.deepEqual(checkCatalog(copy.directory), []);
      });
    });
  }

  it("accepts a fleet whose alarms are just as many as a deployment group takes", () => {
    withCopy((copy) => {
      copy.set(feed, ["target", "instances"], 50).set(feed, ["stages", 1, "rollout", "alarms"], ["status", "cpu"]);
      assert.deepEqual(checkCatalog(copy.directory), []);
    });
  });

  it("accepts an unapproved stage when the file says that its environment is not production", () => {
    withCopy((copy) => {
      copy.set(prod, env("production"), false).set(feed, ["stages", 1, "approval"], false);
      assert.deepEqual(checkCatalog(copy.directory), []);
    });
  });

  it("accepts two services of one repository and branch", () => {
    withCopy((copy) => {
      copy.write("services/second.yaml", copy.read(feed));
      assert.deepEqual(checkCatalog(copy.directory), []);
    });
  });

  it("a file with a problem of its own is still there for the others", () => {
    withCopy((copy) => {
      copy.set(prod, env("network", "zones"), 9).set("Pulumi.toolchain.yaml", ["config", "x"], 1);
      const found = checkCatalog(copy.directory).map(({ file }) => file);
      assert.deepEqual(found, [prod, "Pulumi.toolchain.yaml"], "no stage and no connection is called missing");
    });
  });

  it("refuses a wave over more accounts than a bucket's policy can name, with the arithmetic", () => {
    withCopy((copy) => {
      const names = Array.from({ length: 200 }, (_, index) => `e${index}`);
      const accounts = names.map((name, index) => [name, String(100_000_000_000 + index)] as const);
      const known = { test: "012345678901", toolchain: "444455556666", live: "777788889999" };
      copy.set("Pulumi.yaml", org("accounts"), { ...known, ...Object.fromEntries(accounts) });
      for (const [index, name] of names.entries()) {
        const network = { cidr: `10.0.${index}.0/24`, zones: 1 };
        const settings = { account: name, region: "eu-west-1", network };
        copy.write(`Pulumi.${name}.yaml`, JSON.stringify({ config: { "slipway:environment": settings } }));
      }
      copy.set(feed, ["stages", 1], { wave: "all", stages: names.map((environment) => ({ environment })) });
      const problems = checkCatalog(copy.directory);
      assert.deepEqual(
        problems.map(({ file, path }) => `${file}: ${path}`),
        [`${feed}: stages`, `${feed}: stages`],
      );
      const [bucket, key] = problems.map(({ message }) => message);
      assert.match(
        bucket!,
        /bucket policy .* for 201 accounts; S3 allows 20,480 bytes.*at most \d+ accounts fit: split/,
      );
      assert.match(key!, /key policy .* for 201 accounts; KMS allows 32,768 bytes.*at most \d+ accounts fit: split/);
    });
  });

  it("problems of several files, of their own and of all together, come in one list", () => {
    withCopy((copy) => {
      copy
        .set("Pulumi.yaml", org("accounts", "live"), "444455556666")
        .set("Pulumi.state.yaml", ["config", "slipway:state", "noncurrentDays"], "many")
        .set(test, env("account"), "toolchain")
        .set(prod, env("region"), "eu-middle-1")
        .set(feed, ["stages", 0, "environment"], "stage")
        .set("services/payments.yaml", ["target", "port"], 0)
        .set("services/payments.yaml", ["target", "health"], "live")
        .set(ledger, ["source", 2, "name"], "Rates")
        .set(ledger, ["build", "images", 1, "name"], "api")
        .set(ledger, ["stages", 1, "variables", 0, "variable"], "#{Nobody.READY}")
        .set(portal, ["stages", 1, "stages"], []);
      assert.deepEqual(
        checkCatalog(copy.directory)
          .map(({ file, path }) => `${file}: ${path}`)
          .sort(),
        [
          "Pulumi.prod.yaml: config.slipway:environment.region",
          "Pulumi.state.yaml: config.slipway:state.noncurrentDays",
          "Pulumi.test.yaml: config.slipway:environment.account",
          "Pulumi.yaml: config.slipway:organization.value.accounts.live",
          "services/ledger.yaml: build.images[1].name",
          "services/ledger.yaml: source[2].name",
          "services/ledger.yaml: stages[1].variables[0].variable",
          "services/payments.yaml: target.health",
          "services/payments.yaml: target.port",
          "services/portal.yaml: stages[1].stages",
          "services/price-feed.yaml: stages[0].environment",
          "services/web.yaml: target.loadBalancer.certificate.test",
        ],
      );
    });
  });
});
