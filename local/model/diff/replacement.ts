/** Which changes replace a resource. */
import { namedProperty } from "../check/names";
import type { TypeSchema } from "../schema";
import type { Properties } from "../types";

/** What a change of one property alone does not show: rules across properties, and identities. */
const further: Record<string, readonly string[]> = {
  "aws:dynamodb/table:Table": ["hashKey", "rangeKey", "localSecondaryIndexes"],
  "aws:codedeploy/deploymentConfig:DeploymentConfig": ["deploymentConfigName"],
  // A set: another item is another as a whole.
  "aws:ecs/service:Service": ["capacityProviderStrategies"],
  "aws:dynamodb/tableItem:TableItem": ["tableName", "hashKey", "rangeKey"],
  // What these decide in code: pulumi-pulumiservice v1.3.0, provider/pkg/resources/{deployment_settings,policy_group,policy_pack}.go.
  "pulumiservice:index:DeploymentSettings": ["organization", "project", "stack"],
  "pulumiservice:index:PolicyGroup": ["name", "entityType", "mode"],
  "pulumiservice:index:PolicyPack": ["organization", "name", "versionTag", "displayName", "policies", "sourcePath"],
};

/** Types whose provider always deletes the old one first. */
export const deletedFirst: ReadonlySet<string> = new Set([
  "pulumiservice:index:DeploymentSettings",
  "pulumiservice:index:PolicyGroup",
]);

/** Paths without indices whose change replaces a resource of the type. */
export function replacingPaths(schema: TypeSchema): Set<string> {
  const paths = new Set([...(schema.forceNew ?? []), ...(further[schema.type] ?? [])]);
  if ("region" in schema.in) paths.add("region");
  // Types that were not measured: the name is the identity.
  const named = namedProperty(schema);
  if (!schema.forceNew && named && !renamable.has(schema.type)) paths.add(named);
  return paths;
}

/**
 * A service whose updates begin a new deployment changes its strategy in place, unless it begins or ceases to have one
 * (terraform-provider-aws, internal/service/ecs/service.go: `capacityProviderStrategyCustomizeDiff`).
 */
export function inPlace(type: string, path: string, olds: Properties, news: Properties): boolean {
  const property = "capacityProviderStrategies";
  if (type !== "aws:ecs/service:Service" || !path.startsWith(property) || news["forceNewDeployment"] !== true)
    return false;
  return [olds, news].every((each) => Array.isArray(each[property]) && each[property].length > 0);
}

/** Types whose name can change in place. */
const renamable = new Set([
  "aws:codedeploy/application:Application",
  "aws:codedeploy/deploymentGroup:DeploymentGroup",
  "aws:lambda/layerVersion:LayerVersion",
]);

/** Whether a change at `path` (with indices) replaces. */
export function replaces(paths: ReadonlySet<string>, path: string): boolean {
  const steps = path.replace(/\[[^\]]*\]/g, "").split(".");
  return steps.some((_, i) => paths.has(steps.slice(0, i + 1).join(".")));
}
