import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { didYouMean } from "../../catalog/suggest";
import { credentialPrefix, registryHost, upstreamOf, upstreams } from "../../catalog/upstreams";
import { type Finding, refuse } from "../problems";
import { lifecyclePolicy, type RegistryPlace } from "./registry-policies";

export interface BaseImage {
  /** Host of the public registry. */
  upstream: string;
  /**
   * Name of the secret with `username` and `accessToken`, in the registry's account and region, encrypted with
   * `aws/secretsmanager`: ECR reads no other (https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-secret.html).
   * It must exist. Default: none, for registries that need none.
   */
  credential?: string;
  /** Prefix of the cached repositories, 2 to 30 characters. */
  repositoryPrefix: string;
}

export interface BaseImagesArgs extends RegistryPlace {
  /** Caches by name. */
  baseImages: Record<string, BaseImage>;
  /** Whether the registry's scanning is set here; false leaves it as it is. Default true. */
  scan?: boolean;
}

/** A cached image that goes is fetched again by the next pull, so these are shorter than for a service's own images. */
const kept = { untaggedDays: 90, taggedImages: 100 };

/**
 * Caches of public registries in the toolchain's own, so that builds neither meet the limits of public registries
 * nor depend on them, and the scanning of everything in the registry.
 *
 * ECR asks the upstream once in 24 hours whether a tag that is pulled has moved, so tags of caches stay mutable: a
 * fixed tag would keep an image without its security fixes. A build that wants one image for ever names its digest.
 * Caches hold what is public, so they are encrypted with S3's keys: a customer key would need a role that may make
 * repositories. https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
 *
 * Scanning is basic, on each push, of the whole registry. Enhanced scanning is Inspector's and the organisation's to
 * turn on; a registry has one setting, so where it is on, `scan` must be false.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class BaseImages extends pulumi.ComponentResource {
  /** `<host>/<repository prefix>` of each cache by its name, for builds and their Dockerfiles. */
  readonly urls: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: BaseImagesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:BaseImages", name, {}, opts);
    refuse("BaseImages", name, findings(args));
    const { region, accountId, partition } = args;
    if (args.scan ?? true) {
      const everything = [{ filter: "*", filterType: "WILDCARD" }];
      new aws.ecr.RegistryScanningConfiguration(
        `${name}-scanning`,
        { scanType: "BASIC", rules: [{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: everything }], region },
        { parent: this },
      );
    }
    const urls: Record<string, pulumi.Output<string>> = {};
    for (const [key, { upstream, credential, repositoryPrefix }] of Object.entries(args.baseImages)) {
      const template = new aws.ecr.RepositoryCreationTemplate(
        `${name}-${key}-template`,
        {
          prefix: repositoryPrefix,
          description: `Images of ${upstream}, cached`,
          appliedFors: ["PULL_THROUGH_CACHE"],
          imageTagMutability: "MUTABLE",
          encryptionConfigurations: [{ encryptionType: "AES256" }],
          lifecyclePolicy: lifecyclePolicy(kept),
          region,
        },
        { parent: this },
      );
      const rule = new aws.ecr.PullThroughCacheRule(
        `${name}-${key}`,
        {
          ecrRepositoryPrefix: repositoryPrefix,
          upstreamRegistryUrl: upstream,
          // The ARN ends in random characters, so it cannot be computed.
          ...(credential
            ? { credentialArn: aws.secretsmanager.getSecretOutput({ name: credential, region }, { parent: this }).arn }
            : {}),
          region,
        },
        // A repository gets its settings only when it is made.
        { parent: this, dependsOn: [template] },
      );
      urls[key] = rule.id.apply(() => `${registryHost(accountId, region, partition)}/${repositoryPrefix}`);
    }
    this.urls = pulumi.output(urls);
    this.registerOutputs({ urls: this.urls });
  }
}

/** Rules of a registry: https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html */
const mostRules = 50;

/** 2 to 30 characters: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html */
const prefixPattern = /^(?=.{2,30}$)[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

function findings({ baseImages }: BaseImagesArgs): Finding[] {
  const entries = Object.entries(baseImages);
  const found = entries.flatMap(([key, each], index) => {
    const at = `baseImages.${key}`;
    const earlier = entries.slice(0, index).find(([, { upstream }]) => upstream === each.upstream);
    return [
      ...upstreamFindings(at, each),
      ...(prefixPattern.test(each.repositoryPrefix)
        ? []
        : [
            {
              property: `${at}.repositoryPrefix`,
              value: each.repositoryPrefix,
              reason: "must be 2 to 30 of a-z, 0-9 and single . _ - / inside, such as acme-base/docker",
            },
          ]),
      ...(earlier
        ? [
            {
              property: `${at}.upstream`,
              value: each.upstream,
              reason: `is cached as ${earlier[0]} already; remove one`,
            },
          ]
        : []),
    ];
  });
  if (entries.length > mostRules) {
    found.push({ property: "baseImages", value: entries.length, reason: `must be at most ${mostRules}` });
  }
  return found;
}

function upstreamFindings(at: string, { upstream, credential }: BaseImage): Finding[] {
  const known = upstreamOf(upstream);
  if (!known) {
    const hosts = Object.keys(upstreams);
    const reason = `must be a registry that ECR can cache: ${hosts.join(", ")} or <name>.azurecr.io.${didYouMean(upstream, hosts)}`;
    return [{ property: `${at}.upstream`, value: upstream, reason }];
  }
  const property = `${at}.credential`;
  if (known.credential && credential === undefined) {
    const reason = `is missing: ${upstream} needs a user name and token. Store them as username and accessToken in a secret whose name begins with ${credentialPrefix}, and name it here`;
    return [{ property, reason }];
  }
  if (!known.credential && credential !== undefined) {
    return [{ property, value: credential, reason: `must be absent: ${upstream} needs none` }];
  }
  if (credential !== undefined && !/^ecr-pullthroughcache\/[\w/+=.@-]{1,490}$/.test(credential)) {
    const reason = `must be the name of a secret that begins with ${credentialPrefix}: ECR reads no other`;
    return [{ property, value: credential, reason }];
  }
  return [];
}
