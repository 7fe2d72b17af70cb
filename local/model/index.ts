/**
 * The model of the laptop cloud: how AWS and its Pulumi provider answer, as pure functions. The stand-in provider,
 * the unit tests' mocks and the offline recorder all call it.
 */
export { check } from "./check/check";
export { type Construct, constructs } from "./constructs";
export { create } from "./create/create";
export { update } from "./create/update";
export { diff } from "./diff/diff";
export { invoke } from "./invoke/invoke";
export { observe, readInputs } from "./observe";
export { packageVersion } from "./package";
export { schemaOf } from "./schema";
export * from "./types";
