/** Questions to Lambda. */
import type { Call } from "./sdk";
import type { Lambda, ZipCode } from "./world";
import type { Near } from "./zip-copy";

interface FunctionAnswer {
  Configuration?: {
    RevisionId?: string;
    CodeSha256?: string;
    State?: string;
    LastUpdateStatus?: string;
    LastUpdateStatusReason?: string;
  };
  /** `ResolvedImageUri` is the image by digest, however it was named. */
  Code?: { ResolvedImageUri?: string };
}

/** `near` brings a zip to where the functions are. Default: it lies there. */
export function lambdaOf(call: Call, near: Near = async (zip) => zip): Lambda {
  return {
    async function(FunctionName) {
      const { Configuration = {}, Code = {} } = await call<FunctionAnswer>("GetFunction", { FunctionName });
      return {
        revision: Configuration.RevisionId ?? "",
        codeSha256: Configuration.CodeSha256 ?? "",
        image: Code.ResolvedImageUri,
        state: Configuration.State ?? "Active",
        lastUpdate: Configuration.LastUpdateStatus ?? "Successful",
        lastUpdateReason: Configuration.LastUpdateStatusReason,
      };
    },
    async updateCode(FunctionName, code, RevisionId) {
      const place = "image" in code ? { ImageUri: code.image } : inS3(await near(code.zip));
      await call("UpdateFunctionCode", { FunctionName, RevisionId, ...place });
    },
    async publish(FunctionName, { revision, codeSha256 }) {
      const input = { FunctionName, RevisionId: revision, CodeSha256: codeSha256 };
      return (await call<{ Version: string }>("PublishVersion", input)).Version;
    },
    async alias(FunctionName, Name) {
      const { FunctionVersion, RoutingConfig } = await call<{
        FunctionVersion: string;
        RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
      }>("GetAlias", { FunctionName, Name });
      return { version: FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
    },
  };
}

function inS3({ bucket, key, version }: ZipCode) {
  return { S3Bucket: bucket, S3Key: key, ...(version ? { S3ObjectVersion: version } : {}) };
}
