/** Every policy document of a recorded graph, with what it is for. */
import type { Placed } from "../authorization/inventory";
import { inventoryOf } from "../authorization/inventory";
import { listAt, textAt } from "../authorization/values";
import type { Graph, GraphValue } from "../graph/types";
import { type CheckedDocument, type Finding, findingOf, type Kind } from "./document";

export interface GraphDocuments {
  documents: CheckedDocument[];
  /** Documents that are known after the update only, each as a finding. */
  unknown: Finding[];
}

interface Place {
  type: string;
  property: string;
  kind: Kind;
  /** Property that names what the document belongs to. Default: the resource itself. */
  of?: string;
}

const places: Place[] = [
  { type: "aws:iam/role:Role", property: "assumeRolePolicy", kind: "trust" },
  { type: "aws:iam/rolePolicy:RolePolicy", property: "policy", kind: "inline", of: "role" },
  { type: "aws:iam/userPolicy:UserPolicy", property: "policy", kind: "inline", of: "user" },
  { type: "aws:iam/groupPolicy:GroupPolicy", property: "policy", kind: "inline", of: "group" },
  { type: "aws:iam/policy:Policy", property: "policy", kind: "managed" },
  { type: "aws:organizations/policy:Policy", property: "content", kind: "guardrail" },
  { type: "aws:ec2/vpcEndpoint:VpcEndpoint", property: "policy", kind: "endpoint" },
  { type: "aws:s3/bucketPolicy:BucketPolicy", property: "policy", kind: "bucket", of: "bucket" },
  { type: "aws:kms/key:Key", property: "policy", kind: "key" },
  { type: "aws:kms/keyPolicy:KeyPolicy", property: "policy", kind: "key", of: "keyId" },
  { type: "aws:sns/topic:Topic", property: "policy", kind: "topic" },
  { type: "aws:sns/topicPolicy:TopicPolicy", property: "policy", kind: "topic", of: "arn" },
  { type: "aws:ecr/repositoryPolicy:RepositoryPolicy", property: "policy", kind: "repository", of: "repository" },
  { type: "aws:ecr/registryPolicy:RegistryPolicy", property: "policy", kind: "resource" },
  { type: "aws:sqs/queue:Queue", property: "policy", kind: "resource" },
  { type: "aws:sqs/queuePolicy:QueuePolicy", property: "policy", kind: "resource", of: "queueUrl" },
  { type: "aws:secretsmanager/secret:Secret", property: "policy", kind: "resource" },
  { type: "aws:secretsmanager/secretPolicy:SecretPolicy", property: "policy", kind: "resource", of: "secretArn" },
  { type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy", property: "policy", kind: "resource", of: "eventBusName" },
];

export function graphDocuments(graph: Graph): GraphDocuments {
  const found: GraphDocuments = { documents: [], unknown: [] };
  const { all } = inventoryOf(graph);
  const add = (from: Placed, kind: Kind, name: string, value: GraphValue | undefined) => {
    if (value === undefined || value === null) return;
    const place = { name, stack: from.stack.name, urn: from.resource.urn };
    const json = textAt(value);
    if (json !== undefined) found.documents.push({ ...place, kind, json });
    else {
      const message = "is known after the update only, so that it cannot be checked before";
      found.unknown.push(findingOf(place, { rule: "known", value: "the document", message }));
    }
  };
  const boundaries = boundariesOf(graph);
  for (const { type, property, kind, of } of places) {
    for (const placed of all(type)) {
      const { inputs } = placed.resource;
      const holder = (of && textAt(inputs, of)) ?? nameOf(placed);
      const label = kind === "inline" ? `${nameOf(placed)} of ${holder}` : holder;
      const bounds = kind === "managed" && boundaries.has(policyArn(placed));
      add(placed, bounds ? "boundary" : kind, `${said(bounds ? "boundary" : kind)} ${label}`, inputs[property]);
    }
  }
  for (const role of all("aws:iam/role:Role")) {
    for (const inline of listAt(role.resource.inputs, "inlinePolicies")) {
      const name = `${said("inline")} ${textAt(inline, "name") ?? "inline"} of ${nameOf(role)}`;
      add(role, "inline", name, (inline as Record<string, GraphValue>)["policy"]);
    }
  }
  return found;
}

function said(kind: Kind): string {
  if (kind === "trust") return "trust policy of";
  if (kind === "boundary") return "permissions boundary";
  if (kind === "guardrail") return "service control policy";
  return kind === "inline" || kind === "managed"
    ? `${kind} policy`
    : kind === "resource"
      ? "policy of"
      : `policy of ${kind}`;
}

function nameOf({ resource: { inputs, name } }: Placed): string {
  return textAt(inputs, "name") ?? textAt(inputs, "bucket") ?? name;
}

function policyArn(placed: Placed): string {
  const path = textAt(placed.resource.inputs, "path") ?? "/";
  return `arn:${placed.partition}:iam::${placed.accountId}:policy${path}${nameOf(placed)}`;
}

/** ARNs of the policies that bound a role of the graph, or one that a role of the graph may make. */
function boundariesOf(graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { resources } of graph.stacks) {
    for (const { inputs } of resources) {
      const own = textAt(inputs, "permissionsBoundary");
      if (own !== undefined) found.add(own);
      const [, demanded] = /"iam:PermissionsBoundary":"([^"]+)"/.exec(textAt(inputs, "policy") ?? "") ?? [];
      if (demanded !== undefined) found.add(demanded);
    }
  }
  return found;
}
