/** Ready workflows for CI outside AWS, from the same bindings as the roles' trust. */
export { type AzureAgentRun, type AzureConnectionRun, azurePipeline } from "./azure";
export {
  federationNamed,
  type RenderedCi,
  renderedCis,
  UnknownFederationError,
  type WorkflowWishes,
  workflowOf,
} from "./choose";
export { type CircleCiRun, circleCiConfiguration } from "./circleci";
export { githubWorkflow } from "./github";
export { type GitLabRun, gitlabPipeline } from "./gitlab";
export { type CiRole, type CiRun, credentialsScript, type WorkflowFile } from "./run";
