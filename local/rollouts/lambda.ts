/** Lambda, as far as releases ask it: code, versions and the alias that CodeDeploy moves. */
import { createHash } from "node:crypto";
import { canonical } from "../model/documents";
import type { ResourceRecord } from "../provider/records";
import type { Account } from "./account";
import { awsError, type Call, callOf } from "./call";
import { failingDigest } from "./failing";
import type { Platform } from "./group";

const functionType = "aws:lambda/function:Function";
const aliasType = "aws:lambda/alias:Alias";
const kind = "functions";

/** Code of a function: an image by digest, or the digest of a zip, `sha256:<hex>`. */
export interface PublishedVersion {
  code: string;
  /** Settings that a version freezes. */
  configuration: Record<string, unknown>;
}

/** What is kept of a function. */
export interface FunctionHistory {
  /** What its last release brought. */
  code?: string;
  versions: Record<string, PublishedVersion>;
}

const frozen = ["memorySize", "timeout", "environment", "runtime", "handler", "role", "architectures", "vpcConfig"];

/** A change of any other property is none of code and configuration. */
function configurationOf({ outputs }: ResourceRecord): Record<string, unknown> {
  return Object.fromEntries(frozen.filter((name) => name in outputs).map((name) => [name, outputs[name]]));
}

const sha256 = (bytes: string | Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** The code that a stack brought stands for itself; what is in it, nobody asks here. */
function codeOf({ outputs }: ResourceRecord, { code }: FunctionHistory): string {
  if (outputs["packageType"] === "Image") return String(outputs["imageUri"]);
  return code ?? sha256(`placeholder of ${outputs["name"]}`);
}

/** With the version that the stack published last, which is noted before anything else changes. */
export function functionHistory({ kept }: Account, record: ResourceRecord): FunctionHistory {
  const history = kept.get<FunctionHistory>(kind, record.id) ?? { versions: {} };
  history.versions[String(record.outputs["version"])] ??= currentOf(record, history);
  return history;
}

function currentOf(record: ResourceRecord, history: FunctionHistory): PublishedVersion {
  return { code: codeOf(record, history), configuration: configurationOf(record) };
}

function encoded(code: string): string {
  const hex = /sha256:([0-9a-f]{64})$/.exec(code)?.[1];
  return (hex ? Buffer.from(hex, "hex") : createHash("sha256").update(code).digest()).toString("base64");
}

function revisionOf(record: ResourceRecord, history: FunctionHistory): string {
  const hex = createHash("sha256")
    .update(canonical(currentOf(record, history)))
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

const latest = ({ versions }: FunctionHistory) => Math.max(...Object.keys(versions).map(Number));

export function lambda(account: Account): Call {
  const demanded = (name: string): ResourceRecord => {
    const found = account.find(functionType, (outputs) => outputs["name"] === name);
    if (!found) throw awsError("ResourceNotFoundException", `Function not found: ${name}`);
    return found;
  };
  const refuseStale = (record: ResourceRecord, history: FunctionHistory, given: string | undefined) => {
    if (given === undefined || given === revisionOf(record, history)) return;
    throw awsError("PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id.");
  };
  const configuration = (record: ResourceRecord, history: FunctionHistory) => {
    const broken = failingDigest(account.failing(), codeOf(record, history));
    return {
      FunctionName: record.outputs["name"],
      RevisionId: revisionOf(record, history),
      CodeSha256: encoded(codeOf(record, history)),
      State: "Active",
      LastUpdateStatus: broken ? "Failed" : "Successful",
      ...(broken ? { LastUpdateStatusReason: `The code ${broken} cannot be started.` } : {}),
    };
  };

  return callOf("Lambda", {
    GetFunction({ FunctionName }: { FunctionName: string }) {
      const record = demanded(FunctionName);
      const history = functionHistory(account, record);
      const image = record.outputs["packageType"] === "Image" ? codeOf(record, history) : undefined;
      return {
        Configuration: configuration(record, history),
        Code: image ? { ImageUri: image, ResolvedImageUri: image } : {},
      };
    },
    async UpdateFunctionCode(input: {
      FunctionName: string;
      RevisionId?: string;
      ImageUri?: string;
      S3Bucket?: string;
      S3Key?: string;
      S3ObjectVersion?: string;
    }) {
      const record = demanded(input.FunctionName);
      const history = functionHistory(account, record);
      refuseStale(record, history, input.RevisionId);
      if ((record.outputs["packageType"] === "Image") !== (input.ImageUri !== undefined)) {
        throw awsError("InvalidParameterValueException", "The code is not of the function's package type.");
      }
      history.code =
        input.ImageUri ?? sha256(await objectOf(account, input.S3Bucket!, input.S3Key!, input.S3ObjectVersion));
      account.change(record, {
        codeSha256: encoded(history.code),
        ...(input.ImageUri ? { imageUri: input.ImageUri } : {}),
      });
      account.kept.put(kind, record.id, history);
      return configuration(demanded(input.FunctionName), history);
    },
    PublishVersion(input: { FunctionName: string; RevisionId?: string; CodeSha256?: string }) {
      const record = demanded(input.FunctionName);
      const history = functionHistory(account, record);
      refuseStale(record, history, input.RevisionId);
      const now = currentOf(record, history);
      const last = latest(history);
      // What has not changed since the last version is that version.
      const version = canonical(history.versions[last]) === canonical(now) ? last : last + 1;
      history.versions[version] = now;
      account.kept.put(kind, record.id, history);
      const { arn, invokeArn } = record.outputs;
      account.change(record, {
        version: String(version),
        qualifiedArn: `${arn}:${version}`,
        qualifiedInvokeArn: String(invokeArn).replace(/\/invocations$/, `:${version}/invocations`),
      });
      return { ...configuration(demanded(input.FunctionName), history), Version: String(version) };
    },
    GetAlias({ FunctionName, Name }: { FunctionName: string; Name: string }) {
      const record = aliasOf(account, FunctionName, Name);
      if (!record) throw awsError("ResourceNotFoundException", `Cannot find alias ${Name} of function ${FunctionName}`);
      const { functionVersion, routingConfig } = record.outputs;
      const { additionalVersionWeights } = (routingConfig ?? {}) as { additionalVersionWeights?: object };
      return {
        Name,
        FunctionVersion: functionVersion,
        ...(additionalVersionWeights ? { RoutingConfig: { AdditionalVersionWeights: additionalVersionWeights } } : {}),
      };
    },
  });
}

function aliasOf({ find }: Account, name: string, alias: string): ResourceRecord | undefined {
  return find(aliasType, (outputs) => outputs["functionName"] === name && outputs["name"] === alias);
}

async function objectOf(account: Account, bucket: string, key: string, version?: string): Promise<Uint8Array> {
  try {
    return await account.object(bucket, key, version);
  } catch (error) {
    const { name, message } = error as Error;
    throw awsError(
      "InvalidParameterValueException",
      `Error occurred while GetObject. S3 Error Code: ${name}. S3 Error Message: ${message}`,
    );
  }
}

export const lambdaPlatform: Platform = {
  target: ({ outputs }) => `${outputs["appName"]}:${outputs["deploymentGroupName"]}`,
  install(account, _group, one) {
    const { Name = "", Alias = "", CurrentVersion = "", TargetVersion = "" } = one.properties;
    const alias = aliasOf(account, Name, Alias);
    if (alias?.outputs["functionVersion"] !== CurrentVersion) {
      const message = `The alias ${Alias} of the function ${Name} is not at version ${CurrentVersion}.`;
      return { code: "INVALID_LAMBDA_CONFIGURATION", message, event: "BeforeAllowTraffic" };
    }
    one.move = { from: CurrentVersion, to: TargetVersion };
    return undefined;
  },
  shift(account, _group, { move, properties }, percent) {
    const alias = aliasOf(account, properties["Name"]!, properties["Alias"]!);
    if (!alias || !move) return;
    const all = percent === 100;
    account.change(alias, {
      functionVersion: all ? move.to : move.from,
      routingConfig: all ? undefined : { additionalVersionWeights: { [move.to]: percent / 100 } },
    });
  },
  clean: () => undefined,
  undo(account, _group, { move, properties }) {
    const alias = aliasOf(account, properties["Name"]!, properties["Alias"]!);
    if (alias && move) account.change(alias, { functionVersion: move.from, routingConfig: undefined });
  },
};
