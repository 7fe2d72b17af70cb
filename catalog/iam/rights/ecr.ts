/**
 * ECR: repositories of the organisation's names, and the settings of the whole registry. Which calls know single
 * resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
 */
import { domainOf } from "../../regions";
import { linkedRole } from "./linked-role";
import { each, everything, on, provider, type Row, regional, stackTag, type Where } from "./row";
import { pipelineStacks } from "./tags";

const inRegistry: Row["parts"] = { toolchain: "registry" };
const ours: NonNullable<Where["names"]>[string] = ({ names }) => `${names.prefix}/*`;
const repository = regional("ecr", "repository/{name}", { name: ours });
const itsRepository = regional("ecr", "repository/{repository}", { repository: ours });
const cached = regional("ecr", "repository/{prefix}/{id}", { prefix: ({ names }) => names.baseImageRepository("*") });

const ofPipelines = { [`aws:ResourceTag/${stackTag}`]: pipelineStacks };
const keyOf: Where = {
  arn: "{@encryptionConfigurations.kmsKey}",
  names: {
    "@encryptionConfigurations.kmsKey": ({ partition, accountId }) => `arn:${partition}:kms:*:${accountId}:key/*`,
  },
};
const pipelineKey: Where = { ...keyOf, when: () => ({ StringLike: ofPipelines }) };
/** The grants that ECR works with: https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html */
const granting: Where = {
  ...keyOf,
  when: ({ partition }) => ({ StringLike: { ...ofPipelines, "kms:ViaService": `ecr.*.${domainOf(partition)}` } }),
  facts: (partition) => ({ "kms:ViaService": `ecr.{region}.${domainOf(partition)}` }),
};

export const ecrRows: Row[] = [
  {
    type: "aws:ecr/repository:Repository",
    source: provider("ecr/repository.go"),
    parts: inRegistry,
    create: [
      on(repository, "ecr:CreateRepository", "ecr:TagResource"),
      on(granting, "kms:CreateGrant"),
      on(pipelineKey, "kms:DescribeKey"),
    ],
    read: [on(repository, "ecr:DescribeRepositories", "ecr:ListTagsForResource")],
    update: [
      on(repository, ...each("ecr:", "PutImageScanningConfiguration", "PutImageTagMutability")),
      on(repository, "ecr:TagResource", "ecr:UntagResource"),
    ],
    delete: [on(repository, "ecr:DeleteRepository"), on(pipelineKey, "kms:RetireGrant")],
  },
  {
    type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
    source: provider("ecr/repository_policy.go"),
    parts: inRegistry,
    create: [on(itsRepository, "ecr:SetRepositoryPolicy")],
    read: [on(itsRepository, "ecr:GetRepositoryPolicy")],
    update: [on(itsRepository, "ecr:SetRepositoryPolicy")],
    delete: [on(itsRepository, "ecr:DeleteRepositoryPolicy")],
  },
  {
    type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    source: provider("ecr/lifecycle_policy.go"),
    parts: inRegistry,
    create: [on(itsRepository, "ecr:PutLifecyclePolicy")],
    read: [on(itsRepository, "ecr:GetLifecyclePolicy")],
    update: [on(itsRepository, "ecr:PutLifecyclePolicy")],
    delete: [on(itsRepository, "ecr:DeleteLifecyclePolicy")],
  },
  {
    type: "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    source: provider("ecr/pull_through_cache_rule.go"),
    parts: inRegistry,
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/slr-pullthroughcache.html
    create: [on(everything, "ecr:CreatePullThroughCacheRule"), linkedRole("pullthroughcache.ecr.amazonaws.com")],
    read: [on(everything, "ecr:DescribePullThroughCacheRules")],
    update: [on(everything, "ecr:UpdatePullThroughCacheRule")],
    delete: [on(everything, "ecr:DeletePullThroughCacheRule")],
  },
  {
    type: "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
    source: provider("ecr/repository_creation_template.go"),
    parts: inRegistry,
    create: [
      on(everything, "ecr:CreateRepositoryCreationTemplate"),
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create.html: whoever
      // writes a template must be allowed what it does.
      on(cached, "ecr:CreateRepository", "ecr:PutLifecyclePolicy"),
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/slr-rct.html
      linkedRole("ecr.amazonaws.com"),
    ],
    read: [on(everything, "ecr:DescribeRepositoryCreationTemplates")],
    update: [
      on(everything, "ecr:UpdateRepositoryCreationTemplate"),
      on(cached, "ecr:CreateRepository", "ecr:PutLifecyclePolicy"),
    ],
    delete: [on(everything, "ecr:DeleteRepositoryCreationTemplate")],
  },
  {
    type: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    source: provider("ecr/registry_scanning_configuration.go"),
    parts: inRegistry,
    create: [on(everything, "ecr:PutRegistryScanningConfiguration")],
    read: [on(everything, "ecr:GetRegistryScanningConfiguration")],
    update: [on(everything, "ecr:PutRegistryScanningConfiguration")],
    // The provider gives the registry its first setting back.
    delete: [on(everything, "ecr:PutRegistryScanningConfiguration")],
  },
];
