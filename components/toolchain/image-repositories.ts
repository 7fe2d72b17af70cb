import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountIdFindings, type Finding, refuse, roleArnFindings } from "../problems";
import {
  imageKeyPolicy,
  lifecyclePolicy,
  type RepositoryAccess,
  repositoryPolicy,
  repositoryPolicyLength,
} from "./registry-policies";

export interface ImageRepositoriesArgs extends RepositoryAccess {
  /** The service's images, each with its repository's name in the registry. */
  images: { name: string; repository: string }[];
  /** `alias/...` of the key that encrypts them. */
  keyAlias: string;
  /** ARN of the role that applies this stack; the only one that may move the key's alias. */
  owner: string;
  /** Whether a production stage runs these images: then repositories and key can be neither deleted nor emptied. */
  production: boolean;
  /**
   * Days for which an image without a tag is kept, at least 1. Default 14. What a build hands on has a tag; an
   * image without one is left over from a build that failed, or part of an image for several platforms.
   */
  untaggedDays?: number;
  /**
   * Images with a tag that each repository keeps, the newest, 100 to 10,000. Default 1,000. A rollback and every
   * new task of a running release pull their image from here, so an environment that more builds than this have
   * passed by can start none.
   */
  taggedImages?: number;
}

/** The most is ECR's default quota of images: https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html */
const taggedImages = { least: 100, most: 10_000, usual: 1_000 } as const;
const untaggedDays = 14;

/**
 * Repositories of one service's images, encrypted with a key of their own. A tag, once pushed, never moves.
 *
 * Only the service's builds push; the readers' roles pull, from other accounts too, and need no right to the key.
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class ImageRepositories extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>...` with the repository, by the image's name; known when the roles are let in. */
  readonly urls: pulumi.Output<Record<string, string>>;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: ImageRepositoriesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:ImageRepositories", name, {}, opts);
    refuse("ImageRepositories", name, findings(args));
    const { region, production } = args;
    const kept = { parent: this, protect: production, retainOnDelete: production };

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Images in ${args.images.map(({ repository }) => repository).join(", ")}`.slice(0, 8192),
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(imageKeyPolicy(args, args.owner)),
        region,
      },
      kept,
    );
    new aws.kms.Alias(`${name}-alias`, { name: args.keyAlias, targetKeyId: key.keyId, region }, kept);

    const policy = JSON.stringify(repositoryPolicy(args));
    const lifecycle = lifecyclePolicy({
      untaggedDays: args.untaggedDays ?? untaggedDays,
      taggedImages: args.taggedImages ?? taggedImages.usual,
    });
    const urls: Record<string, pulumi.Output<string>> = {};
    for (const image of args.images) {
      const repository = new aws.ecr.Repository(
        `${name}-${image.name}`,
        {
          name: image.repository,
          imageTagMutability: "IMMUTABLE",
          // The registry scans too (BaseImages); this holds where somebody has changed the registry's setting.
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }],
          forceDelete: !production,
          region,
        },
        kept,
      );
      const of = { repository: repository.name, region };
      const access = new aws.ecr.RepositoryPolicy(`${name}-${image.name}-policy`, { ...of, policy }, { parent: this });
      new aws.ecr.LifecyclePolicy(`${name}-${image.name}-lifecycle`, { ...of, policy: lifecycle }, { parent: this });
      urls[image.name] = pulumi.all([repository.repositoryUrl, access.id]).apply(([url]) => url);
    }
    this.urls = pulumi.output(urls);
    this.keyArn = key.arn;
    this.registerOutputs({ urls: this.urls, keyArn: this.keyArn });
  }
}

/** 2 to 256 characters: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const repositoryName = /^(?=.{2,256}$)[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
const functionArn = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}$/;

function findings(args: ImageRepositoriesArgs): Finding[] {
  const { images, accountId, owner, builders, readers } = args;
  const found: Finding[] = [];
  if (images.length === 0) found.push({ property: "images", value: images, reason: "must name at least one image" });
  images.forEach(({ name, repository }, index) => {
    if (!repositoryName.test(repository)) {
      const reason = "must be 2 to 256 of a-z, 0-9 and single . _ - / inside, such as acme/orders/api";
      found.push({ property: `images[${index}].repository`, value: repository, reason });
    }
    const earlier = images.slice(0, index).find((each) => each.name === name || each.repository === repository);
    if (earlier) {
      found.push({ property: `images[${index}]`, value: name, reason: "must differ from every other; remove one" });
    }
  });
  if (!/^alias\/[A-Za-z0-9/_-]{1,250}$/.test(args.keyAlias) || args.keyAlias.startsWith("alias/aws/")) {
    const reason = "must begin with alias/ (not alias/aws/), then 1 to 250 of A-Z, a-z, 0-9, / _ -";
    found.push({ property: "keyAlias", value: args.keyAlias, reason });
  }
  found.push(...accountIdFindings("accountId", accountId));
  found.push(...rolesOf("owner", [owner], accountId), ...rolesOf("builders", builders, accountId));
  readers.forEach((reader, index) => {
    found.push(...rolesOf(`readers[${index}].roleArns`, reader.roleArns, reader.accountId));
  });
  (args.functions ?? []).forEach((arn, index) => {
    if (functionArn.test(arn)) return;
    const reason = "must be the ARN of one function, without a version";
    found.push({ property: `functions[${index}]`, value: arn, reason });
  });
  const days = args.untaggedDays ?? untaggedDays;
  if (!Number.isInteger(days) || days < 1) {
    found.push({ property: "untaggedDays", value: days, reason: "must be a whole number of days, at least 1" });
  }
  const { least, most, usual } = taggedImages;
  const count = args.taggedImages ?? usual;
  if (!Number.isInteger(count) || count < least || count > most) {
    const reason = `must be a whole number from ${least} to ${most}: a rollback needs old images`;
    found.push({ property: "taggedImages", value: count, reason });
  }
  const { length } = JSON.stringify(repositoryPolicy(args));
  if (length > repositoryPolicyLength) {
    const roles = readers.flatMap(({ roleArns }) => roleArns).length;
    const reason = `the repository's policy has ${length} characters with ${roles} roles that pull; ECR takes ${repositoryPolicyLength}. Let fewer roles pull, or split the service`;
    found.push({ property: "readers", reason });
  }
  return found;
}

/** Findings unless every value is the ARN of one role of the account. */
function rolesOf(property: string, values: string[], accountId: string): Finding[] {
  const malformed = roleArnFindings(property, values);
  if (malformed.length > 0) return malformed;
  return values
    .filter((arn) => arn.split(":")[4] !== accountId)
    .map((value) => ({ property, value, reason: `must be a role of account ${accountId}` }));
}
