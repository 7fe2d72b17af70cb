/** One page that shows accounts, stacks, pipelines, roles and proof. */
export { type Facts, factsOf, type ReportInput } from "./facts";
export { reportDocument, reportPage } from "./page";
