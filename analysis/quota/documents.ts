/** Every policy document of a graph, with its kind and account. */
import type { DocumentKind, QuotaDocument } from "../../catalog/quota";
import type { Placed } from "../authorization/inventory";
import { listAt, textAt } from "../authorization/values";
import type { GraphValue } from "../graph/types";
import { type Index, nameOf } from "./placed";

/** Type of a policy of the organisation when it names none. */
const controlPolicy = "SERVICE_CONTROL_POLICY";

export interface PlacedDocument extends QuotaDocument {
  from: Placed;
}

export interface Documents {
  known: PlacedDocument[];
  /** Resources whose document is known after the update only, so that nobody can measure it before. */
  unknown: Placed[];
}

export function documentsOf(index: Index): Documents {
  const known: PlacedDocument[] = [];
  const unknown: Placed[] = [];
  const add = (from: Placed, kind: DocumentKind, name: string, value: GraphValue | undefined) => {
    if (value === undefined || value === null) return;
    const document = textAt(value);
    if (document === undefined) unknown.push(from);
    else known.push({ from, kind, name, account: from.accountId, document });
  };
  /** Names of these are unique in a region only. */
  const regional = (from: Placed, name: string) => `${name} (${from.region})`;
  const { all, named } = index;

  for (const role of all("aws:iam/role:Role")) {
    add(role, "trust", nameOf(role), role.resource.inputs["assumeRolePolicy"]);
    for (const inline of listAt(role.resource.inputs, "inlinePolicies")) {
      add(role, "inline", nameOf(role), (inline as Record<string, GraphValue>)["policy"]);
    }
  }
  for (const policy of all("aws:iam/rolePolicy:RolePolicy")) {
    add(policy, "inline", named(policy, "role", "aws:iam/role:Role"), policy.resource.inputs["policy"]);
  }
  for (const policy of all("aws:iam/policy:Policy")) {
    add(policy, "managed", nameOf(policy), policy.resource.inputs["policy"]);
  }
  for (const policy of all("aws:s3/bucketPolicy:BucketPolicy")) {
    add(policy, "bucket", named(policy, "bucket", "aws:s3/bucket:Bucket"), policy.resource.inputs["policy"]);
  }
  for (const policy of all("aws:organizations/policy:Policy")) {
    // Policies of other types have limits of their own.
    if ((textAt(policy.resource.inputs, "type") ?? controlPolicy) !== controlPolicy) continue;
    add(policy, "scp", nameOf(policy), policy.resource.inputs["content"]);
  }
  const aliases = aliasesOf(index);
  for (const key of all("aws:kms/key:Key")) {
    const name = aliases.get(key.resource.urn) ?? `${key.stack.name}.${key.resource.name}`;
    add(key, "key", regional(key, name), key.resource.inputs["policy"]);
  }
  for (const policy of all("aws:sns/topicPolicy:TopicPolicy")) {
    const name = named(policy, "arn", "aws:sns/topic:Topic").split(":").at(-1)!;
    add(policy, "topic", regional(policy, name), policy.resource.inputs["policy"]);
  }
  for (const topic of all("aws:sns/topic:Topic")) {
    add(topic, "topic", regional(topic, nameOf(topic)), topic.resource.inputs["policy"]);
  }
  for (const policy of all("aws:ecr/repositoryPolicy:RepositoryPolicy")) {
    const name = named(policy, "repository", "aws:ecr/repository:Repository");
    add(policy, "repository", regional(policy, name), policy.resource.inputs["policy"]);
  }
  return { known, unknown };
}

/** The first alias of each key, by the key's URN. */
function aliasesOf({ all }: Index): Map<string, string> {
  const found = new Map<string, string>();
  for (const alias of all("aws:kms/alias:Alias")) {
    for (const urn of alias.resource.propertyDependencies["targetKeyId"] ?? []) {
      if (!found.has(urn)) found.set(urn, nameOf(alias));
    }
  }
  return found;
}
