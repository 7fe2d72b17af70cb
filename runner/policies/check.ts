/** Policy pack, IAM documents and quotas before the engine: held against the recorded graph. */
import type { Graph } from "../../analysis/graph/types";
import type { Finding as DocumentFinding } from "../../analysis/iam";
import { graphQuotas } from "../../analysis/quota";
import { quotaMessage } from "../../catalog/quota";
import type { Catalog, StackPlan } from "../../catalog/types";
import { checkGraph, excuse, type Finding } from "../../policies/check";
import { rules } from "../../policies/rules";
import { RefusedError } from "../exit";
import { recordGraph } from "../graph/record";
import type { Session } from "../session";
import { configurationOf, organisationOf } from "./configuration";
import { isDocumentRule, ofThePack } from "./pack";
import { documentRule } from "./schema";

/**
 * Findings in a graph: those of the pack, those of `slipway iam check`, and what AWS would refuse as too large or too
 * many. Exemptions that match nothing are spoken of only when the graph is whole.
 * @throws CatalogError with all problems of `policies.yaml`
 */
export async function findings(catalog: Catalog, graph: Graph, whole: boolean): Promise<Finding[]> {
  const configuration = configurationOf(catalog);
  const ofDocuments = (configuration.exemptions ?? []).filter(({ rule }) => isDocumentRule(rule));
  return [
    ...checkGraph(graph, rules, { configuration: ofThePack(configuration), whole }),
    ...excuse(await documentFindings(catalog, graph), ofDocuments, graph, { whole }),
    ...quotaFindings(graph),
  ];
}

/** With it comes the catalogue of IAM actions, which is loaded only where documents are judged. */
async function documentFindings(catalog: Catalog, graph: Graph): Promise<Finding[]> {
  const { graphDocuments, lint } = await import("../../analysis/iam");
  const { documents, unknown } = graphDocuments(graph);
  return [...(await lint(documents, organisationOf(catalog))), ...unknown].map(ofDocument);
}

function ofDocument(finding: DocumentFinding): Finding {
  const { level, stack = "", urn = "", document, statement, value, remedy } = finding;
  const message = /[.?]$/.test(finding.message) ? finding.message : `${finding.message}.`;
  const where = statement === undefined ? document : `${document}, ${statement}`;
  return { rule: documentRule(finding.rule), level, stack, urn, message: `${where}: ${value} ${message} ${remedy}` };
}

function quotaFindings(graph: Graph): Finding[] {
  const { problems, unknown } = graphQuotas(graph);
  return [
    ...problems.map((problem): Finding => {
      const { stack, urn } = problem;
      return { rule: "within-quotas", level: "mandatory", stack, urn, message: quotaMessage(problem) };
    }),
    ...unknown.map(({ stack, urn }): Finding => {
      const message = "policy is unknown before the update, so its size cannot be checked here. AWS checks it.";
      return { rule: "within-quotas", level: "advisory", stack, urn, message };
    }),
  ];
}

export function findingText({ level, rule, stack, urn, message }: Finding): string {
  const subject = urn.startsWith("urn:") ? urn.split("::").slice(2).join(" ") : urn;
  return `${[level, rule, stack, subject].filter((part) => part !== "").join(": ")}\n    ${message}`;
}

/** Builds the programs offline and refuses to start the engine when a mandatory rule or a quota is violated. */
export async function checkBefore(session: Session, plans: StackPlan[], record = recordGraph): Promise<void> {
  const { catalog } = session;
  const graph = await record(
    catalog,
    plans.map(({ name }) => name),
  );
  const found = await findings(catalog, graph, false);
  for (const finding of found.filter(({ level }) => level !== "mandatory"))
    session.terminal.progress(findingText(finding));
  const violations = found.filter(({ level }) => level === "mandatory");
  if (violations.length === 0) return;
  throw new RefusedError(
    `The policy pack or a quota of AWS refuses ${violations.length === 1 ? "this" : "these"}; nothing was changed:\n${violations.map(findingText).join("\n")}`,
  );
}
