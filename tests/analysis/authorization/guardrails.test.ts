/** Guardrails of the organisation, held against what runs and deliveries need. */
import assert from "node:assert/strict";
import { type Proof, type ProofVerdict, proveRequests, prover } from "../../../analysis/authorization";
import type { Graph } from "../../../analysis/graph/types";
import { type Caller, type PolicyDocument, policy, type Statement } from "../../../catalog/iam";
import type { Catalog } from "../../../catalog/types";
import { recordGraph } from "../../../runner/graph/record";
import { withCopy } from "../../catalog/organization";
import { organizationGraph, organizationProofs, resourcesOf } from "./organization-graph";

const management = "666677778888";

/** The catalog of the fixture with guardrails, on these targets. */
function guarded(targets: unknown[]): Catalog {
  const settings = { account: "management", targets };
  return withCopy((copy) =>
    copy
      .set("Pulumi.yaml", ["config", "slipway:organization", "value", "accounts", "management"], management)
      .write("Pulumi.organization.yaml", JSON.stringify({ config: { "slipway:governance": settings } }))
      .load(),
  );
}

const catalog = guarded(["r-ab12"]);
const { names, organization } = catalog;
const { toolchain, test, live } = organization.accounts as Record<"toolchain" | "test" | "live", string>;

/** The organisation's graph with the guardrails' stack. */
async function graphOf(targets: unknown[]): Promise<Graph> {
  const graph = await organizationGraph();
  const { stacks } = await recordGraph(guarded(targets), ["organization"]);
  return { ...graph, stacks: [...graph.stacks, ...stacks] };
}

/** The graph with other statements in one guardrail. */
function withGuardrail(graph: Graph, name: string, change: (statement: Statement) => Statement): Graph {
  const changed = structuredClone(graph);
  const [found] = resourcesOf(changed, "aws:organizations/policy:Policy", names.guardrail(name));
  const document = JSON.parse(String(found!.inputs["content"])) as PolicyDocument;
  found!.inputs["content"] = JSON.stringify(policy(...document.Statement.map(change)));
  return changed;
}

const deniedBy = (name: string, statement: string): ProofVerdict => ({
  verdict: "denied",
  by: { policy: `service control policy ${names.guardrail(name)}`, statement },
});

/** Ids of what is allowed without guardrails; what is refused without them is no matter of theirs. */
const allowedBefore = new Set<string>();

/** What guardrails refuse. */
function refused(graph: Graph): Proof[] {
  return proveRequests(graph).filter(
    ({ request, verdict }) => verdict.verdict !== "allowed" && allowedBefore.has(request.id),
  );
}

const accountOf = ({ request: { request } }: Proof) =>
  request.caller.kind === "principal" ? request.caller.accountId : undefined;

describe("guardrails against the needs of runs and pipelines", function () {
  this.timeout(60_000);
  let graph: Graph;

  before(async () => {
    graph = await graphOf(["r-ab12"]);
    for (const { request, verdict } of await organizationProofs()) {
      if (verdict.verdict === "allowed") allowedBefore.add(request.id);
    }
  });

  it("on the root stop no request of the organisation", async () => {
    assert.deepEqual(refused(graph), []);
    assert.equal(proveRequests(graph).length, (await organizationProofs()).length);
  });

  it("that leave out the home region stop runs there, and nothing in other regions", () => {
    const regions = ["eu-central-1"];
    const found = refused(
      withGuardrail(graph, "regions", (each) => ({
        ...each,
        Condition: { StringNotEquals: { "aws:RequestedRegion": regions } },
      })),
    );
    for (const { verdict, request } of found) {
      assert.deepEqual(verdict, deniedBy("regions", "ApprovedRegions"), request.id);
    }
    const stopped = found.map(({ request: { request } }) => request);
    assert.ok(stopped.some(({ action }) => action === "dynamodb:UpdateItem"));
    assert.ok(stopped.some(({ action }) => action === "s3:PutObject"));
    assert.deepEqual(
      stopped.filter(({ resource }) => resource.includes(":eu-central-1:")),
      [],
    );
  });

  it("that leave out an environment's region stop its deliveries", () => {
    const found = refused(
      withGuardrail(graph, "regions", (each) => ({
        ...each,
        Condition: { StringNotEquals: { "aws:RequestedRegion": [organization.home, "us-east-1"] } },
      })),
    );
    assert.ok(found.some(({ request: { request } }) => request.action === "codedeploy:CreateDeployment"));
    const there = new Set(graph.stacks.filter(({ region }) => region === "eu-central-1").map(({ name }) => name));
    assert.deepEqual(
      found
        .filter(({ request: { stack, request } }) => {
          const { "aws:RequestedRegion": sent } = request.context ?? {};
          return !there.has(stack) && !request.resource.includes("eu-central-1") && sent !== "eu-central-1";
        })
        .map(({ request }) => request.id),
      [],
    );
  });

  it("LZA#1076: a quarantine that lets pass the roles of one prefix stops pipelines of another", () => {
    const exempting = (...patterns: string[]) =>
      withGuardrail(graph, "membership", (each) =>
        each.Sid === "KeepMembership"
          ? {
              Sid: "Quarantine",
              Effect: "Deny",
              Action: "*",
              Resource: "*",
              Condition: { ArnNotLike: { "aws:PrincipalArn": patterns } },
            }
          : each,
      );
    const accelerator = "arn:aws:iam::*:role/AWSAccelerator*";
    const found = refused(exempting(accelerator));
    assert.ok(found.some(({ request: { request } }) => JSON.stringify(request).includes(names.pipelineRole())));
    for (const { verdict } of found) assert.deepEqual(verdict, deniedBy("membership", "Quarantine"));
    const platform = ["slipway", "services"].map((path) => `arn:aws:iam::*:role/${path}/${names.prefix}-*`);
    assert.deepEqual(refused(exempting(accelerator, ...platform)), [], "the repaired twin");
  });

  it("a guardrail that is known after the update only leaves every request of its accounts undecided", () => {
    const unknown = structuredClone(graph);
    resourcesOf(unknown, "aws:organizations/policy:Policy", names.guardrail("regions"))[0]!.inputs["content"] = {
      $unknown: true,
    };
    const verdicts = new Set(refused(unknown).map(({ verdict }) => JSON.stringify(verdict)));
    const reason = `the graph does not show service control policy ${names.guardrail("regions")}`;
    assert.deepEqual([...verdicts], [JSON.stringify({ verdict: "undecidable", reason })]);
  });

  describe("concern", () => {
    /** Accounts with a role that asks for something, when nothing may be done in any region. */
    const concerned = async (targets: unknown[]) => {
      const closed = withGuardrail(await graphOf(targets), "regions", (each) => ({
        Sid: each.Sid!,
        Effect: "Deny",
        Action: "*",
        Resource: "*",
      }));
      return [...new Set(refused(closed).map(accountOf))].sort();
    };

    it("every member account, on the root", async () => {
      assert.deepEqual(await concerned(["r-ab12"]), [toolchain, live, test].sort());
    });

    it("one account, on it", async () => {
      assert.deepEqual(await concerned(["live"]), [live]);
    });

    it("the accounts that the file lists, on a unit", async () => {
      const unit = "ou-ab12-workloads";
      assert.deepEqual(await concerned([{ unit, accounts: ["test", "live"] }]), [live, test].sort());
      assert.deepEqual(await concerned([{ unit, accounts: [] }]), []);
    });

    it("neither the management account nor service-linked roles", () => {
      const closed = withGuardrail(graph, "regions", (each) => ({
        Sid: each.Sid!,
        Effect: "Deny",
        Action: "*",
        Resource: "*",
      }));
      const made = structuredClone(closed);
      // The same role with all rights in three places.
      const rights = JSON.stringify(policy({ Effect: "Allow", Action: "*", Resource: "*" }));
      const stack = made.stacks.find(({ name }) => name === "toolchain.account")!;
      const [template] = resourcesOf(made, "aws:iam/role:Role");
      const at = (account: string, path: string): Caller => {
        stack.resources.push({
          ...template!,
          urn: `${template!.urn}-${account}${path}`,
          provider: { account, region: organization.home, assumeRoles: [] },
          inputs: { name: "any", path, inlinePolicies: [{ name: "all", policy: rights }] },
        });
        return { kind: "principal", arn: `arn:aws:iam::${account}:role${path}any`, accountId: account };
      };
      const callers = [at(management, "/"), at(live, "/aws-service-role/x.amazonaws.com/"), at(live, "/")];
      const prove = prover(made);
      const ask = (caller: Caller) =>
        prove({ caller, action: "ec2:RunInstances", resource: "*", resourceAccount: live }, { callerOnly: true })
          .verdict;
      // In another account a resource's own policy is asked for as well; the management account asks its own.
      const own = prove(
        { caller: callers[0]!, action: "ec2:RunInstances", resource: "*", resourceAccount: management },
        { callerOnly: true },
      ).verdict;
      assert.deepEqual([own, ...callers.slice(1).map(ask)], ["allowed", "allowed", "denied"]);
    });
  });
});
