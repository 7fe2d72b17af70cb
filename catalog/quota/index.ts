/** What AWS allows, held against what a catalog asks for, before anything is created. */
export {
  type CountedResource,
  checkQuotas,
  documentUse,
  type QuotaReport,
  type QuotaRequest,
  type QuotaRow,
} from "./check";
export { type CountedPipeline, type Counts, countPipelines } from "./counts";
export { type DocumentKind, policySize, type QuotaDocument } from "./documents";
export { type Limit, type LimitId, type Limits, limits } from "./limits";
export { type QuotaProblem, quotaMessage } from "./problem";
export {
  type PlannedGroup,
  type PlannedStage,
  planWave,
  type Wave,
  type WaveEnvironment,
  type WavePlan,
} from "./stages";
export { type StorePolicies, type StoreRequest, type StoreSize, storeSize } from "./stores";
export { fitting, planWaves, type WavesRequest } from "./waves";
