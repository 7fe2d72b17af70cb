/** The configuration of an `aws` provider resource: how it travels, which properties there are, what changes mean. */
import { type ChangeKind, type CheckFailure, type Properties, unknown } from "../model/types";

/** Property of every provider that the stand-in has checked: laptop state is never taken for AWS's. */
export const marker = { property: "slipwayLaptop", value: "true" } as const;

/** Properties of `@pulumi/aws` 7.48.0's `ProviderArgs`. */
const known = new Set(
  (
    "accessKey allowedAccountIds assumeRoleWithWebIdentity assumeRoles customCaBundle defaultTags " +
    "ec2MetadataServiceEndpoint ec2MetadataServiceEndpointMode endpoints forbiddenAccountIds httpProxy httpsProxy " +
    "ignoreTags insecure maxRetries noProxy profile region retryMode s3UsEast1RegionalEndpoint s3UsePathStyle " +
    "secretKey sharedConfigFiles sharedCredentialsFiles skipCredentialsValidation skipMetadataApiCheck " +
    "skipRegionValidation skipRequestingAccountId stsRegion tagPolicyCompliance token tokenBucketRateLimiterCapacity " +
    "useDualstackEndpoint useFipsEndpoint userAgents"
  ).split(" "),
);

/** What the engine itself adds to a provider's inputs. */
const engines = new Set(["version", "pluginDownloadURL", "pluginChecksums", "parameterization", "__internal"]);

/** Properties of one element of `assumeRoles`. */
const knownHop = new Set(
  "duration externalId policy policyArns roleArn sessionName sourceIdentity tags transitiveTagKeys".split(" "),
);

export interface RoleHop {
  roleArn: string;
  sessionName?: string;
  externalId?: string;
}

export interface Configuration {
  region?: string;
  hops: RoleHop[];
  allowedAccountIds?: string[];
  forbiddenAccountIds?: string[];
  defaultTags: Record<string, string>;
}

/** Values that are no strings travel as JSON text. */
function decode(value: unknown): unknown {
  if (typeof value !== "string" || value === unknown) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

const isRecord = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Everything that is wrong with a provider's inputs; unknown values are taken to be right. */
export function checkSettings(inputs: Properties): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  for (const name of Object.keys(inputs)) {
    if (!known.has(name) && !engines.has(name) && name !== marker.property) {
      fail(name, `"${name}" is not a property of the provider; properties are those of aws.ProviderArgs.`);
    }
  }
  const region = inputs["region"];
  if (region === undefined && !process.env["AWS_REGION"] && !process.env["AWS_DEFAULT_REGION"]) {
    fail("region", "No region: give the provider's `region`, or set AWS_REGION.");
  } else if (region !== undefined && region !== unknown && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(String(region))) {
    fail("region", `"${region}" is not an AWS region; one looks like us-east-1.`);
  }
  for (const name of ["allowedAccountIds", "forbiddenAccountIds"]) {
    const ids = decode(inputs[name]);
    if (ids === undefined || ids === unknown) continue;
    if (!isStrings(ids)) {
      fail(name, `${JSON.stringify(ids)} is not a list of account ids.`);
    } else {
      for (const [index, id] of ids.entries()) {
        if (id !== unknown && !/^\d{12}$/.test(id))
          fail(`${name}[${index}]`, `"${id}" is not a twelve-digit account id.`);
      }
    }
  }
  checkHops(decode(inputs["assumeRoles"]), fail);
  const defaultTags = decode(inputs["defaultTags"]);
  if (defaultTags !== undefined && defaultTags !== unknown) {
    const tags = isRecord(defaultTags) ? decode(defaultTags["tags"]) : undefined;
    if (!isRecord(defaultTags) || (tags !== undefined && tags !== unknown && !isRecord(tags))) {
      fail("defaultTags", `${JSON.stringify(defaultTags)} is not of the shape { tags: { <key>: <value> } }.`);
    }
  }
  return failures;
}

function checkHops(hops: unknown, fail: (property: string, reason: string) => void): void {
  if (hops === undefined || hops === unknown) return;
  if (!Array.isArray(hops)) {
    fail("assumeRoles", `${JSON.stringify(hops)} is not a list of roles.`);
    return;
  }
  for (const [index, hop] of hops.entries()) {
    const path = `assumeRoles[${index}]`;
    if (hop === unknown) continue;
    if (!isRecord(hop)) {
      fail(path, `${JSON.stringify(hop)} is not a role to assume.`);
      continue;
    }
    for (const name of Object.keys(hop)) if (!knownHop.has(name)) fail(`${path}.${name}`, "There is no such property.");
    const { roleArn } = hop;
    if (roleArn !== unknown && !/^arn:[a-z-]+:iam::\d{12}:role\/.+$/.test(String(roleArn))) {
      fail(`${path}.roleArn`, `"${roleArn}" is not the ARN of a role.`);
    }
  }
}

/** The configuration in checked inputs, or undefined while some of it is not known yet. */
export function readSettings(inputs: Properties): Configuration | undefined {
  if (JSON.stringify(inputs).includes(unknown)) return undefined;
  const hops = (decode(inputs["assumeRoles"]) ?? []) as RoleHop[];
  const defaultTags = (decode(inputs["defaultTags"]) ?? {}) as Properties;
  return {
    region: inputs["region"] as string | undefined,
    hops,
    allowedAccountIds: decode(inputs["allowedAccountIds"]) as string[] | undefined,
    forbiddenAccountIds: decode(inputs["forbiddenAccountIds"]) as string[] | undefined,
    defaultTags: (decode(defaultTags["tags"]) ?? {}) as Record<string, string>,
  };
}

/** Changes between two checked inputs. Another region replaces the provider and all it made (pulumi-aws#4000). */
export function diffSettings(olds: Properties, news: Properties): Record<string, ChangeKind> {
  const details: Record<string, ChangeKind> = {};
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (engines.has(name)) continue;
    const [before, after] = [olds[name], news[name]];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    if (before === undefined) details[name] = "add";
    else if (after === undefined) details[name] = "delete";
    else details[name] = name === "region" && after !== unknown ? "update-replace" : "update";
  }
  return details;
}
