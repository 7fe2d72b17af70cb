/**
 * What toolchain and pipeline stacks need of ECR in the toolchain account: for each type beside its row, the calls of
 * `@pulumi/aws` 7.48 (the Terraform AWS provider's). Which of them know single resources:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
 *
 * The key of a service's repositories is made by the rows of `artifactRights`, which are for every key that bears the
 * tag of a pipeline stack; here is what ECR adds.
 */
import { domainOf } from "../../catalog/regions";
import { credentialPrefix } from "../../catalog/upstreams";
import { type AccountPlace, iamArn, regional } from "./place";
import { each, type Rights } from "./rights";

/** ecr Repository, RepositoryPolicy, LifecyclePolicy. */
export function registryRights(place: AccountPlace): Rights[] {
  const { names } = place;
  return [
    {
      sid: "Repositories",
      read: each("ecr:", "DescribeRepositories", "GetLifecyclePolicy", "GetRepositoryPolicy", "ListTagsForResource"),
      write: [
        ...each("ecr:", "CreateRepository", "DeleteRepository", "TagResource", "UntagResource"),
        ...each("ecr:", "DeleteLifecyclePolicy", "PutLifecyclePolicy"),
        ...each("ecr:", "DeleteRepositoryPolicy", "SetRepositoryPolicy"),
        ...each("ecr:", "PutImageScanningConfiguration", "PutImageTagMutability"),
      ],
      resources: regional(place, "ecr", `repository/${names.prefix}/*`),
    },
    {
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create.html: whoever
      // writes a template must be allowed what it does.
      sid: "CachedRepositories",
      read: [],
      write: each("ecr:", "CreateRepository", "PutLifecyclePolicy"),
      resources: regional(place, "ecr", `repository/${names.baseImageRepository("*")}`),
    },
    ...cacheRights(place),
    ...imageKeyRights(place),
  ];
}

/** ecr PullThroughCacheRule, RepositoryCreationTemplate, RegistryScanningConfiguration: settings of the whole registry. */
function cacheRights(place: AccountPlace): Rights[] {
  const linked = (service: string): Rights["resources"] => iamArn(place, `role/aws-service-role/${service}/*`);
  const services = ["pullthroughcache.ecr.amazonaws.com", "ecr.amazonaws.com"];
  return [
    {
      sid: "Registry",
      read: [
        ...each("ecr:Describe", "PullThroughCacheRules", "RepositoryCreationTemplates"),
        "ecr:GetRegistryScanningConfiguration",
      ],
      write: [
        ...each("ecr:", "CreatePullThroughCacheRule", "DeletePullThroughCacheRule", "UpdatePullThroughCacheRule"),
        ...each("ecr:", "CreateRepositoryCreationTemplate", "DeleteRepositoryCreationTemplate"),
        ...each("ecr:", "PutRegistryScanningConfiguration", "UpdateRepositoryCreationTemplate"),
      ],
      resources: "*",
    },
    {
      // ECR makes these roles with the first rule and the first template:
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/slr-pullthroughcache.html, .../slr-rct.html
      sid: "RegistryRoles",
      read: [],
      write: ["iam:CreateServiceLinkedRole"],
      resources: services.flatMap(linked),
      condition: { StringEquals: { "iam:AWSServiceName": services } },
    },
    {
      // The data source that finds a secret's ARN; neither call tells the secret.
      sid: "RegistryCredentials",
      read: each("secretsmanager:", "DescribeSecret", "GetResourcePolicy"),
      write: [],
      resources: regional(place, "secretsmanager", `secret:${credentialPrefix}*`),
    },
  ];
}

/** The grants that ECR works with: https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html */
function imageKeyRights(place: AccountPlace): Rights[] {
  const ofPipelines = { "aws:ResourceTag/slipway:stack": ["*.pipeline", "*.pipeline-*"] };
  const keys = regional(place, "kms", "key/*");
  return [
    {
      sid: "GrantToRepositories",
      read: [],
      write: ["kms:CreateGrant"],
      resources: keys,
      condition: { StringLike: { ...ofPipelines, "kms:ViaService": `ecr.*.${domainOf(place.partition)}` } },
    },
    {
      sid: "RetireGrants",
      read: [],
      write: ["kms:RetireGrant"],
      resources: keys,
      condition: { StringLike: ofPipelines },
    },
    {
      sid: "ImageAliases",
      read: [],
      write: each("kms:", "CreateAlias", "DeleteAlias", "UpdateAlias"),
      resources: regional(place, "kms", `alias/${place.names.prefix}/images/*`),
    },
  ];
}
