/** Policy documents, checked against IAM's grammar and AWS's catalogue of actions. */
export { type CheckedDocument, type Finding, type Kind, kinds, type Organisation } from "./document";
export { type GraphDocuments, graphDocuments } from "./graph";
export { type Ignore, IgnoreError, type Judged, judge, readIgnores } from "./ignores";
export { kindOf } from "./kind";
export { lint } from "./lint";
export { type RuleFacts, type RuleName, rules } from "./rules";
