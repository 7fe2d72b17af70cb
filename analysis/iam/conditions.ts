/** Condition keys of a statement, held against the catalogue. */
import { operatorOf } from "../../catalog/iam/conditions";
import { didYouMean } from "../../catalog/suggest";
import { type Action, type Catalogue, globalKeys, prefixOf } from "./catalogue";
import type { Fact } from "./document";
import { isAboutAll, type Statement } from "./grammar";
import { overlaps } from "./overlap";

/** Global by name, but sent only with actions and resources that bear tags. */
const ofTags = ["aws:resourcetag/", "aws:requesttag/", "aws:tagkeys"];

/** Keys that AWS does not send with an action of the statement, so that the condition holds always or never. */
export function checkConditionKeys(statement: Statement, catalogue: Catalogue): Fact[] {
  return statement.conditions.flatMap(({ operator, key }) => {
    if (isGlobal(key) || isOfProvider(key, statement)) return [];
    const fact = (message: string): Fact[] => [
      { rule: "condition-key", statement: statement.label, value: key, message },
    ];
    if (isAboutAll(statement)) {
      if (isOfTags(key) || catalogue.actionsOf(prefixOf(key)).some((each) => sends(each, key, statement))) return [];
      return fact("is sent with no action");
    }
    const meant = statement.actions
      .map((name) => ({ name, actions: catalogue.expand(name) }))
      .filter(({ actions }) => actions.length > 0);
    // Where no action is known, that is the mistake.
    if (meant.length === 0) return [];
    const without = meant.filter(({ actions }) => !actions.some((each) => sends(each, key, statement)));
    if (without.length === meant.length) {
      const known = meant.flatMap(({ actions }) => actions.flatMap((each) => keysOf(each, statement)));
      return fact(
        `is sent with no action of the statement.${didYouMean(key, [...new Set([...globalKeys, ...known])])}`,
      );
    }
    if (without.length === 0 || passesWithout(operator)) return [];
    return fact(`is not sent with ${without.map(({ name }) => name).join(", ")}`);
  });
}

/** Written for statements of several actions: true when the key is absent. */
function passesWithout(operator: string): boolean {
  const { ifExists, set, compare } = operatorOf(operator) ?? {};
  return ifExists === true || set === "ForAllValues" || compare === "null";
}

function isGlobal(key: string): boolean {
  const lower = key.toLowerCase();
  if (isOfTags(key)) return false;
  return globalKeys.some((each) =>
    each.endsWith("/") ? lower.startsWith(each.toLowerCase()) : lower === each.toLowerCase(),
  );
}

function isOfTags(key: string): boolean {
  return ofTags.some((each) => key.toLowerCase().startsWith(each));
}

/** Claims of an identity provider, as `gitlab.example.com:sub` beside `oidc-provider/gitlab.example.com`. */
function isOfProvider(key: string, { principals }: Statement): boolean {
  const issuer = key.slice(0, key.lastIndexOf(":"));
  return principals.some(
    ({ kind, value }) => kind === "Federated" && (value.split(":oidc-provider/")[1] ?? value) === issuer,
  );
}

function sends(action: Action, key: string, statement: Statement): boolean {
  return keysOf(action, statement).some((each) => isOfTemplate(key, each));
}

/** Keys of the action itself, and of those of its resources that the statement is about. */
function keysOf({ conditionKeys, resourceTypes }: Action, { resources }: Statement): string[] {
  const touched = resourceTypes.filter(
    ({ arn }) => resources.length === 0 || resources.some((each) => overlaps(each, arn)),
  );
  return [...conditionKeys, ...touched.flatMap((type) => type.conditionKeys)];
}

/** `kms:EncryptionContext:app` is of `kms:EncryptionContext:${EncryptionContextKey}`. */
function isOfTemplate(key: string, template: string): boolean {
  const pattern = template
    .split(/\$\{[^}]*\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".+");
  return new RegExp(`^${pattern}$`, "i").test(key);
}
