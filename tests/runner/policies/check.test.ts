import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph } from "../../../analysis/graph/types";
import type { Catalog } from "../../../catalog/types";
import { checkBefore, findings } from "../../../runner/policies";
import type { Session } from "../../../runner/session";
import { fixtureCatalog as catalog, fixtureGraph } from "../../stacks/graphs";

describe("policy pack and quotas before the engine", () => {
  const said: string[] = [];
  const never = () => assert.fail("neither cloud nor CLI is needed to see a violation");
  const terminal = { json: false, progress: (line: string) => said.push(line), say: never, result: never };
  const session: Session = { catalog, terminal, cloud: never, pulumi: never };
  const plans = catalog.stacks.filter(({ kind }) => kind === "service" || kind === "pipeline");
  let graph: Graph;
  before(async () => {
    const whole = (await fixtureGraph()).graph;
    graph = {
      ...whole,
      complete: [],
      stacks: whole.stacks.filter(({ name }) => plans.some((plan) => plan.name === name)),
    };
  });

  /** The recorded graph with one thing changed in every resource of a type. */
  function changed(
    type: string,
    change: (inputs: Graph["stacks"][number]["resources"][number]["inputs"]) => void,
  ): Graph {
    const copy = structuredClone(graph);
    for (const { resources } of copy.stacks) for (const each of resources) if (each.type === type) change(each.inputs);
    return copy;
  }

  it("lets the programs pass as they are", async () => {
    await checkBefore(session, plans, async () => graph);
    assert.deepEqual(said, []);
  });

  it("refuses a deployment group without rollback, with rule, stack and resource, and changes nothing", async () => {
    const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
    const bad = changed(group, (inputs) => {
      delete inputs["autoRollbackConfiguration"];
    });
    // A service whose rollouts are ECS's own has no deployment group.
    const native = bad.stacks.filter(
      ({ kind, resources }) => kind === "service" && !resources.some(({ type }) => type === group),
    );
    assert.deepEqual(
      native.map(({ name }) => name),
      ["search.test", "web.test"],
    );
    await assert.rejects(
      checkBefore(session, plans, async () => bad),
      (error: Error) => {
        assert.equal(error.name, "RefusedError");
        assert.match(error.message, /nothing was changed/);
        for (const { name } of plans.filter(
          (plan) => plan.kind === "service" && !native.some(({ name }) => name === plan.name),
        )) {
          assert.match(
            error.message,
            new RegExp(`deployment-group-rolls-back: ${name.replaceAll(".", "\\.")}: .*DeploymentGroup`),
          );
        }
        return true;
      },
    );
  });

  it("refuses an oversized policy at once, with its size, what is allowed and where that is written", async () => {
    const bad = changed("aws:iam/rolePolicy:RolePolicy", (inputs) => {
      if (inputs["role"] !== "globex-payments-build") return;
      inputs["policy"] = JSON.stringify({ Version: "2012-10-17", Statement: [], Id: "x".repeat(10_240) });
    });
    await assert.rejects(
      checkBefore(session, plans, async () => bad),
      (error: Error) => {
        assert.equal(error.name, "RefusedError");
        assert.match(error.message, /nothing was changed/);
        assert.match(error.message, /mandatory: within-quotas: payments\.pipeline: .*RolePolicy/);
        assert.match(error.message, /inline policy of globex-payments-build has .*IAM allows 10,240 characters/);
        assert.match(error.message, /https:\/\/docs\.aws\.amazon\.com\//);
        return true;
      },
    );
  });

  describe("with policies.yaml", () => {
    const group = "aws:codedeploy/deploymentGroup:DeploymentGroup";
    const rule = "codedeploy-deployment-group-rolls-back";
    let directory: string;
    let company: Catalog;
    before(() => {
      directory = mkdtempSync(join(tmpdir(), "slipway-policies-"));
      company = { ...catalog, directory };
    });
    after(() => rmSync(directory, { recursive: true }));

    async function found(content: object, judged: Graph, whole = false) {
      writeFileSync(join(directory, "policies.yaml"), JSON.stringify(content));
      return (await findings(company, judged, whole)).map(({ rule: name, level }) => `${level} ${name}`);
    }
    const unsafe = () => changed(group, (inputs) => delete inputs["autoRollbackConfiguration"]);
    const exemption = { rule, resource: "target-*", reason: "Deployed by hand until spring", until: "2999-12-31" };

    it("has the levels and exemptions of the file", async () => {
      assert.ok((await found({}, unsafe())).includes(`mandatory ${rule}`));
      assert.deepEqual([...new Set(await found({ rules: { [rule]: "advisory" } }, unsafe()))], [`advisory ${rule}`]);
      assert.deepEqual(await found({ rules: { [rule]: "disabled" } }, unsafe()), []);
      assert.deepEqual(await found({ exemptions: [exemption] }, unsafe()), []);
    });

    it("finds an exemption that has ended, and in the whole graph one that excuses nothing", async () => {
      const ended = await found({ exemptions: [{ ...exemption, until: "2020-12-31" }] }, unsafe());
      assert.ok(ended.includes("mandatory pack-exemption-is-current"));
      assert.ok(ended.includes(`mandatory ${rule}`));
      const elsewhere = { exemptions: [{ ...exemption, resource: "nowhere" }] };
      assert.deepEqual(await found(elsewhere, graph), []);
      assert.deepEqual(await found(elsewhere, graph, true), ["advisory pack-exemption-is-current"]);
    });

    it("finds callers outside the organisation, which no file had to name for the rule", async () => {
      const trust = {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::999999999999:role/vendor" },
            Action: "sts:AssumeRole",
          },
        ],
      };
      const open = changed("aws:iam/role:Role", (inputs) => {
        inputs["assumeRolePolicy"] = JSON.stringify(trust);
      });
      const name = "iam-role-trusts-named-principals";
      assert.ok((await found({}, open)).includes(`mandatory ${name}`));
      assert.ok(
        !(await found({ rules: { [name]: { accounts: ["999999999999"] } } }, open)).includes(`mandatory ${name}`),
      );
    });

    it("finds what `slipway iam check` finds, and excuses it in the same way", async () => {
      const document = {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sqs:Recieve", Resource: "*" }],
      };
      const wrong = changed("aws:iam/rolePolicy:RolePolicy", (inputs) => {
        inputs["policy"] = JSON.stringify(document);
      });
      const name = "iam-check/known-action";
      assert.ok((await found({}, wrong)).includes(`mandatory ${name}`));
      const excused = await found({ exemptions: [{ ...exemption, rule: name, resource: "urn:*" }] }, wrong);
      assert.ok(!excused.includes(`mandatory ${name}`));
      const ended = await found(
        { exemptions: [{ ...exemption, rule: name, resource: "urn:*", until: "2020-12-31" }] },
        wrong,
      );
      assert.ok(ended.includes("mandatory pack-exemption-is-current"));
      assert.ok(ended.includes(`mandatory ${name}`));
    });

    it("stops a run on a mistake in the file before anything is built", async () => {
      writeFileSync(join(directory, "policies.yaml"), "rules: { kms-key-rotate: advisory }");
      await assert.rejects(
        checkBefore({ ...session, catalog: company }, plans, async () => graph),
        { name: "CatalogError", message: /policies\.yaml: rules\.kms-key-rotate[\s\S]*Did you mean "kms-key-rotates"/ },
      );
    });
  });

  it("judges the documents of each stack alone as it does those of all together", async () => {
    for (const stack of graph.stacks) {
      const found = await findings(catalog, { ...graph, stacks: [stack] }, false);
      const ofDocuments = found.filter(({ rule }) => rule.startsWith("iam-check/"));
      assert.deepEqual(ofDocuments, [], stack.name);
    }
  });
});
