/** What decides about requests in a graph: roles, buckets, keys and topics of all accounts, with their policies. */
import type { Graph, GraphResource, GraphStack, GraphValue } from "../graph/types";
import { at, listAt, textAt } from "./values";

/** A resource with the place that it is made in. */
export interface Placed {
  resource: GraphResource;
  stack: GraphStack;
  accountId: string;
  region: string;
  partition: string;
}

/** A policy as far as the graph shows it. */
export interface ShownPolicy {
  name: string;
  /** JSON text; absent when it is unknown before the update, or not in the graph. */
  document?: string;
  /** A policy of AWS's own, which allows and never denies. */
  byAws: boolean;
}

export interface Role extends Placed {
  arn: string;
  trust?: ShownPolicy;
  identity: ShownPolicy[];
  boundary?: ShownPolicy;
}

export interface Key extends Placed {
  /** With stack and resource name in the place of the id, which is unknown before the update. */
  arn: string;
  aliases: string[];
  policy?: ShownPolicy;
}

export interface Bucket extends Placed {
  name: string;
  arn: string;
  policy?: ShownPolicy;
  /** Key of its default encryption. */
  key?: Key;
  /** With bucket keys on, KMS sees the bucket's ARN as encryption context, else the object's. */
  bucketKey: boolean;
}

export interface Topic extends Placed {
  arn: string;
  policy?: ShownPolicy;
}

export interface Inventory {
  graph: Graph;
  all(type: string): Placed[];
  roles: Role[];
  buckets: Bucket[];
  keys: Key[];
  topics: Topic[];
}

export function inventoryOf(graph: Graph): Inventory {
  const placed = graph.stacks.flatMap((stack) =>
    stack.resources.map((resource): Placed => {
      const accountId = resource.provider?.account ?? stack.account;
      const region = textAt(resource.inputs, "region") ?? resource.provider?.region ?? stack.region;
      return { resource, stack, accountId, region, partition: stack.partition };
    }),
  );
  const all = (type: string) => placed.filter(({ resource }) => resource.type === type);
  const keys = keysOf(all);
  return { graph, all, roles: rolesOf(all), keys, buckets: bucketsOf(all, keys), topics: topicsOf(all) };
}

type All = (type: string) => Placed[];

/** Whether a property of one resource is another: by the same known text in one account, or by dependency. */
export function refers(from: Placed, property: string, to: Placed, name: string | undefined): boolean {
  const value = textAt(from.resource.inputs, property);
  if (value !== undefined) return value === name && from.accountId === to.accountId;
  return (from.resource.propertyDependencies[property] ?? []).includes(to.resource.urn);
}

function rolesOf(all: All): Role[] {
  const policies = all("aws:iam/policy:Policy").map((each) => ({ ...each, arn: iamArn(each, "policy") }));
  const separate = all("aws:iam/rolePolicy:RolePolicy");
  const attachments = all("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  return all("aws:iam/role:Role").map((role): Role => {
    const { inputs } = role.resource;
    const name = textAt(inputs, "name");
    const mine = (each: Placed) => refers(each, "role", role, name);
    const attached = (arn: string | undefined): ShownPolicy => {
      const policy = policies.find((each) => each.arn === arn);
      const label = `${arn?.split("/").at(-1) ?? "an unknown policy"} of ${name}`;
      return shown(label, policy?.resource.inputs["policy"]) ?? { name: label, byAws: arn?.split(":")[4] === "aws" };
    };
    return {
      ...role,
      arn: iamArn(role, "role"),
      trust: shown(`trust of ${name}`, inputs["assumeRolePolicy"]),
      identity: [
        ...listAt(inputs, "inlinePolicies").map((each) => ({
          of: textAt(each, "name"),
          policy: at(each, "policy") ?? { $unknown: true as const },
        })),
        ...separate
          .filter(mine)
          .map(({ resource }) => ({ of: textAt(resource.inputs, "name"), policy: resource.inputs["policy"] })),
      ]
        .flatMap(({ of, policy }) => shown(`${of ?? "inline"} of ${name}`, policy) ?? [])
        .concat(
          listAt(inputs, "managedPolicyArns").map((each) => attached(textAt(each))),
          attachments.filter(mine).map((each) => {
            const policy = policies.find((candidate) => refers(each, "policyArn", candidate, candidate.arn));
            return attached(policy?.arn ?? textAt(each.resource.inputs, "policyArn"));
          }),
        ),
      boundary: inputs["permissionsBoundary"] ? attached(textAt(inputs, "permissionsBoundary")) : undefined,
    };
  });
}

function keysOf(all: All): Key[] {
  return all("aws:kms/key:Key").map((key) => ({
    ...key,
    arn: `arn:${key.partition}:kms:${key.region}:${key.accountId}:key/${key.stack.name}.${key.resource.name}`,
    aliases: all("aws:kms/alias:Alias")
      .filter((alias) => refers(alias, "targetKeyId", key, textAt(key.resource.outputs, "keyId")))
      .map((alias) => textAt(alias.resource.inputs, "name") ?? ""),
    policy: shown(`policy of key ${key.resource.name}`, key.resource.inputs["policy"]),
  }));
}

function bucketsOf(all: All, keys: Key[]): Bucket[] {
  const configurations = all("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration");
  return all("aws:s3/bucket:Bucket").map((bucket) => {
    const name = textAt(bucket.resource.inputs, "bucket") ?? bucket.resource.name;
    const policy = all("aws:s3/bucketPolicy:BucketPolicy").find((each) => refers(each, "bucket", bucket, name));
    const encryption = configurations.find((each) => refers(each, "bucket", bucket, name));
    const [rule] = listAt(encryption?.resource.inputs, "rules");
    const keyArn = textAt(rule, "applyServerSideEncryptionByDefault", "kmsMasterKeyId");
    const dependencies = encryption?.resource.propertyDependencies["rules"] ?? [];
    return {
      ...bucket,
      name,
      arn: `arn:${bucket.partition}:s3:::${name}`,
      policy: shown(`policy of bucket ${name}`, policy?.resource.inputs["policy"]),
      key: keys.find((key) => (keyArn ? key.arn === keyArn : dependencies.includes(key.resource.urn))),
      bucketKey: at(rule, "bucketKeyEnabled") === true,
    };
  });
}

function topicsOf(all: All): Topic[] {
  return all("aws:sns/topic:Topic").map((topic) => {
    const arn = `arn:${topic.partition}:sns:${topic.region}:${topic.accountId}:${textAt(topic.resource.inputs, "name")}`;
    const policy = all("aws:sns/topicPolicy:TopicPolicy").find((each) => refers(each, "arn", topic, arn));
    return {
      ...topic,
      arn,
      policy: shown(`policy of topic ${arn.split(":").at(-1)}`, policy?.resource.inputs["policy"]),
    };
  });
}

/** The policy in a property, undefined where there is none. */
function shown(name: string, value: GraphValue | undefined): ShownPolicy | undefined {
  if (value === undefined || value === null) return undefined;
  const document = textAt(value);
  return { name, byAws: false, ...(document === undefined ? {} : { document }) };
}

function iamArn({ resource, partition, accountId }: Placed, kind: "role" | "policy"): string {
  const path = textAt(resource.inputs, "path") ?? "/";
  return `arn:${partition}:iam::${accountId}:${kind}${path}${textAt(resource.inputs, "name") ?? resource.name}`;
}
