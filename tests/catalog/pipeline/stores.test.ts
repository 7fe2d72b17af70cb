import assert from "node:assert/strict";
import { checkPipelines } from "../../../catalog/checks/pipelines";
import { planDelivery } from "../../../catalog/pipeline/delivery";
import { artifactSource } from "../../../catalog/pipeline/stores";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import { quotaMessage } from "../../../catalog/quota/problem";
import type { Environment } from "../../../catalog/types";
import { accounts, actionOf, catalog, catalogOf, environment, modelIn, placeIn, stage } from "./sample";

const deploy = (account: keyof typeof accounts) => `arn:aws:iam::${accounts[account]}:role/slipway/acme-deploy`;
const instance = (account: keyof typeof accounts, name: string) =>
  `arn:aws:iam::${accounts[account]}:role/services/acme-orders-${name}-instance`;

describe("the first deployment to an environment", () => {
  const toolchain = { account: "toolchain", accountId: accounts.toolchain };
  const scenarios: [string, Environment][] = [
    ["of the pipeline's account and region", environment("dev", toolchain)],
    ["of the pipeline's account in another region", environment("dev", { ...toolchain, region: "eu-west-1" })],
    ["of another account in the pipeline's region", environment("dev")],
    ["of another account and region", environment("dev", { region: "eu-west-1" })],
  ];
  for (const [title, dev] of scenarios) {
    it(`${title} has role, artifact and key where it acts`, () => {
      const model = modelIn(catalogOf({ stages: [stage("dev")] }, [dev]));
      const action = actionOf(model, "dev", "Deploy");
      const account = dev.account as keyof typeof accounts;
      assert.deepEqual([action.accountId, action.region], [dev.accountId, dev.region]);
      assert.equal(action.roleArn, deploy(account));

      const here = model.stores.find(({ region }) => region === dev.region)!;
      assert.equal(here.bucket, `acme-orders-artifacts-111111111111-${dev.region}`);
      assert.deepEqual(here.key, { alias: "alias/acme/artifacts/orders", namedBy: "arn" });
      assert.deepEqual(here.readers, [
        {
          accountId: dev.accountId,
          partition: "aws",
          deployRoles: [deploy(account)],
          instanceRoles: [instance(account, "dev")],
        },
      ]);
      const regions = new Set(["us-east-1", dev.region]);
      assert.deepEqual(
        model.stores.map(({ region, writers }) => [region, writers.length]),
        [...regions].map((region) => [region, region === "us-east-1" ? 3 : 1]),
      );
      for (const other of model.stores.filter(({ region }) => region !== dev.region))
        assert.deepEqual(other.readers, []);
      assert.deepEqual(validatePipeline(model), []);
    });
  }
});

describe("the artifact stores of a pipeline", () => {
  it("admit the pipeline, its own sources and builds, and the roles of its own stages", () => {
    const [store, ...more] = modelIn(catalog()).stores;
    assert.deepEqual(more, []);
    assert.deepEqual(store!.writers, [
      "arn:aws:iam::111111111111:role/slipway/acme-pipeline",
      "arn:aws:iam::111111111111:role/services/acme-orders-source",
      "arn:aws:iam::111111111111:role/services/acme-orders-build",
    ]);
    assert.deepEqual(
      store!.readers.map(({ deployRoles, instanceRoles }) => [...deployRoles, ...instanceRoles]),
      [
        [deploy("dev"), instance("dev", "dev")],
        [deploy("prod"), instance("prod", "prod")],
      ],
    );
  });

  it("let only their own region's roles in, and are where that region's machines look", () => {
    const environments = [environment("dev"), environment("prod-eu-west-1", { region: "eu-west-1" })];
    const which = catalogOf({ stages: [stage("dev"), stage("prod-eu-west-1")] }, environments);
    const { stores } = modelIn(which);
    assert.deepEqual(
      stores.map(({ region, readers }) => [region, readers.flatMap(({ instanceRoles }) => instanceRoles)]),
      [
        ["us-east-1", [instance("dev", "dev")]],
        ["eu-west-1", [instance("prod", "prod-eu-west-1")]],
      ],
    );
    const source = artifactSource(which, which.services[0]!, environments[1]!);
    assert.deepEqual(source, {
      partition: "aws",
      accountId: accounts.toolchain,
      region: "eu-west-1",
      bucket: stores[1]!.bucket,
      keyAlias: stores[1]!.key.alias,
    });
  });

  it("of a zip in another region take copies from the release alone, which reads the zip where builds leave it", () => {
    const zip = { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler" } as const;
    const far = [environment("dev"), environment("prod", { region: "eu-west-1" })];
    const { stores } = modelIn(catalogOf({ target: zip }, far));
    const release = (account: keyof typeof accounts) => `arn:aws:iam::${accounts[account]}:role/slipway/acme-release`;
    assert.deepEqual(
      stores.map(({ region, writers, copier, readers }) => ({
        region,
        writers: writers.length,
        copier,
        readers: readers.flatMap(({ deployRoles, instanceRoles }) => [...deployRoles, ...instanceRoles]),
      })),
      [
        {
          region: "us-east-1",
          writers: 3,
          copier: { roleArn: release("toolchain"), access: "reads" },
          readers: [release("dev")],
        },
        {
          region: "eu-west-1",
          writers: 0,
          copier: { roleArn: release("toolchain"), access: "writes" },
          readers: [release("prod")],
        },
      ],
    );
    const near = modelIn(catalogOf({ target: zip })).stores;
    const fleet = modelIn(catalogOf({}, far)).stores;
    for (const { copier } of [...near, ...fleet]) assert.equal(copier, undefined);
  });

  it("that more accounts read than their policies can name are refused, with how many fit", () => {
    const ids = Array.from({ length: 120 }, (_, index) => [`t${index + 1}`, String(400_000_000_000 + index)] as const);
    const environments = ids.map(([account, accountId]) => environment(account, { account, accountId }));
    const organization = { ...catalog().organization, accounts: { ...accounts, ...Object.fromEntries(ids) } };
    const catalogFor = (count: number) => {
      const some = environments.slice(0, count);
      const wave = { wave: "world", stages: some.map(({ name }) => stage(name)) };
      return catalogOf({ stages: [wave] }, some, { organization });
    };
    const problemsFor = (count: number) => {
      const { catalog, service, track } = placeIn(catalogFor(count));
      return planDelivery(catalog, service, track).problems;
    };
    const problems = problemsFor(120);
    assert.deepEqual(
      problems.map(({ subject }) => subject),
      [
        "accounts.111111111111.bucket.acme-orders-artifacts-111111111111-us-east-1",
        "accounts.111111111111.key.acme-orders-artifacts-111111111111-us-east-1",
      ],
    );
    const fitting = Number(/at most (\d+) accounts fit/.exec(problems[0]!.remedy)?.[1]);
    assert.ok(fitting > 0 && fitting < 120);
    assert.match(
      quotaMessage(problems[0]!),
      /for 120 accounts; S3 allows 20,480 bytes .*split the service's environments/,
    );
    assert.deepEqual(problemsFor(fitting), []);
    assert.notDeepEqual(problemsFor(fitting + 1), []);
    const [told] = checkPipelines(catalogFor(120), { services: [] });
    assert.deepEqual([told?.file, told?.path], ["services/orders.yaml", "stages"]);
    assert.ok(told?.message.includes(quotaMessage(problems[0]!)), told?.message);
  });
});
