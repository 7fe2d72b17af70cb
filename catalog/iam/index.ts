/** IAM documents and their evaluation. */
export * from "./artifact-use";
export * from "./document";
export {
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
export { servicePrincipal, viaService } from "./services";
export type { Caller } from "./statement";
