/** Findings over policy documents: grammar, catalogue of actions, reach, principals and size. */
import { documentLimits, policySize } from "../../catalog/quota/documents";
import { limits } from "../../catalog/quota/limits";
import { checkActions, checkResources } from "./actions";
import { type Catalogue, loadCatalogue, prefixOf } from "./catalogue";
import { checkConditionKeys } from "./conditions";
import { type CheckedDocument, type Fact, type Finding, findingOf, hasPrincipal, type Organisation } from "./document";
import { type ReadDocument, readDocument } from "./grammar";
import { checkGrants } from "./grants";
import { checkPrincipals } from "./principals";

/** Findings in the order of documents and statements. Loads the part of the catalogue that the documents need. */
export async function lint(documents: readonly CheckedDocument[], organisation: Organisation = {}): Promise<Finding[]> {
  const read = documents.map((document) => ({ document, ...readDocument(document) }));
  const catalogue = await loadCatalogue(read.flatMap(prefixesOf));
  return read.flatMap(({ document, statements, facts }) =>
    [
      ...facts,
      ...statements.flatMap((statement) => [
        ...checkActions(statement, document.kind, catalogue),
        ...checkAgainst(catalogue, statement),
        ...checkGrants(statement, document.kind),
        ...(hasPrincipal(document.kind) ? checkPrincipals(statement, document.kind, organisation) : []),
      ]),
      ...(facts.some(({ rule }) => rule === "readable") ? [] : checkSize(document)),
    ].map((fact) => findingOf(document, fact)),
  );
}

function checkAgainst(catalogue: Catalogue, statement: ReadDocument["statements"][number]): Fact[] {
  return [...checkResources(statement, catalogue), ...checkConditionKeys(statement, catalogue)];
}

/** Of a statement about every action, the services of its condition keys are needed. */
function prefixesOf({ statements }: ReadDocument): string[] {
  return statements
    .flatMap(({ actions, notActions, conditions }) => [...actions, ...notActions, ...conditions.map(({ key }) => key)])
    .map(prefixOf);
}

/** One document against its own quota; inline policies of a role also count together (`slipway quotas`). */
function checkSize({ kind, json }: CheckedDocument): Fact[] {
  const measured = kind === "boundary" ? "managed" : kind === "guardrail" ? "scp" : kind;
  if (measured === "resource" || measured === "endpoint") return [];
  const { value, unit } = limits[documentLimits[measured]];
  const size = policySize(measured, json);
  const message = `is more than the ${value} ${unit} that AWS takes`;
  return size > value ? [{ rule: "size", value: `${size} ${unit}`, message }] : [];
}
