/** Proof that what is described will be authorised, before anything is deployed. */
export { type Proof, type ProofVerdict, proveRequests, prover } from "./prove";
export { requestsOf, type WantedRequest } from "./requests";
