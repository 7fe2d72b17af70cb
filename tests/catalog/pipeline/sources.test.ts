import assert from "node:assert/strict";
import { matches } from "../../../catalog/events/pattern";
import { decide, policy } from "../../../catalog/iam";
import type { EventTrigger, PipelineModel } from "../../../catalog/pipeline/model";
import { sourceStatements } from "../../../catalog/pipeline/sources";
import { validatePipeline } from "../../../catalog/pipeline/validate";
import {
  actionOf,
  catalog,
  catalogOf,
  environment,
  modelIn,
  placeIn,
  type ServiceFile,
  service,
  stage,
} from "./sample";

type SourceFile = Exclude<ServiceFile["source"], unknown[]>;
const github = { connection: "github", repository: "acme/orders", branch: "main" } as const;
const codecommit = { kind: "codecommit", repository: "orders", branch: "main" } as const;
const s3 = { kind: "s3", bucket: "acme-promoted", key: "orders/release.zip" } as const;
const ecr = { kind: "ecr", repository: "acme/base", tag: "stable" } as const;

const modelWith = (source: SourceFile) => modelIn(catalogOf({ source }));
const sourceOf = (source: SourceFile) => actionOf(modelWith(source), "Source", "Source");

describe("a source", () => {
  it("of every kind acts in the pipeline's place with the service's own source role, and is valid", () => {
    const providers = [github, codecommit, s3, ecr].map((source) => {
      const model = modelWith(source);
      const action = actionOf(model, "Source", "Source");
      assert.deepEqual(validatePipeline(model), []);
      assert.deepEqual([action.accountId, action.region], ["111111111111", "us-east-1"]);
      assert.equal(action.roleArn, "arn:aws:iam::111111111111:role/services/acme-orders-source");
      assert.deepEqual([action.outputs, action.namespace], [["SourceOutput"], "SourceVariables"]);
      return action.provider;
    });
    assert.deepEqual(providers, ["CodeStarSourceConnection", "CodeCommit", "S3", "ECR"]);
  });

  it("never polls and leaves the start to trigger or rule", () => {
    assert.equal(sourceOf(github).configuration["DetectChanges"], "false");
    assert.equal(sourceOf(codecommit).configuration["PollForSourceChanges"], "false");
    assert.equal(sourceOf(s3).configuration["PollForSourceChanges"], "false");
  });

  it("takes a connection from the toolchain's parameter, or the ARN that the file gives", () => {
    assert.deepEqual(sourceOf(github).configuration["ConnectionArn"], {
      parameter: "/slipway/acme/connections/github",
    });
    const arn = "arn:aws:codestar-connections:us-east-1:111111111111:connection/c0ffee";
    const given = catalog({
      toolchain: { connections: { github: { provider: "GitHub", arn } }, notifications: {}, baseImages: {} },
    });
    assert.equal(actionOf(modelIn(given), "Source", "Source").configuration["ConnectionArn"], arn);
    assert.deepEqual(
      sourceStatements(placeIn(given), placeIn(given).track.sources[0])[0]?.Action,
      ["codestar-connections:UseConnection"].at(0),
    );
  });

  it("leaves builds, deployments, stores and the pipeline's role as they are when its kind changes", () => {
    const [before, ...others] = [github, codecommit, s3, ecr].map(modelWith);
    // What is said of a revision and its author differs, so that an approval may have one action less.
    const kept = ({ stages, stores, roleArn }: PipelineModel) => ({
      stores,
      roleArn,
      actions: stages.map(({ name, actions }) => ({
        name,
        actions: actions
          .filter(({ category, provider }) => category === "Deploy" || provider === "CodeBuild")
          .map(({ runOrder: _, ...action }) => action),
      })),
    });
    for (const after of others) assert.deepEqual(kept(after), kept(before!));
  });
});

describe("the start of a pipeline", () => {
  it("by a connection is a push to the branch, when the file names nothing else", () => {
    const { triggers, events } = modelWith(github);
    const branches = { includes: ["main"], excludes: [] };
    assert.deepEqual(triggers, [{ sourceAction: "Source", pushes: [{ branches }], pullRequests: [] }]);
    assert.deepEqual(events, []);
  });

  it("by a connection follows branches, tags, paths and pull requests of the file", () => {
    const { triggers } = modelWith({
      ...github,
      push: [
        { branches: { includes: ["main", "hotfix/*"] }, paths: { excludes: ["docs/**"] } },
        { tags: { includes: ["v*"] } },
      ],
      pullRequests: [{ events: ["OPEN"], branches: { includes: ["main"] } }],
    });
    assert.deepEqual(triggers[0], {
      sourceAction: "Source",
      pushes: [
        { branches: { includes: ["main", "hotfix/*"], excludes: [] }, paths: { includes: [], excludes: ["docs/**"] } },
        { tags: { includes: ["v*"], excludes: [] } },
      ],
      pullRequests: [{ events: ["OPEN"], branches: { includes: ["main"], excludes: [] } }],
    });
  });

  it("by CodeCommit is a change of exactly that repository and branch, made or moved, in this account", () => {
    const { triggers, events } = modelWith(codecommit);
    assert.deepEqual(triggers, []);
    assert.deepEqual(events, [
      {
        name: "Source",
        pattern: {
          account: ["111111111111"],
          source: ["aws.codecommit"],
          "detail-type": ["CodeCommit Repository State Change"],
          resources: ["arn:aws:codecommit:us-east-1:111111111111:orders"],
          detail: {
            event: ["referenceCreated", "referenceUpdated"],
            referenceType: ["branch"],
            referenceName: ["main"],
          },
        },
      },
    ]);
  });

  it("by S3 is exactly that object, and by ECR a push of exactly that tag that succeeded", () => {
    assert.deepEqual(modelWith(s3).events[0]?.pattern["detail"], {
      bucket: { name: ["acme-promoted"] },
      object: { key: ["orders/release.zip"] },
    });
    assert.deepEqual(modelWith(ecr).events[0]?.pattern["detail"], {
      "action-type": ["PUSH"],
      result: ["SUCCESS"],
      "repository-name": ["acme/base"],
      "image-tag": ["stable"],
    });
  });

  // Events of the shapes that AWS documents: see eventTrigger.
  const event = (source: string, type: string, detail: Record<string, unknown>, resources: string[] = []) => ({
    source: `aws.${source}`,
    "detail-type": type,
    account: "111111111111",
    region: "us-east-1",
    resources,
    detail,
  });
  const arrives: [string, SourceFile, ReturnType<typeof event>, Record<string, unknown>[]][] = [
    [
      "CodeCommit",
      codecommit,
      event(
        "codecommit",
        "CodeCommit Repository State Change",
        { event: "referenceUpdated", referenceType: "branch", referenceName: "main", repositoryName: "orders" },
        ["arn:aws:codecommit:us-east-1:111111111111:orders"],
      ),
      [{ event: "referenceDeleted" }, { referenceType: "tag" }, { referenceName: "next" }],
    ],
    [
      "S3",
      s3,
      event("s3", "Object Created", { bucket: { name: "acme-promoted" }, object: { key: "orders/release.zip" } }, [
        "arn:aws:s3:::acme-promoted",
      ]),
      [{ bucket: { name: "acme-other" } }, { object: { key: "billing/release.zip" } }],
    ],
    [
      "ECR",
      ecr,
      event("ecr", "ECR Image Action", {
        result: "SUCCESS",
        "repository-name": "acme/base",
        "action-type": "PUSH",
        "image-tag": "stable",
      }),
      [
        { result: "FAILURE" },
        { "action-type": "DELETE" },
        { "image-tag": "latest" },
        { "repository-name": "acme/other" },
      ],
    ],
  ];
  for (const [title, source, arrived, others] of arrives) {
    it(`by ${title} follows its event and none that differs, or comes from another account`, () => {
      const [{ pattern }] = modelWith(source).events as [EventTrigger];
      assert.ok(matches(pattern, arrived));
      for (const detail of others) {
        const other = { ...arrived, detail: { ...arrived.detail, ...detail } };
        assert.ok(!matches(pattern, other), JSON.stringify(detail));
      }
      assert.ok(!matches(pattern, { ...arrived, account: "222222222222" }));
    });
  }

  it("after another service is the success of any of its pipelines, and of no other", () => {
    const environments = [environment("dev"), environment("prod")];
    const branches: Partial<ServiceFile> = {
      mode: "branch",
      source: { connection: "github", repository: "acme/base" },
      stages: [stage("dev", { branch: "main" }), stage("prod", { branch: "release" })],
    };
    const services = [service("base", branches, environments), service("orders", { after: ["base"] })];
    const [event] = modelIn(catalog({ services })).events;
    assert.equal(event?.name, "After-base");
    assert.deepEqual(event?.pattern, {
      account: ["111111111111"],
      source: ["aws.codepipeline"],
      "detail-type": ["CodePipeline Pipeline Execution State Change"],
      detail: { state: ["SUCCEEDED"], pipeline: ["acme-base_dev", "acme-base_prod"] },
    });
  });

  it("after another service, both in branch mode, is the pipeline of the same account: dev starts nothing of prod", () => {
    const environments = [environment("dev"), environment("prod")];
    const branches = (name: string, stages: ServiceFile["stages"], after: Partial<ServiceFile> = {}) =>
      service(name, { mode: "branch", source: { connection: "github", repository: `acme/${name}` }, stages, ...after });
    const dev = stage("dev", { branch: "main" });
    const both = [dev, stage("prod", { branch: "release" })];
    const orders = branches("orders", both, { after: ["base", "tools"] });
    const services = [branches("base", both), branches("tools", [dev]), orders];
    const which = catalog({ services, environments });
    const followed = (track: string) => modelIn(which, "orders", track).events.map(({ pattern }) => pattern["detail"]);
    const succeeded = (pipeline: string) => ({ state: ["SUCCEEDED"], pipeline: [pipeline] });
    assert.deepEqual(followed("dev"), [succeeded("acme-base_dev"), succeeded("acme-tools_dev")]);
    assert.deepEqual(followed("prod"), [succeeded("acme-base_prod")]);
  });
});

describe("the rights of the source role", () => {
  const statements = (source: SourceFile) => {
    const place = placeIn(catalogOf({ source }));
    return sourceStatements(place, place.track.sources[0]);
  };

  it("reach exactly the repository, object or image", () => {
    assert.deepEqual(statements(github)[0]?.Condition, {
      StringEquals: { "codeconnections:FullRepositoryId": "acme/orders" },
    });
    const resources = [codecommit, s3, ecr].map((source) => statements(source).map((each) => each.Resource));
    assert.deepEqual(resources, [
      ["arn:aws:codecommit:us-east-1:111111111111:orders"],
      ["arn:aws:s3:::acme-promoted", "arn:aws:s3:::acme-promoted/orders/release.zip"],
      ["arn:aws:ecr:us-east-1:111111111111:repository/acme/base"],
    ]);
  });

  it("take no object of another account, whoever has taken the bucket's name meanwhile", () => {
    const policies = { identity: [{ name: "source", document: policy(...statements(s3)) }] };
    const fetch = (resourceAccount: string) =>
      decide(
        {
          caller: {
            kind: "principal",
            arn: "arn:aws:iam::111111111111:role/services/acme-orders-source",
            accountId: "111111111111",
          },
          action: "s3:GetObject",
          resource: "arn:aws:s3:::acme-promoted/orders/release.zip",
          resourceAccount,
        },
        policies,
      ).verdict;
    assert.equal(fetch("111111111111"), "allowed");
    assert.deepEqual(
      statements(s3).map(({ Condition }) => Condition),
      [1, 2].map(() => ({ StringEquals: { "aws:ResourceAccount": "111111111111" } })),
    );
    assert.equal(fetch("999999999999"), "missing");
  });

  it("write nothing", () => {
    const actions = [github, codecommit, s3, ecr].flatMap((source) =>
      statements(source).flatMap((each) => each.Action ?? []),
    );
    const reading = /:(Get|Describe|UseConnection|UploadArchive|CancelUploadArchive)/;
    assert.deepEqual(
      actions.filter((action) => !reading.test(action)),
      [],
    );
  });
});
