import { asReturned, canonical, parsedDocument } from "./documents";
import { schemaOf, type TypeSchema } from "./schema";
import { isSet } from "./sets";
import type { Properties } from "./types";
import { isAbsent, isRecord } from "./values";

/** Types whose policy AWS keeps in a form of its own; IAM gives back the text that it was given. */
const rewritten = new Set([
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucket:Bucket",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/queue:Queue",
  "aws:kms/key:Key",
  "aws:ecr/repositoryPolicy:RepositoryPolicy",
  "aws:secretsmanager/secretPolicy:SecretPolicy",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
]);

function seen(type: string, name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => seen(type, name, item));
    if (!isSet(type, name)) return items;
    return items
      .map((item) => [canonical(item), item] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, i]) => i);
  }
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([n, v]) => [n, seen(type, n, v)]));
  const document = rewritten.has(type) ? parsedDocument(value) : undefined;
  return isRecord(document) && "Statement" in document ? JSON.stringify(asReturned(document)) : value;
}

/**
 * What a read of the resource gives: sets in AWS's order, policies as AWS writes them. All of it means the same as
 * what was written, so a comparison by meaning finds no difference.
 */
export function observe(type: string, outputs: Properties): Properties {
  return seen(type, "", outputs) as Properties;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isAbsent(value) || value === "" || (isRecord(value) && Object.keys(value).length === 0);
}

/** The part of a value that was given before: what the provider added to a block is no input. */
function given(value: unknown, before: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(before)) return value.map((item, index) => given(item, before[index]));
  if (!isRecord(value) || !isRecord(before)) return value;
  const names = Object.keys(value).filter((name) => name in before);
  return Object.fromEntries(names.map((name) => [name, given(value[name], before[name])]));
}

function isInput(schema: TypeSchema, name: string): boolean {
  return name in schema.in || name === "tagsAll";
}

/**
 * The inputs that a read reports. For a refresh give the inputs so far: only what they set is reported, with the
 * values that were read. Without them, for an import, every argument that has a value is.
 */
export function readInputs(type: string, outputs: Properties, inputs?: Properties): Properties {
  const schema = schemaOf(type);
  const entries = Object.entries(outputs).filter(([name, value]) => {
    if (inputs) return name in inputs && !isAbsent(value);
    return (schema === undefined || isInput(schema, name)) && !isEmpty(value);
  });
  return Object.fromEntries(entries.map(([name, value]) => [name, inputs ? given(value, inputs[name]) : value]));
}
