/** A function of one region and stores of several, behind the calls of Lambda and S3: buckets are of their region only. */
import { createHash } from "node:crypto";
import { lambdaOf } from "../../../../functions/release/lambda-client";
import type { Call } from "../../../../functions/release/sdk";
import type { LambdaTarget } from "../../../../functions/release/target";
import type { World, ZipCode } from "../../../../functions/release/world";
import { nearOf } from "../../../../functions/release/zip-copy";
import { awsError } from "./clock";
import { type Cloud, cloud, digestOf } from "./cloud";

export const home = "us-east-1";
export const storeOf = (region: string) => `acme-orders-artifacts-111111111111-${region}`;
export const digestIn = (bytes: string) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

export interface Regions {
  cloud: Cloud;
  /** Versions by `<bucket>/<key>`, the oldest first. */
  objects: Map<string, string[]>;
  /** Calls of S3 in order, with the region they were made in. */
  copies: { region: string | undefined; input: Record<string, string> }[];
  /** The bucket that Lambda was given last. */
  taken?: ZipCode;
  /** The artifact that the build left in the store of `home`. */
  zip: ZipCode;
  world(): World;
}

/** `region` is the function's; the artifact holds `bytes`, whatever its digest is said to be. */
export function regions(region: string, bytes = "code", digest = digestIn(bytes)): Regions {
  const of = cloud("lambda");
  const { image: _, ...target } = of.target as LambdaTarget;
  of.target = target;
  const zip: ZipCode = { bucket: storeOf(home), key: "acme-orders/Build Output/x+1", digest };
  const made: Regions = {
    cloud: of,
    objects: new Map([[`${zip.bucket}/${zip.key}`, [bytes]]]),
    copies: [],
    zip,
    world: () => ({
      ...of.world({ watched: true, content: { images: {}, zip } }),
      lambda: lambdaOf(watched(lambda), nearOf(watched(s3), region)),
    }),
  };
  const watched =
    (call: Call): Call =>
    async <Answer>(operation: string, input: object, at?: string) => {
      of.clock.tick();
      await of.around?.(operation, "before");
      const answer = await call<Answer>(operation, input, at);
      await of.around?.(operation, "after");
      return answer;
    };
  const s3: Call = async <Answer>(operation: string, input: object, at?: string) => {
    if (operation !== "CopyObject") throw awsError("NotImplemented", operation);
    const given = input as Record<string, string>;
    made.copies.push({ region: at, input: given });
    const source = made.objects.get(decodeURIComponent(given["CopySource"]!));
    if (!source) throw awsError("NoSuchKey");
    if (!at || given["Bucket"] !== storeOf(at)) throw awsError("PermanentRedirect");
    const path = `${given["Bucket"]}/${given["Key"]}`;
    const versions = [...(made.objects.get(path) ?? []), source.at(-1)!];
    made.objects.set(path, versions);
    const ChecksumSHA256 = createHash("sha256").update(versions.at(-1)!).digest("base64");
    return { VersionId: String(versions.length), CopyObjectResult: { ChecksumSHA256 } } as Answer;
  };
  const { api } = of.lambda;
  const lambda: Call = async <Answer>(operation: string, input: object) => {
    const given = input as Record<string, string>;
    const name = given["FunctionName"]!;
    switch (operation) {
      case "GetFunction": {
        const { revision: RevisionId, codeSha256: CodeSha256, lastUpdate: LastUpdateStatus } = await api.function(name);
        return { Configuration: { RevisionId, CodeSha256, LastUpdateStatus } } as Answer;
      }
      case "UpdateFunctionCode": {
        const { S3Bucket: bucket = "", S3Key: key = "", S3ObjectVersion: version } = given;
        if (bucket !== storeOf(region)) throw awsError("PermanentRedirect", `${bucket} is not in ${region}`);
        const versions = made.objects.get(`${bucket}/${key}`) ?? [];
        const found = version ? versions[Number(version) - 1] : versions.at(-1);
        if (found === undefined) throw awsError("NoSuchKey");
        made.taken = { bucket, key, digest: digestIn(found), ...(version ? { version } : {}) };
        await api.updateCode(name, { zip: made.taken }, given["RevisionId"]!);
        return {} as Answer;
      }
      case "PublishVersion":
        return {
          Version: await api.publish(name, { revision: given["RevisionId"]!, codeSha256: given["CodeSha256"]! }),
        } as Answer;
      case "GetAlias": {
        const { version, weights } = await api.alias(name, given["Name"]!);
        return { FunctionVersion: version, RoutingConfig: { AdditionalVersionWeights: weights } } as Answer;
      }
      default:
        throw awsError("NotImplemented", operation);
    }
  };
  return made;
}

/** The code that serves, by the digest of its zip. */
export function servedDigest({ cloud: of }: Regions): string {
  return `sha256:${Buffer.from(of.serves().slice("zip:".length), "base64").toString("hex")}`;
}

/** A digest that is of nothing here. */
export const otherDigest = digestOf("e");
