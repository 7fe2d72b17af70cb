/** Questions to Lambda. */
import type { Call } from "./sdk";
import type { Lambda } from "./world";

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

export function lambdaOf(call: Call): Lambda {
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
      const place =
        "image" in code
          ? { ImageUri: code.image }
          : {
              S3Bucket: code.zip.bucket,
              S3Key: code.zip.key,
              ...(code.zip.version ? { S3ObjectVersion: code.zip.version } : {}),
            };
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
