/** The recorded graph of a whole organisation, and what to take away from it. */
import assert from "node:assert/strict";
import { type Proof, proveRequests } from "../../../analysis/authorization";
import type { Graph, GraphResource } from "../../../analysis/graph/types";
import type { PolicyDocument, Statement } from "../../../catalog/iam";
import { fixtureCatalog as catalog, fixtureGraph } from "../../stacks/graphs";

export { catalog };

/** A copy for each caller. */
export async function organizationGraph(): Promise<Graph> {
  return structuredClone((await fixtureGraph()).graph);
}

let proofs: Promise<Proof[]> | undefined;

/** All requests of the organisation as it is, with their verdicts. */
export function organizationProofs(): Promise<Proof[]> {
  proofs ??= organizationGraph().then((graph) => proveRequests(graph));
  return proofs;
}

/** Every resource that a test is about. */
export function resourcesOf(graph: Graph, type: string, name?: string): GraphResource[] {
  return graph.stacks
    .flatMap(({ resources }) => resources)
    .filter((each) => each.type === type && (name === undefined || each.inputs["name"] === name));
}

/** Statements of a document in place; whatever is changed must exist. */
export function changeStatements(
  resource: GraphResource,
  property: string,
  change: (statement: Statement) => Statement | undefined,
): boolean {
  const document = JSON.parse(String(resource.inputs[property])) as PolicyDocument;
  const Statement = document.Statement.flatMap((statement) => change(statement) ?? []);
  const changed = JSON.stringify(Statement) !== JSON.stringify(document.Statement);
  resource.inputs[property] = JSON.stringify({ ...document, Statement });
  return changed;
}

/** The graph without one role's own grants of an action. */
export function withoutGrant(graph: Graph, role: string, action: string): Graph {
  const changed = resourcesOf(graph, "aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => inputs["role"] === role)
    .map((each) =>
      changeStatements(each, "policy", (statement) =>
        [statement.Action].flat().includes(action) ? undefined : statement,
      ),
    );
  assert.ok(changed.includes(true), `${role} is granted no ${action}`);
  return graph;
}

/** The graph in which nobody may assume a role. */
export function withoutTrust(graph: Graph, role: string): Graph {
  const [found] = resourcesOf(graph, "aws:iam/role:Role", role);
  assert.ok(found && changeStatements(found, "assumeRolePolicy", () => undefined), `no trust of ${role}`);
  return graph;
}

/** What became of the requests that are not allowed, by their ids. */
export function refusals(graph: Graph): Map<string, Proof["verdict"]> {
  return new Map(
    proveRequests(graph)
      .filter(({ verdict }) => verdict.verdict !== "allowed")
      .map(({ request, verdict }) => [request.id, verdict]),
  );
}

/** Asserts that exactly the chosen requests are refused in a changed graph, with that verdict. */
export function assertRefused(graph: Graph, proofs: Proof[], chosen: (proof: Proof) => boolean, verdict: object): void {
  const ids = proofs.filter(chosen).map(({ request }) => request.id);
  assert.ok(ids.length > 0, "no request is chosen");
  const refused = refusals(graph);
  assert.deepEqual([...refused.keys()].sort(), ids.sort());
  for (const [id, found] of refused) assert.deepEqual(found, verdict, id);
}
