import assert from "node:assert/strict";
import { inventoryOf } from "../../analysis/authorization/inventory";
import { textAt } from "../../analysis/authorization/values";
import { fixtureGraph, ownGraph } from "./graphs";
import { peopleGraph } from "./people-graph";

/** Types whose names are one account's, whatever the region; of all others each region has its own. */
const global = /^aws:(iam|organizations|chatbot)\//;
/** Buckets are everybody's. */
const everywhere = /^aws:s3\/bucket:/;
/** What names a resource physically, in the order of preference. */
const naming = ["bucket", "name", "ruleName", "repositoryName"];

describe("accounts with several regions", function () {
  this.timeout(60_000);

  for (const [title, recorded] of [
    ["the example", ownGraph],
    ["the other company", fixtureGraph],
    ["a company with people", peopleGraph],
  ] as const) {
    it(`never have two resources of one name, within a region and beyond: ${title}`, async () => {
      const { graph, catalog } = await recorded();
      const shared = catalog.environments.map(({ account }) => account);
      assert.ok(new Set(shared).size < shared.length, "an account has two environments");
      const inventory = inventoryOf(graph);
      const types = new Set(graph.stacks.flatMap(({ resources }) => resources.map(({ type }) => type)));
      const seen = new Map<string, string>();
      const twice: string[] = [];
      for (const type of types) {
        // Policies inside a role, and parts of something else that is named, have names of their own.
        if (!type.startsWith("aws:") || /Policy:RolePolicy$|Attachment|Exclusive|\/target|Rule:/.test(type)) continue;
        for (const { resource, accountId, region } of inventory.all(type)) {
          const own = naming.map((property) => textAt(resource.inputs, property)).find((value) => value !== undefined);
          // An alias is its function's.
          const name = type === "aws:lambda/alias:Alias" ? `${textAt(resource.inputs, "functionName")}:${own}` : own;
          if (name === undefined || (type.startsWith("aws:s3/") && !everywhere.test(type))) continue;
          const place = everywhere.test(type) ? "" : global.test(type) ? accountId : `${accountId} ${region}`;
          const key = `${type} ${place} ${name}`.toLowerCase();
          if (seen.has(key)) twice.push(`${key}: ${seen.get(key)} and ${resource.urn}`);
          seen.set(key, resource.urn);
        }
      }
      assert.deepEqual(twice, []);
      assert.ok(seen.size > 100);
    });

    it(`have one stack with the account's roles, and none of these roles in a region's stacks: ${title}`, async () => {
      const { graph, catalog } = await recorded();
      for (const { name, kind, resources } of graph.stacks) {
        const roles = resources.filter(
          ({ type, inputs }) => type === "aws:iam/role:Role" && textAt(inputs, "path") === "/slipway/",
        );
        if (kind !== "account" && kind !== "state") assert.deepEqual(roles, [], name);
      }
      for (const alias of new Set(catalog.environments.map(({ account }) => account))) {
        assert.equal(graph.stacks.filter(({ name }) => name === `${alias}.account`).length, 1);
      }
    });
  }
});
