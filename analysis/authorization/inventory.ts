/** What decides about requests in a graph: roles, buckets, keys and topics of all accounts, with their policies. */
import type { NamedPolicy } from "../../catalog/iam";
import type { Graph, GraphResource, GraphStack } from "../graph/types";
import { at, listAt, textAt } from "./values";

/** A resource with the place that it is made in. */
export interface Placed {
  resource: GraphResource;
  stack: GraphStack;
  accountId: string;
  region: string;
  partition: string;
}

export interface Role extends Placed {
  arn: string;
  trust?: NamedPolicy;
  identity: NamedPolicy[];
  boundary?: NamedPolicy;
  /** Names of policies that the graph does not show: an unknown document, or one that AWS manages. */
  unread: string[];
}

export interface Key extends Placed {
  /** With the resource's name in the place of the id, which is unknown before the update. */
  arn: string;
  aliases: string[];
  policy?: NamedPolicy;
}

export interface Bucket extends Placed {
  name: string;
  arn: string;
  policy?: NamedPolicy;
  /** Key of its default encryption. */
  key?: Key;
  /** With bucket keys on, KMS sees the bucket's ARN as encryption context, else the object's. */
  bucketKey: boolean;
}

export interface Topic extends Placed {
  arn: string;
  policy?: NamedPolicy;
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
  const managed = all("aws:iam/policy:Policy").map((each) => ({ ...each, arn: iamArn(each, "policy") }));
  return all("aws:iam/role:Role").map((role): Role => {
    const name = textAt(role.resource.inputs, "name");
    const unread: string[] = [];
    const read = (label: string, document: string | undefined): NamedPolicy[] => {
      if (document !== undefined) return [{ name: `${label} of ${name}`, document }];
      unread.push(label);
      return [];
    };
    const byArn = (arn: string) => {
      const policy = managed.find((each) => each.arn === arn);
      return read(arn.split("/").at(-1)!, textAt(policy?.resource.inputs, "policy"));
    };
    const attachments = all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").filter((each) =>
      refers(each, "role", role, name),
    );
    const boundaryArn = textAt(role.resource.inputs, "permissionsBoundary");
    return {
      ...role,
      arn: iamArn(role, "role"),
      trust: named(`trust of ${name}`, textAt(role.resource.inputs, "assumeRolePolicy")),
      identity: [
        ...listAt(role.resource.inputs, "inlinePolicies").flatMap((each) =>
          read(textAt(each, "name") ?? "inline", textAt(each, "policy")),
        ),
        ...all("aws:iam/rolePolicy:RolePolicy")
          .filter((each) => refers(each, "role", role, name))
          .flatMap((each) =>
            read(textAt(each.resource.inputs, "name") ?? each.resource.name, textAt(each.resource.inputs, "policy")),
          ),
        ...listAt(role.resource.inputs, "managedPolicyArns").flatMap((each) => byArn(textAt(each) ?? "unknown")),
        ...attachments.flatMap((each) => {
          const policy = managed.find((candidate) => refers(each, "policyArn", candidate, candidate.arn));
          return policy ? byArn(policy.arn) : byArn(textAt(each.resource.inputs, "policyArn") ?? "unknown");
        }),
      ],
      ...(boundaryArn
        ? {
            boundary: byArn(boundaryArn)[0] ?? {
              name: boundaryArn,
              document: { Version: "2012-10-17", Statement: [] },
            },
          }
        : {}),
      unread,
    };
  });
}

function keysOf(all: All): Key[] {
  return all("aws:kms/key:Key").map((key) => ({
    ...key,
    arn: `arn:${key.partition}:kms:${key.region}:${key.accountId}:key/${key.resource.name}`,
    aliases: all("aws:kms/alias:Alias")
      .filter((alias) => refers(alias, "targetKeyId", key, textAt(key.resource.outputs, "keyId")))
      .map((alias) => textAt(alias.resource.inputs, "name") ?? ""),
    policy: named(`policy of key ${key.resource.name}`, textAt(key.resource.inputs, "policy")),
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
      policy: named(`policy of bucket ${name}`, textAt(policy?.resource.inputs, "policy")),
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
      policy: named(`policy of topic ${arn.split(":").at(-1)}`, textAt(policy?.resource.inputs, "policy")),
    };
  });
}

function named(name: string, document: string | undefined): NamedPolicy | undefined {
  return document === undefined ? undefined : { name, document };
}

function iamArn({ resource, partition, accountId }: Placed, kind: "role" | "policy"): string {
  const path = textAt(resource.inputs, "path") ?? "/";
  return `arn:${partition}:iam::${accountId}:${kind}${path}${textAt(resource.inputs, "name") ?? resource.name}`;
}
