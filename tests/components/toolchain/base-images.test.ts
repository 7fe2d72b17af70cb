import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { decide, policy } from "../../../catalog/iam";
import { naming } from "../../../catalog/naming";
import type { BaseImage, BaseImagesArgs } from "../../../components/toolchain/base-images";
import { baseImageUse, imagePush, registryLogin } from "../../../components/toolchain/registry-policies";
import { type Built, build, buildError } from "../harness";

const toolchain = "111111111111";
const place = { partition: "aws", accountId: toolchain, region: "us-east-1" };
const secret = "ecr-pullthroughcache/docker";
const names = naming("acme");
const cache = (name: string, upstream: string, credential?: string): Record<string, BaseImage> => ({
  [name]: { upstream, ...(credential ? { credential } : {}), repositoryPrefix: names.baseImageRepository(name) },
});
const both = { ...cache("aws", "public.ecr.aws"), ...cache("docker", "registry-1.docker.io", secret) };

async function make(changes: Partial<BaseImagesArgs> = {}): Promise<Built> {
  const { BaseImages } = await import("../../../components/toolchain/base-images");
  return build(() => ({ urls: new BaseImages("base", { ...place, baseImages: both, ...changes }).urls }), {
    invokes: {
      "aws:secretsmanager/getSecret:getSecret": ({ name }) => ({
        name,
        arn: `arn:aws:secretsmanager:us-east-1:${toolchain}:secret:${name}-AbCdEf`,
      }),
    },
  });
}

describe("BaseImages", () => {
  it("caches each registry below a prefix of ours, with the secret's ARN where the registry asks for a name", async () => {
    const built = await make();
    assert.deepEqual(
      built.all("aws:ecr/pullThroughCacheRule:PullThroughCacheRule").map(({ inputs }) => inputs),
      [
        { ecrRepositoryPrefix: "acme-base/aws", upstreamRegistryUrl: "public.ecr.aws", region: "us-east-1" },
        {
          ecrRepositoryPrefix: "acme-base/docker",
          upstreamRegistryUrl: "registry-1.docker.io",
          credentialArn: `arn:aws:secretsmanager:us-east-1:${toolchain}:secret:${secret}-AbCdEf`,
          region: "us-east-1",
        },
      ],
    );
    const host = `${toolchain}.dkr.ecr.us-east-1.amazonaws.com`;
    assert.deepEqual(built.outputs["urls"], { aws: `${host}/acme-base/aws`, docker: `${host}/acme-base/docker` });
  });

  it("says before the first pull how a cached repository is made: tags that follow the upstream, old images dropped", async () => {
    const built = await make();
    for (const rule of built.all("aws:ecr/pullThroughCacheRule:PullThroughCacheRule")) {
      const template = built.one(
        "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
        `${rule.name}-template`,
      );
      assert.equal(template.inputs["prefix"], rule.inputs["ecrRepositoryPrefix"]);
      assert.deepEqual(template.inputs["appliedFors"], ["PULL_THROUGH_CACHE"]);
      assert.equal(template.inputs["imageTagMutability"], "MUTABLE");
      assert.equal(template.inputs["customRoleArn"], undefined);
      const { rules } = JSON.parse(template.inputs["lifecyclePolicy"] as string) as { rules: object[] };
      assert.equal(rules.length, 2);
      assert.ok(rule.dependencies.includes(template.urn));
    }
  });

  it("scans everything that is pushed to the registry, unless the organisation's own scanning is to stay", async () => {
    const [rule] = (await make({ baseImages: {} })).one(
      "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    ).inputs["rules"] as { scanFrequency: string; repositoryFilters: object[] }[];
    assert.equal(rule!.scanFrequency, "SCAN_ON_PUSH");
    assert.deepEqual(rule!.repositoryFilters, [{ filter: "*", filterType: "WILDCARD" }]);
    const left = await make({ scan: false });
    assert.deepEqual(left.all("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"), []);
  });

  it("lets a build pull through the caches and make their repositories, and push to none", () => {
    const document = policy(
      registryLogin,
      ...imagePush(place, ["acme/orders/api"]),
      ...baseImageUse(place, ["acme-base/aws", "acme-base/docker"]),
    );
    const may = (action: string, repository: string) =>
      decide(
        {
          caller: { kind: "principal", arn: `arn:aws:iam::${toolchain}:role/services/b`, accountId: toolchain },
          action,
          resource: `arn:aws:ecr:us-east-1:${toolchain}:repository/${repository}`,
          resourceAccount: toolchain,
        },
        { identity: [{ name: "build", document }] },
      ).verdict;
    const cached = "acme-base/docker/library/golang";
    for (const action of ["BatchImportUpstreamImage", "CreateRepository", "BatchGetImage", "GetDownloadUrlForLayer"]) {
      assert.equal(may(`ecr:${action}`, cached), "allowed", action);
      assert.equal(may(`ecr:${action}`, "acme-base/quay/minio"), "missing", action);
    }
    for (const action of ["PutImage", "InitiateLayerUpload", "SetRepositoryPolicy", "BatchDeleteImage"]) {
      assert.equal(may(`ecr:${action}`, cached), "missing", action);
    }
    assert.equal(may("ecr:CreateRepository", "acme/orders/api"), "missing");
    const sids = document.Statement.map(({ Sid }) => Sid);
    assert.equal(new Set(sids).size, sids.length);
  });

  it("pins the names of its children", async () => {
    const built = await make();
    assert.deepEqual(built.resources.map(({ parent, name }) => `${parent ?? ""}/${name}`).sort(), [
      "/base",
      "base/base-aws",
      "base/base-aws-template",
      "base/base-docker",
      "base/base-docker-template",
      "base/base-scanning",
    ]);
  });

  it("reports every cache that ECR would refuse, at once", async () => {
    const { BaseImages } = await import("../../../components/toolchain/base-images");
    const error = (await buildError(() => {
      new BaseImages("base", {
        ...place,
        baseImages: {
          ...cache("hub", "docker.io", secret),
          ...cache("docker", "registry-1.docker.io"),
          ...cache("aws", "public.ecr.aws", secret),
          ...cache("github", "ghcr.io", "github-token"),
          ...cache("again", "public.ecr.aws"),
          azure: { upstream: "acmecorp.azurecr.io", credential: "ecr-pullthroughcache/azure", repositoryPrefix: "A" },
          long: { upstream: "quay.io", repositoryPrefix: `acme-base/${"q".repeat(21)}` },
        },
      });
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(
      error.errors.map(({ propertyPath }) => propertyPath),
      [
        "baseImages.hub.upstream",
        "baseImages.docker.credential",
        "baseImages.aws.credential",
        "baseImages.github.credential",
        "baseImages.again.upstream",
        "baseImages.azure.repositoryPrefix",
        "baseImages.long.repositoryPrefix",
      ],
    );
    assert.match(error.message, /registry-1\.docker\.io needs a user name and token.*ecr-pullthroughcache\//);
  });

  it("has room for the longest prefix and name that the files allow", async () => {
    const name = "a".repeat(16);
    const repositoryPrefix = naming("a".repeat(8)).baseImageRepository(name);
    await make({ baseImages: { [name]: { upstream: "quay.io", repositoryPrefix } } });
  });
});
