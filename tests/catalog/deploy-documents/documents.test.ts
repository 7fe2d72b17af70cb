import assert from "node:assert/strict";
import { parse } from "yaml";
import { ecsAppSpec, lintEcsAppSpec } from "../../../catalog/deploy-documents/ecs-appspec";
import { imageProblem, imageReference } from "../../../catalog/deploy-documents/image";
import { imageDefinitions, imageDetail, lintImageDetail } from "../../../catalog/deploy-documents/image-detail";
import { lambdaAppSpec, lintLambdaAppSpec } from "../../../catalog/deploy-documents/lambda-appspec";
import { DocumentError } from "../../../catalog/deploy-documents/problem";
import { canonicalJson, renderJson } from "../../../catalog/deploy-documents/render";
import { renderYaml } from "../../../catalog/deploy-documents/render-yaml";
import { describeOnly, revisionOf } from "../../../catalog/deploy-documents/task-definition";

const digest = `sha256:${"a".repeat(64)}`;
const image = `111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/orders/web@${digest}`;
const placeholder = `public.ecr.aws/nginx/nginx@sha256:${"0".repeat(64)}`;
const proxy = `public.ecr.aws/acme/proxy@sha256:${"9".repeat(64)}`;
const taskDefinition = "arn:aws:ecs:us-east-1:222222222222:task-definition/orders-prod:7";

/** What DescribeTaskDefinition answers. */
const described = {
  taskDefinitionArn: taskDefinition,
  family: "orders-prod-template",
  revision: 7,
  status: "ACTIVE",
  requiresAttributes: [{ name: "com.amazonaws.ecs.capability.ecr-auth" }],
  compatibilities: ["EC2", "FARGATE"],
  registeredAt: new Date(0),
  registeredBy: "arn:aws:sts::222222222222:assumed-role/slipway/update",
  requiresCompatibilities: ["FARGATE"],
  networkMode: "awsvpc",
  cpu: "256",
  memory: "512",
  volumes: [],
  containerDefinitions: [
    { name: "web", image: placeholder, essential: true, portMappings: [{ containerPort: 8080, protocol: "tcp" }] },
    { name: "proxy", image: proxy, essential: false },
  ],
};

function problemsOf(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    assert.ok(error instanceof DocumentError, String(error));
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

const has = (problems: string[], ...expected: RegExp[]) => {
  for (const each of expected)
    assert.ok(
      problems.some((text) => each.test(text)),
      `${each} in\n${problems.join("\n")}`,
    );
  assert.equal(problems.length, expected.length, problems.join("\n"));
};

describe("an image in a deploy document", () => {
  it("is named by digest, in registries of every partition", () => {
    for (const host of [
      "111111111111.dkr.ecr.us-east-1.amazonaws.com",
      "111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn",
      "111111111111.dkr.ecr.us-gov-west-1.amazonaws.com",
      "111111111111.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
      "public.ecr.aws",
    ]) {
      const registryId = host.startsWith("1") ? "111111111111" : undefined;
      const found = imageReference(`${host}/acme/web@${digest}`);
      assert.deepEqual(
        [found?.host, found?.repository, found?.digest, found?.registryId],
        [host, "acme/web", digest, registryId],
      );
    }
  });

  it("is refused by tag, by tag and digest, and in a registry of another partition's domain", () => {
    assert.match(imageProblem("public.ecr.aws/acme/web:1")!, /names no digest/);
    assert.match(imageProblem("public.ecr.aws/acme/web")!, /names no digest/);
    assert.match(imageProblem(`public.ecr.aws/acme/web:1@${digest}`)!, /leave the tag out/);
    assert.match(imageProblem(`web@${digest}`)!, /must be <registry host>/);
    assert.match(imageProblem(undefined)!, /must be/);
    const wrong = `111111111111.dkr.ecr.cn-north-1.amazonaws.com/web@${digest}`;
    assert.match(imageProblem(wrong)!, /registries in cn-north-1 have amazonaws\.com\.cn/);
    assert.match(imageProblem(wrong.replace("cn-north-1", "xx-north-1"))!, /no region that is known/);
    assert.equal(imageReference(wrong), undefined);
  });
});

describe("the task definition of a release", () => {
  const make = (images: Record<string, string>, changes: object = {}) =>
    revisionOf({ described: { ...described, ...changes }, family: "orders-prod", images, placeholder });

  it("is the template's with the family and the images of the release, without what AWS only describes", () => {
    const made = make({ web: image });
    for (const key of describeOnly) assert.ok(!(key in made), key);
    assert.deepEqual(
      [made.family, made["cpu"], made["memory"], made["networkMode"]],
      ["orders-prod", "256", "512", "awsvpc"],
    );
    assert.deepEqual(
      made.containerDefinitions.map((each) => [each.name, each.image]),
      [
        ["web", image],
        ["proxy", proxy],
      ],
    );
    assert.deepEqual(made.containerDefinitions[0]!.portMappings, [{ containerPort: 8080, protocol: "tcp" }]);
    assert.equal(described.containerDefinitions[0]!.image, placeholder);
  });

  it("keeps the template's tags, without those of AWS", () => {
    const tags = [
      { key: "team", value: "orders" },
      { key: "aws:cloudformation:stack", value: "x" },
    ];
    const made = revisionOf({ described, tags, family: "orders-prod", images: { web: image }, placeholder });
    assert.deepEqual(made.tags, [{ key: "team", value: "orders" }]);
    assert.ok(!("tags" in make({ web: image })));
  });

  it("is refused with every problem at once: unknown container, missing image, tag, unknown field", () => {
    const problems = problemsOf(() => make({ api: image, proxy: "public.ecr.aws/acme/proxy:1" }, { novelty: true }));
    has(
      problems,
      /^novelty: .*does not know/,
      /^images\.api: is for no container; there are web, proxy/,
      /^containerDefinitions\[0\]\.image: .*no image for the container web/,
      /^containerDefinitions\[1\]\.image: names no digest/,
    );
  });

  it("wants an image for every container where no placeholder says which are to be filled", () => {
    const problems = problemsOf(() => revisionOf({ described, family: "orders-prod", images: { web: image } }));
    has(problems, /^containerDefinitions\[1\]\.image: .*container proxy/);
  });

  it("is refused without containers", () => {
    has(
      problemsOf(() => make({}, { containerDefinitions: [] })),
      /^containerDefinitions: has no container/,
    );
  });
});

describe("the appspec of an ECS deployment", () => {
  const hooks = {
    AfterAllowTraffic: "check",
    BeforeInstall: "arn:aws-cn:lambda:cn-north-1:222222222222:function:migrate",
  };

  it("takes the only container with a port, and lists hooks in the order in which they run", () => {
    const made = ecsAppSpec({ taskDefinition, definition: described, hooks });
    assert.deepEqual(made.Resources[0].TargetService.Properties, {
      TaskDefinition: taskDefinition,
      LoadBalancerInfo: { ContainerName: "web", ContainerPort: 8080 },
    });
    assert.deepEqual(
      made.Hooks!.map((hook) => Object.keys(hook)[0]),
      ["BeforeInstall", "AfterAllowTraffic"],
    );
    assert.deepEqual(lintEcsAppSpec(made, described), []);
  });

  it("refuses to choose among several containers or ports, and names the choices", () => {
    const two = {
      containerDefinitions: [
        { name: "web", portMappings: [{ containerPort: 8080 }, { containerPort: 9090 }] },
        { name: "admin", portMappings: [{ containerPort: 8081 }] },
      ],
    };
    const choose = (choice: object) => () => ecsAppSpec({ taskDefinition, definition: two, ...choice });
    has(problemsOf(choose({})), /leaves web:8080, web:9090, admin:8081; give container and port of one/);
    has(problemsOf(choose({ container: "web" })), /leaves web:8080, web:9090;/);
    has(problemsOf(choose({ container: "api" })), /names no port of the task definition; there are web:8080/);
    has(
      problemsOf(() => ecsAppSpec({ taskDefinition, definition: {} })),
      /no container maps a port/,
    );
    assert.deepEqual(choose({ port: 9090 })().Resources[0].TargetService.Properties.LoadBalancerInfo, {
      ContainerName: "web",
      ContainerPort: 9090,
    });
    assert.ok(choose({ container: "admin" })());
  });

  it("is refused with every problem at once", () => {
    const capacityProviders = [
      { CapacityProvider: "FARGATE", Base: 1, Weight: 1 },
      { CapacityProvider: "FARGATE_SPOT", Base: 1, Weight: 1 },
    ];
    const wrong = { AfterStart: "f", AfterInstall: "not a name!" } as object;
    const problems = problemsOf(() =>
      ecsAppSpec({ taskDefinition: "orders-prod", definition: described, hooks: wrong, capacityProviders }),
    );
    has(
      problems,
      /^TaskDefinition: must be the ARN/,
      /^Hooks\.AfterStart: is no event of this platform; there are BeforeInstall/,
      /^Hooks\.AfterInstall: must be the name or the ARN/,
      /^CapacityProviderStrategy: gives a base to more than one/,
    );
  });

  it("is linted as a file holds it", () => {
    const text = renderYaml(ecsAppSpec({ taskDefinition, definition: described, hooks }));
    const document = parse(text) as { Hooks: object[]; version: unknown };
    assert.deepEqual(lintEcsAppSpec(document, described), []);
    document.Hooks.push({ BeforeInstall: "again" });
    document.version = 1;
    const problems = lintEcsAppSpec(document, { containerDefinitions: [] }).map(
      ({ path, message }) => `${path}: ${message}`,
    );
    has(
      problems,
      /^version: must be 0\.0/,
      /^Hooks\[2\]\.BeforeInstall: is given twice/,
      /^LoadBalancerInfo: names no port/,
    );
    has(
      lintEcsAppSpec({ version: 0 }).map(({ message }) => message),
      /exactly one service/,
    );
    assert.equal(lintEcsAppSpec(undefined).length, 2);
  });
});

describe("the appspec of a Lambda deployment", () => {
  const input = { functionName: "acme-orders-prod", alias: "live", currentVersion: "6", targetVersion: "7" };

  it("moves the alias from one version to another", () => {
    const made = lambdaAppSpec({ ...input, hooks: { BeforeAllowTraffic: "check" } });
    assert.deepEqual(made.Resources[0]["acme-orders-prod"], {
      Type: "AWS::Lambda::Function",
      Properties: { Name: "acme-orders-prod", Alias: "live", CurrentVersion: "6", TargetVersion: "7" },
    });
    assert.deepEqual(made.Hooks, [{ BeforeAllowTraffic: "check" }]);
    assert.deepEqual(lintLambdaAppSpec(JSON.parse(renderJson(made))), []);
  });

  it("is refused with every problem at once", () => {
    const wrong = {
      ...input,
      alias: "",
      currentVersion: "$LATEST",
      targetVersion: "$LATEST",
      hooks: { BeforeInstall: "f" },
    };
    has(
      problemsOf(() => lambdaAppSpec(wrong as never)),
      /^Alias: must be a name/,
      /^CurrentVersion: .*\$LATEST cannot be deployed/,
      /^TargetVersion: .*\$LATEST cannot be deployed/,
      /^TargetVersion: is the current version/,
      /^Hooks\.BeforeInstall: is no event of this platform; there are BeforeAllowTraffic, AfterAllowTraffic/,
    );
    assert.equal(lintLambdaAppSpec({}).length, 2);
  });
});

describe("the files of CodePipeline's own actions", () => {
  it("name an image by digest with its registry, in every partition", () => {
    const china = `111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/acme/web@${digest}`;
    const detail = imageDetail(china);
    assert.deepEqual(detail, {
      ImageURI: china,
      ImageDigest: digest,
      RepositoryName: "acme/web",
      RegistryId: "111111111111",
      Version: "1.0",
    });
    assert.deepEqual(lintImageDetail(detail), []);
    assert.ok(!("RegistryId" in imageDetail(proxy)));
    assert.deepEqual(imageDefinitions({ web: image, proxy }), [
      { name: "web", imageUri: image },
      { name: "proxy", imageUri: proxy },
    ]);
  });

  it("are refused with every image that is not named by digest", () => {
    has(
      problemsOf(() => imageDetail("public.ecr.aws/acme/web:1")),
      /^ImageURI: names no digest/,
    );
    has(
      problemsOf(() => imageDefinitions({ web: "public.ecr.aws/acme/web:1", proxy: "proxy" })),
      /^\[0\]\.web: names no digest/,
      /^\[1\]\.proxy: must be/,
    );
    assert.match(lintImageDetail({ ImageURI: image, ImageDigest: "sha256:0" })[0]!.message, /another digest/);
    assert.match(lintImageDetail(undefined)[0]!.message, /must be/);
  });
});

describe("a deploy document as text", () => {
  it("is the same text for the same document, and reads back as it was", () => {
    const document = { version: 0, name: "no", list: [{ b: 1, a: "0123" }] };
    assert.deepEqual(JSON.parse(renderJson(document)), document);
    assert.deepEqual(parse(renderYaml(document), { version: "1.1" }), document);
    assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined }), '{"b":[{"c":2,"d":1}]}');
    assert.equal(canonicalJson({ b: 1, a: 2 }), canonicalJson({ a: 2, b: 1 }));
  });
});
