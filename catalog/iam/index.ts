/** IAM documents and their evaluation. */
export * from "./document";
export {
  admits,
  decide,
  type NamedPolicy,
  type Policies,
  type Request,
  type Side,
  type StatementReference,
  type Verdict,
} from "./evaluate";
export type { Context } from "./pattern";
export { PolicyError, readPolicy } from "./read";
export type { Caller } from "./statement";
