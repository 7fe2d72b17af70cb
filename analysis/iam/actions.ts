/** Actions and resources of a statement, held against the catalogue. */
import { didYouMean } from "../../catalog/suggest";
import { type Action, type Catalogue, prefixOf } from "./catalogue";
import type { Fact, Kind } from "./document";
import { isAboutAll, type Statement } from "./grammar";
import { overlaps } from "./overlap";

/** The only service that a document of this kind can speak of. */
const servicesOf: Partial<Record<Kind, string>> = {
  trust: "sts",
  bucket: "s3",
  key: "kms",
  topic: "sns",
  repository: "ecr",
};

export function checkActions({ label, actions, notActions }: Statement, kind: Kind, catalogue: Catalogue): Fact[] {
  const only = servicesOf[kind];
  return [...actions, ...notActions].flatMap((action): Fact[] => {
    if (action === "*") return [];
    const found = (rule: Fact["rule"], message: string) => [{ rule, statement: label, value: action, message }];
    const service = prefixOf(action);
    if (!action.includes(":")) return found("known-action", "has no service before a colon");
    if (!/[*?]/.test(service) && !catalogue.services.includes(service)) {
      return found("known-service", `is of no service of AWS.${didYouMean(service, catalogue.services)}`);
    }
    if (only !== undefined && service !== only) return found("action-of-kind", `can never be asked of a ${kind}`);
    if (/[*?]/.test(service) || catalogue.expand(action).length > 0) return [];
    const known = catalogue.actionsOf(service).map(({ name }) => name);
    return found("known-action", `is no action of ${service}.${didYouMean(action, known)}`);
  });
}

/** Actions that no resource of the statement fits, and resources that no action of it has. */
export function checkResources(statement: Statement, catalogue: Catalogue): Fact[] {
  const { label, actions, resources } = statement;
  if (resources.length === 0 || isAboutAll(statement)) return [];
  const meant = actions
    .map((name) => ({ name, known: catalogue.expand(name) }))
    .filter(({ known }) => known.length > 0);
  const never = resources.includes("*")
    ? []
    : meant.filter(({ known }) => !known.some((action) => resources.some((each) => works(action, each))));
  // A resource that only actions of a wrong spelling could have is not the mistake.
  const all = meant.length === actions.length;
  return [
    ...never.map(({ name, known }): Fact => {
      const types = [...new Set(known.flatMap((each) => each.resourceTypes.map(({ arn }) => arn)))];
      const message =
        types.length === 0
          ? 'never matches: it has no resources of its own and is granted on "*" only'
          : `never matches: none of the resources is ${types.slice(0, 3).join(" or ")}`;
      return { rule: "action-matches", statement: label, value: name, message };
    }),
    ...resources
      .filter((each) => all && each !== "*" && !meant.some(({ known }) => known.some((action) => works(action, each))))
      .map((value): Fact => {
        const message = "is a resource of none of the statement's actions";
        return { rule: "resource-matches", statement: label, value, message };
      })
      // Where no action fits anything, that is the one fact.
      .filter(() => never.length < meant.length),
  ];
}

function works({ resourceTypes }: Action, resource: string): boolean {
  return resource === "*" || resourceTypes.some(({ arn }) => overlaps(resource, arn));
}
