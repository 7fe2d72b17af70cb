import assert from "node:assert/strict";
import { checkCatalog } from "../../catalog/load";
import { pathText } from "../../catalog/schema/path";
import type { Problem } from "../../catalog/types";
import { cases, env, feed, org, prod, test } from "./bad-organizations";
import { withCopy } from "./organization";

function without(problem: Problem): Omit<Problem, "message"> {
  const { message: _message, ...rest } = problem;
  return rest;
}

describe("checks across files", () => {
  it("the tests' organisation has no problem", () => {
    withCopy((copy) => assert.deepEqual(checkCatalog(copy.directory), []));
  });

  for (const { title, spoil, file, path, value, remedy } of cases) {
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

  it("problems of several files, of their own and of all together, come in one list", () => {
    withCopy((copy) => {
      copy
        .set("Pulumi.yaml", org("accounts", "live"), "444455556666")
        .set("Pulumi.state.yaml", ["config", "slipway:state", "noncurrentDays"], "many")
        .set(test, env("account"), "toolchain")
        .set(prod, env("region"), "eu-middle-1")
        .set(feed, ["stages", 0, "environment"], "stage")
        .set("services/payments.yaml", ["target", "port"], 0)
        .set("services/payments.yaml", ["target", "health"], "live");
      assert.deepEqual(
        checkCatalog(copy.directory)
          .map(({ file, path }) => `${file}: ${path}`)
          .sort(),
        [
          "Pulumi.prod.yaml: config.slipway:environment.region",
          "Pulumi.state.yaml: config.slipway:state.noncurrentDays",
          "Pulumi.test.yaml: config.slipway:environment.account",
          "Pulumi.yaml: config.slipway:organization.value.accounts.live",
          "services/payments.yaml: target.health",
          "services/payments.yaml: target.port",
          "services/price-feed.yaml: stages[0].environment",
        ],
      );
    });
  });
});
