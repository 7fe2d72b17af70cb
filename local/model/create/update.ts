import { canonical } from "../documents";
import { schemaOf, shapeOf, type TypeSchema } from "../schema";
import { type Place, type Properties, unknown } from "../types";
import { isAbsent, isRecord, isUnknown } from "../values";
import { Making } from "./making";
import { completed, partialBlocks } from "./nested";

export interface UpdateRequest {
  type: string;
  id: string;
  /** Outputs of the resource as it is. */
  olds: Properties;
  /** Checked inputs. */
  inputs: Properties;
  place: Place;
  preview: boolean;
}

/** Counters that every update raises. */
const counters: Record<string, readonly string[]> = {
  "aws:ec2/launchTemplate:LaunchTemplate": ["latestVersion"],
  "aws:ssm/parameter:Parameter": ["version"],
};

/** Outputs that say again what an argument says. */
const echoes: Record<string, Record<string, string>> = {
  "aws:codepipeline/pipeline:Pipeline": { triggers: "triggerAlls" },
  "aws:kms/alias:Alias": { targetKeyId: "targetKeyArn" },
};

function kept(schema: TypeSchema, olds: Properties): Properties {
  const computed = Object.entries(olds).filter(([property]) => {
    const encoded = schema.out[property];
    return encoded !== undefined && shapeOf(encoded).required && property !== "tagsAll";
  });
  return Object.fromEntries(computed);
}

/** Arguments of a function whose change publishes a version, where it publishes any. */
const versioned = [
  ...["architectures", "deadLetterConfig", "description", "environment", "ephemeralStorage", "fileSystemConfig"],
  ...["handler", "imageConfig", "imageUri", "kmsKeyArn", "layers", "loggingConfig", "memorySize", "role", "runtime"],
  ...["snapStart", "timeout", "tracingConfig", "vpcConfig"],
];

/** The version that a change of the function publishes. */
function published(olds: Properties, outputs: Properties, preview: boolean): Properties {
  const differs = versioned.some((name) => canonical(olds[name] ?? null) !== canonical(outputs[name] ?? null));
  if (outputs["publish"] !== true || !differs) return {};
  if (preview) return { version: unknown, qualifiedArn: unknown, qualifiedInvokeArn: unknown };
  const version = String(Number(olds["version"]) + 1);
  return {
    version,
    qualifiedArn: `${olds["arn"]}:${version}`,
    qualifiedInvokeArn: String(olds["invokeArn"]).replace(/\/invocations$/, `:${version}/invocations`),
  };
}

function echo(type: string, property: string, request: UpdateRequest): unknown {
  const value = request.inputs[property];
  if (isAbsent(value)) return type === "aws:codepipeline/pipeline:Pipeline" ? [] : undefined;
  if (type !== "aws:kms/alias:Alias" || isUnknown(value) || String(value).startsWith("arn:")) return value;
  const { partition, region, account } = request.place;
  return `arn:${partition}:kms:${request.inputs["region"] ?? region}:${account}:key/${value}`;
}

/**
 * Updates a resource in place: inputs stand, what was computed stays (also for an optional argument that is no longer
 * given, as the provider does), counters rise.
 */
export function update(request: UpdateRequest): Properties {
  const { type, olds, inputs, preview } = request;
  const schema = schemaOf(type);
  if (!schema) return { ...inputs };
  const given = preview ? inputs : completed(new Making(schema, "", inputs, request.place, request.id));
  const outputs: Properties = { ...kept(schema, olds), ...given };
  for (const block of partialBlocks) {
    const [old, now] = [olds[block], outputs[block]];
    if (isRecord(old) && isRecord(now)) outputs[block] = { ...old, ...now };
  }
  if ("tagsAll" in schema.out) outputs["tagsAll"] = inputs["tagsAll"] ?? {};
  for (const [property, output] of Object.entries(echoes[type] ?? {})) {
    const value = echo(type, property, request);
    if (value !== undefined) outputs[output] = value;
  }
  for (const counter of counters[type] ?? []) {
    outputs[counter] = preview ? unknown : Number(olds[counter] ?? 0) + 1;
  }
  if (type === "aws:ssm/parameter:Parameter") {
    const value = inputs["value"] ?? inputs["insecureValue"] ?? olds["value"];
    outputs["value"] = value;
    outputs["insecureValue"] = inputs["type"] === "SecureString" ? "" : value;
  }
  if (type === "aws:lambda/function:Function") Object.assign(outputs, published(olds, outputs, preview));
  return outputs;
}
