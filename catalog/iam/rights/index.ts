/**
 * The table of rights: one row per type of resource that update roles make. Adding a type is adding a row to the file
 * of its service; roles, proof and tests follow.
 */
import { balancingRows } from "./balancing";
import { bucketRows } from "./buckets";
import { chatbotRows } from "./chatbot";
import { cloudwatchRows } from "./cloudwatch";
import { codebuildRows } from "./codebuild";
import { codedeployRows } from "./codedeploy";
import { codepipelineRows } from "./codepipeline";
import { ecrRows } from "./ecr";
import { ecsRows } from "./ecs";
import { eventRows } from "./events";
import { kmsRows } from "./kms";
import { lambdaRows } from "./lambda";
import { logRows } from "./logs";
import { lookupRows } from "./lookups";
import { machineRows } from "./machines";
import { networkRows } from "./network";
import { networkEdgeRows } from "./network-edges";
import { roleRows } from "./roles";
import type { Row } from "./row";
import { snsRows } from "./sns";
import { sourceRows } from "./sources";
import { ssmRows } from "./ssm";
import { syntheticsRows } from "./synthetics";

export {
  type AccountKind,
  type Column,
  columns,
  type Need,
  parts,
  type RightsPlace,
  type Row,
  type Where,
} from "./row";
export { rightsStatements } from "./statements";

/** Types of resources. */
export const rights: readonly Row[] = [
  ...[bucketRows, chatbotRows, cloudwatchRows, codebuildRows, codedeployRows, codepipelineRows, ecrRows, eventRows],
  ...[balancingRows, ecsRows, syntheticsRows],
  ...[kmsRows, lambdaRows, logRows, machineRows, networkRows, networkEdgeRows, roleRows, snsRows, sourceRows, ssmRows],
].flat();

/** Data sources, which stand in no graph. */
export const lookups: readonly Row[] = lookupRows;

/** The row of a type; undefined for one that no update role may make. */
export function rowOf(type: string, table: readonly Row[] = rights): Row | undefined {
  return table.find((row) => row.type === type);
}
