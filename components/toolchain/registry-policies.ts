/** Who may do what in the toolchain account's container registry: statements and documents, from computed names only. */
import { exactRoles, type PolicyDocument, policy, type Statement } from "../../catalog/iam/document";
import { keyGuards } from "../../catalog/iam/keys";
import { servicePrincipal, viaService } from "../../catalog/iam/services";

/** A registry: one account's repositories in one region. */
export interface RegistryPlace {
  partition: string;
  accountId: string;
  region: string;
}

/** Roles of one account that pull. */
export interface ImageReader {
  accountId: string;
  partition: string;
  /** Exact ARNs; the roles need not exist yet. */
  roleArns: string[];
}

/** Looking at images and fetching them: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
const pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const upload = ["ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"];

/**
 * A push reads too: what is there already is not sent again, and a build that is run again must find the digest
 * of its tag, which it cannot push a second time.
 */
const push = [...upload, ...pull, "ecr:DescribeImages"];

/** Longest policy of a repository, in characters: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html */
export const repositoryPolicyLength = 10_240;

export function repositoryArn({ partition, accountId, region }: RegistryPlace, repository: string): string {
  return `arn:${partition}:ecr:${region}:${accountId}:repository/${repository}`;
}

/**
 * Needed once by every role that pushes or pulls. The token opens no repository by itself, and the action knows
 * no resource: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
 */
export const registryLogin: Statement = {
  Sid: "RegistryLogin",
  Effect: "Allow",
  Action: "ecr:GetAuthorizationToken",
  Resource: "*",
};

/** Identity statements of a role that pushes to exactly these repositories; with `registryLogin`. */
export function imagePush(place: RegistryPlace, repositories: string[]): Statement[] {
  return [{ Sid: "PushImages", Effect: "Allow", Action: [...push].sort(), Resource: arns(place, repositories) }];
}

/** Identity statements of a role, of any account, that pulls from exactly these repositories; with `registryLogin`. */
export function imagePull(place: RegistryPlace, repositories: string[]): Statement[] {
  return [{ Sid: "PullImages", Effect: "Allow", Action: pull, Resource: arns(place, repositories) }];
}

/**
 * Identity statements of a role of the registry's account that builds from cached images; with `registryLogin`.
 * The first pull of an image makes its repository and imports the image on the caller's word:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
 *
 * `prefixes` are the caches' repository prefixes. A role that has this can push to none of them.
 */
export function baseImageUse(place: RegistryPlace, prefixes: string[]): Statement[] {
  return [
    {
      Sid: "BaseImages",
      Effect: "Allow",
      Action: [...pull, "ecr:BatchImportUpstreamImage", "ecr:CreateRepository"].sort(),
      Resource: arns(
        place,
        prefixes.map((prefix) => `${prefix}/*`),
      ),
    },
  ];
}

export interface RepositoryAccess extends RegistryPlace {
  /** AWS Organizations id, when the organisation is known. */
  organizationId?: string;
  /** ARNs of the roles of the registry's account that push. */
  builders: string[];
  /** Who pulls. */
  readers: ImageReader[];
  /** ARNs of the Lambda functions that run these images. Default: none. */
  functions?: string[];
}

/**
 * Policy of a repository. Inside one account an identity policy alone would do, so the denial is what keeps
 * everybody else of the registry's account from pushing and from deleting images.
 */
export function repositoryPolicy(access: RepositoryAccess): PolicyDocument {
  const { partition, builders, readers, functions = [] } = access;
  return policy(
    {
      Sid: "DenyOtherBuilds",
      Effect: "Deny",
      Principal: "*",
      Action: ["ecr:BatchDeleteImage", ...upload],
      Condition: { ArnNotEquals: { "aws:PrincipalArn": [...builders].sort() } },
    },
    { Sid: "Push", Effect: "Allow", ...exactRoles({ ...access, roleArns: builders }), Action: [...push].sort() },
    ...(readers.length > 0 ? [pullBy(readers, access.organizationId)] : []),
    ...(functions.length > 0
      ? [
          {
            Sid: "Functions",
            Effect: "Allow" as const,
            Principal: { Service: servicePrincipal("lambda", partition) },
            // https://repost.aws/knowledge-center/lambda-ecr-image
            Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            Condition: {
              // Whether Lambda names a version is documented nowhere.
              ArnLike: { "aws:SourceArn": sorted(functions.flatMap((arn) => [arn, `${arn}:*`])) },
            },
          },
        ]
      : []),
  );
}

/** One statement for all accounts: a role's ARN names its account, and the policy's length is limited. */
function pullBy(readers: ImageReader[], organizationId: string | undefined): Statement {
  const each = readers.map((reader) => exactRoles({ ...reader, ...(organizationId ? { organizationId } : {}) }));
  const roots = each.flatMap(({ Principal }) => (Principal as { AWS: string }).AWS);
  const roleArns = each.flatMap(({ Condition }) => Condition["ArnEquals"]!["aws:PrincipalArn"]!);
  return {
    Sid: "Pull",
    Effect: "Allow",
    Principal: { AWS: sorted(roots) },
    Action: pull,
    Condition: { ...each[0]!.Condition, ArnEquals: { "aws:PrincipalArn": sorted(roleArns) } },
  };
}

/**
 * Policy of the key of a service's repositories. ECR works with grants, which whoever makes a repository creates
 * through it; pushing and pulling, from other accounts too, ask nothing of the key, so nobody is let in to use it:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
 *
 * `owner` is the role that applies the stack.
 */
export function imageKeyPolicy(
  place: RegistryPlace & Pick<RepositoryAccess, "organizationId">,
  owner: string,
): PolicyDocument {
  const { partition, region } = place;
  const { Principal, Condition } = exactRoles({ ...place, roleArns: [owner] });
  return policy(...keyGuards(place, owner), {
    Sid: "EncryptRepositories",
    Effect: "Allow",
    Principal,
    Action: "kms:CreateGrant",
    Resource: "*",
    Condition: {
      ...Condition,
      StringEquals: { ...Condition["StringEquals"], "kms:ViaService": viaService("ecr", partition, region) },
    },
  });
}

export interface Kept {
  /** Days for which an image without a tag is kept. */
  untaggedDays: number;
  /** Images with a tag, the newest. */
  taggedImages: number;
}

/**
 * Lifecycle policy as JSON text. A pattern of `*` selects every image that has a tag:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export function lifecyclePolicy({ untaggedDays, taggedImages }: Kept): string {
  const rule = (rulePriority: number, description: string, selection: object) => ({
    rulePriority,
    description,
    selection,
    action: { type: "expire" },
  });
  return JSON.stringify({
    rules: [
      rule(1, `Without a tag, after ${untaggedDays} days`, {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: untaggedDays,
      }),
      rule(2, `With a tag, all but the newest ${taggedImages}`, {
        tagStatus: "tagged",
        tagPatternList: ["*"],
        countType: "imageCountMoreThan",
        countNumber: taggedImages,
      }),
    ],
  });
}

function arns(place: RegistryPlace, repositories: string[]): string[] {
  return sorted(repositories).map((repository) => repositoryArn(place, repository));
}

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort();
}
