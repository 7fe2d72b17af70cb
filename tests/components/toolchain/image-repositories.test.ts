import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { decide, type PolicyDocument, policy } from "../../../catalog/iam";
import type { ImageRepositoriesArgs } from "../../../components/toolchain/image-repositories";
import { imagePull, imagePush, registryLogin } from "../../../components/toolchain/registry-policies";
import { type Built, build, buildError, documentOf } from "../harness";
import { boundless } from "../statements";

const toolchain = "111111111111";
const prod = "333333333333";
const owner = `arn:aws:iam::${toolchain}:role/slipway/acme-update`;
const builder = `arn:aws:iam::${toolchain}:role/services/acme-orders-build`;
const task = `arn:aws:iam::${prod}:role/services/acme-orders-prod-execution`;
const place = { partition: "aws", accountId: toolchain, region: "us-east-1" };
const api = `arn:aws:ecr:us-east-1:${toolchain}:repository/acme/orders/api`;

const args = (changes: Partial<ImageRepositoriesArgs> = {}): ImageRepositoriesArgs => ({
  ...place,
  organizationId: "o-example00",
  images: [
    { name: "api", repository: "acme/orders/api" },
    { name: "worker", repository: "acme/orders/worker" },
  ],
  keyAlias: "alias/acme/images/orders",
  owner,
  builders: [builder],
  readers: [
    {
      accountId: "222222222222",
      partition: "aws",
      roleArns: ["arn:aws:iam::222222222222:role/services/acme-orders-dev-execution"],
    },
    { accountId: prod, partition: "aws", roleArns: [task] },
  ],
  production: true,
  ...changes,
});

async function make(changes: Partial<ImageRepositoriesArgs> = {}, preview = false): Promise<Built> {
  const { ImageRepositories } = await import("../../../components/toolchain/image-repositories");
  return build(
    () => {
      const made = new ImageRepositories("images", args(changes));
      return { urls: made.urls, keyArn: made.keyArn };
    },
    { preview },
  );
}

const policyOf = (built: Built) =>
  documentOf(built.one("aws:ecr/repositoryPolicy:RepositoryPolicy", "images-api-policy").inputs["policy"]);

/** Verdict of a role that may do everything with images by its own policy, so that the repository's decides. */
function ask(
  document: PolicyDocument,
  arn: string,
  action: string,
  own?: PolicyDocument,
  organizationId = "o-example00",
) {
  const generous = policy({ Effect: "Allow", Action: "ecr:*", Resource: "*" });
  return decide(
    {
      caller: { kind: "principal", arn, accountId: arn.split(":")[4]!, organizationId },
      action,
      resource: api,
      resourceAccount: toolchain,
    },
    { identity: [{ name: "own", document: own ?? generous }], resource: { name: "repository", document } },
  ).verdict;
}

const pushing = ["ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"];
const pulling = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

describe("ImageRepositories", () => {
  it("makes a repository for each image: fixed tags, scanned on push, encrypted with the service's rotating key", async () => {
    const built = await make();
    const made = built.all("aws:ecr/repository:Repository");
    assert.deepEqual(
      made.map(({ inputs }) => inputs["name"]),
      ["acme/orders/api", "acme/orders/worker"],
    );
    const key = built.one("aws:kms/key:Key");
    assert.equal(key.inputs["enableKeyRotation"], true);
    assert.equal(built.one("aws:kms/alias:Alias").inputs["name"], "alias/acme/images/orders");
    for (const { inputs } of made) {
      assert.equal(inputs["imageTagMutability"], "IMMUTABLE");
      assert.deepEqual(inputs["imageScanningConfiguration"], { scanOnPush: true });
      assert.deepEqual(inputs["encryptionConfigurations"], [{ encryptionType: "KMS", kmsKey: key.outputs["arn"] }]);
    }
    assert.deepEqual(Object.keys(built.outputs["urls"] as object), ["api", "worker"]);
    assert.equal((built.outputs["urls"] as Record<string, unknown>)["api"], made[0]!.outputs["repositoryUrl"]);
    assert.equal(built.outputs["keyArn"], key.outputs["arn"]);
  });

  it("lets the service's build push and pull, by its own policy and the repository's together", async () => {
    const document = policyOf(await make());
    const own = policy(registryLogin, ...imagePush(place, ["acme/orders/api"]));
    for (const action of [...pushing, ...pulling, "ecr:DescribeImages"]) {
      assert.equal(ask(document, builder, action, own), "allowed", action);
    }
    assert.equal(ask(document, builder, "ecr:DeleteRepository", own), "missing");
    assert.equal(ask(document, builder, "ecr:SetRepositoryPolicy", own), "missing");
    const elsewhere = policy(...imagePush(place, ["acme/billing/api"]));
    assert.equal(ask(document, builder, "ecr:PutImage", elsewhere), "missing");
  });

  it("denies pushing and deleting images to everybody else of its account, whatever their own policies say", async () => {
    const document = policyOf(await make());
    const others = [
      owner,
      `arn:aws:iam::${toolchain}:role/services/acme-billing-build`,
      `arn:aws:iam::${toolchain}:role/admin`,
    ];
    for (const other of others) {
      for (const action of [...pushing, "ecr:BatchDeleteImage"]) {
        assert.equal(ask(document, other, action), "denied", `${other} ${action}`);
      }
    }
    const open = policy(...document.Statement.filter(({ Sid }) => Sid !== "DenyOtherBuilds"));
    assert.equal(ask(open, others[1]!, "ecr:PutImage"), "allowed");
  });

  it("lets exactly the targets' roles pull from their accounts, and push nothing", async () => {
    const document = policyOf(await make());
    const own = policy(registryLogin, ...imagePull(place, ["acme/orders/api"]));
    for (const action of pulling) assert.equal(ask(document, task, action, own), "allowed", action);
    for (const action of pushing) assert.equal(ask(document, task, action), "denied", action);
    for (const other of [
      `arn:aws:iam::${prod}:role/services/acme-billing-prod-execution`,
      "arn:aws:iam::444444444444:role/services/acme-orders-prod-execution",
      "arn:aws:iam::222222222222:role/services/acme-orders-prod-execution",
    ]) {
      for (const action of pulling) assert.equal(ask(document, other, action), "missing", `${other} ${action}`);
    }
    assert.equal(ask(document, task, "ecr:BatchGetImage", own, "o-another000"), "missing");
    const shut = policy(...document.Statement.filter(({ Sid }) => Sid !== "Pull"));
    assert.equal(ask(shut, task, "ecr:BatchGetImage"), "missing");
  });

  it("lets nobody but the build in when no account pulls", async () => {
    const document = policyOf(await make({ readers: [] }));
    assert.deepEqual(
      document.Statement.map(({ Sid }) => Sid),
      ["DenyOtherBuilds", "Push"],
    );
  });

  it("lets Lambda pull for the named functions only, whichever version", async () => {
    const own = `arn:aws:lambda:us-east-1:${prod}:function:acme-orders-prod`;
    const document = policyOf(await make({ functions: [own] }));
    const verdict = (source: string) =>
      decide(
        {
          caller: { kind: "service", service: "lambda.amazonaws.com" },
          action: "ecr:BatchGetImage",
          resource: api,
          resourceAccount: toolchain,
          context: { "aws:SourceArn": source },
        },
        { resource: { name: "repository", document } },
      ).verdict;
    assert.equal(verdict(own), "allowed");
    assert.equal(verdict(`${own}:7`), "allowed");
    for (const other of [own.replace("orders", "billing"), `${own}-2`, own.replace(prod, "222222222222")]) {
      assert.equal(verdict(other), "missing", other);
    }
  });

  it("lets only the owner use its key, and only to let ECR encrypt repositories", async () => {
    const document = documentOf((await make()).one("aws:kms/key:Key").inputs["policy"]);
    const verdict = (arn: string, action: string, via?: string, organizationId = "o-example00") =>
      decide(
        {
          caller: { kind: "principal", arn, accountId: arn.split(":")[4]!, organizationId },
          action,
          resource: `arn:aws:kms:us-east-1:${toolchain}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
          resourceAccount: toolchain,
          ...(via ? { context: { "kms:ViaService": via } } : {}),
        },
        {
          identity: [{ name: "all", document: policy({ Effect: "Allow", Action: "kms:*", Resource: "*" }) }],
          resource: { name: "key", document },
        },
      ).verdict;
    assert.equal(verdict(owner, "kms:CreateGrant", "ecr.us-east-1.amazonaws.com"), "allowed");
    assert.equal(verdict(owner, "kms:CreateGrant", "s3.us-east-1.amazonaws.com"), "missing");
    assert.equal(verdict(owner, "kms:CreateGrant"), "missing");
    assert.equal(verdict(owner, "kms:CreateGrant", "ecr.us-east-1.amazonaws.com", "o-another000"), "missing");
    assert.equal(verdict(owner, "kms:CreateAlias"), "allowed");
    assert.equal(verdict(builder, "kms:CreateAlias"), "denied");
    assert.equal(verdict(builder, "kms:CreateGrant", "ecr.us-east-1.amazonaws.com"), "missing");
    for (const who of [owner, builder, task]) {
      for (const action of ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]) {
        assert.equal(verdict(who, action, "ecr.us-east-1.amazonaws.com"), "missing", `${who} ${action}`);
      }
    }
  });

  it("gives the login alone everywhere, as ECR knows no resource for it", () => {
    assert.deepEqual(registryLogin.Resource, "*");
    assert.deepEqual(registryLogin.Action, "ecr:GetAuthorizationToken");
    const statements = [...imagePush(place, ["acme/orders/api"]), ...imagePull(place, ["acme/orders/api"])];
    assert.deepEqual(boundless(policy(registryLogin, ...statements)), []);
    for (const { Resource } of statements) assert.deepEqual(Resource, [api]);
  });

  it("keeps the newest images with a tag, and drops those without one after some days", async () => {
    const kept = async (changes: Partial<ImageRepositoriesArgs>) => {
      const { inputs } = (await make(changes)).one("aws:ecr/lifecyclePolicy:LifecyclePolicy", "images-api-lifecycle");
      const { rules } = JSON.parse(inputs["policy"] as string) as {
        rules: {
          selection: { tagStatus: string; tagPatternList?: string[]; countType: string; countNumber: number };
        }[];
      };
      return rules.map(({ selection }) => [selection.tagStatus, selection.countType, selection.countNumber]);
    };
    assert.deepEqual(await kept({}), [
      ["untagged", "sinceImagePushed", 14],
      ["tagged", "imageCountMoreThan", 1000],
    ]);
    assert.deepEqual(await kept({ untaggedDays: 1, taggedImages: 100 }), [
      ["untagged", "sinceImagePushed", 1],
      ["tagged", "imageCountMoreThan", 100],
    ]);
  });

  it("protects repositories and key when production runs them, and only then", async () => {
    for (const production of [true, false]) {
      const built = await make({ production });
      const types = ["aws:ecr/repository:Repository", "aws:kms/key:Key", "aws:kms/alias:Alias"];
      for (const each of types.flatMap((type) => built.all(type))) {
        assert.equal(each.protect, production, each.name);
        assert.equal(each.retainOnDelete, production, each.name);
      }
      for (const { inputs } of built.all("aws:ecr/repository:Repository")) {
        assert.equal(inputs["forceDelete"], !production);
      }
    }
  });

  it("has complete policies already in a preview: they hold no unknown value", async () => {
    const [preview, update] = [await make({}, true), await make()];
    assert.deepEqual(policyOf(preview), policyOf(update));
    assert.deepEqual(preview.one("aws:kms/key:Key").inputs["policy"], update.one("aws:kms/key:Key").inputs["policy"]);
  });

  it("names China's domains in China", async () => {
    const china = (arn: string) => arn.replace("arn:aws:", "arn:aws-cn:");
    const built = await make({
      partition: "aws-cn",
      region: "cn-north-1",
      owner: china(owner),
      builders: [china(builder)],
      readers: [],
    });
    const text = JSON.stringify([policyOf(built), documentOf(built.one("aws:kms/key:Key").inputs["policy"])]);
    assert.ok(text.includes("ecr.cn-north-1.amazonaws.com.cn"));
    assert.ok(!text.includes("arn:aws:"));
  });

  it("pins the names of its children", async () => {
    const built = await make({ images: [{ name: "api", repository: "acme/orders/api" }] });
    assert.deepEqual(built.resources.map(({ parent, name }) => `${parent ?? ""}/${name}`).sort(), [
      "/images",
      "images/images-alias",
      "images/images-api",
      "images/images-api-lifecycle",
      "images/images-api-policy",
      "images/images-key",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { ImageRepositories } = await import("../../../components/toolchain/image-repositories");
    const error = (await buildError(() => {
      new ImageRepositories(
        "images",
        args({
          images: [
            { name: "api", repository: "Acme/Orders" },
            { name: "api", repository: "acme/orders/api" },
          ],
          keyAlias: "alias/aws/ecr",
          owner: "arn:aws:iam::999999999999:role/x",
          builders: [],
          readers: [
            { accountId: prod, partition: "aws", roleArns: [`arn:aws:iam::${prod}:role/services/*`] },
            { accountId: prod, partition: "aws", roleArns: ["arn:aws:iam::222222222222:role/x"] },
          ],
          functions: [`arn:aws:lambda:us-east-1:${prod}:function:*`],
          untaggedDays: 0,
          taggedImages: 5,
        }),
      );
      return {};
    })) as pulumi.InputPropertiesError;
    assert.deepEqual(
      error.errors.map(({ propertyPath }) => propertyPath),
      [
        "images[0].repository",
        "images[1]",
        "keyAlias",
        "owner",
        "builders",
        "readers[0].roleArns[0]",
        "readers[1].roleArns",
        "functions[0]",
        "untaggedDays",
        "taggedImages",
      ],
    );
    await assert.rejects(make({ images: [] }), /at least one image/);
  });

  it("refuses more roles than a repository's policy can name, with the arithmetic", async () => {
    const readers = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const accountId = String(200000000000 + index);
        const roleArns = [`arn:aws:iam::${accountId}:role/services/acme-orders-production-execution`];
        return { accountId, partition: "aws", roleArns };
      });
    await make({ readers: readers(70) });
    await assert.rejects(
      make({ readers: readers(100) }),
      /has \d+ characters with 100 roles that pull; ECR takes 10240/,
    );
  });
});
