import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { revisionOf } from "../../../../catalog/deploy-documents/task-definition";
import { targetOf } from "../../../../functions/release/target";
import { type Built, buildError, documentOf } from "../../harness";
import { ecsArgs, groupId, make, parameters, type Words } from "./sample";

interface Container {
  name: string;
  image: string;
  portMappings: unknown[];
  secrets: { name: string; valueFrom: string }[];
  stopTimeout: number;
  logConfiguration: { options: Record<string, string> };
  linuxParameters?: unknown;
}

const template = (built: Built) => built.one("aws:ecs/taskDefinition:TaskDefinition").inputs;
const containers = (built: Built) => JSON.parse(String(template(built)["containerDefinitions"])) as Container[];
const service = (built: Built) => built.one("aws:ecs/service:Service").inputs;
const rights = (built: Built, name: string) =>
  documentOf(built.one("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]).Statement;

const withSecrets: Words = {
  target: {
    containers: [
      {
        name: "app",
        port: 9000,
        secrets: {
          DATABASE: { secret: "acme/web/database", jsonKey: "url" },
          TOKEN: { secret: "acme/web/token" },
          FLAGS: { parameter: "/acme/web/flags" },
        },
      },
    ],
  },
};

describe("EcsService: the template", () => {
  it("has a family of its own, and an image by digest that stands for those of releases", async () => {
    const built = await make();
    assert.equal(template(built)["family"], "acme-web-prod-template");
    for (const { image } of containers(built)) assert.match(image, /^public\.ecr\.aws\/[\w./-]+@sha256:[0-9a-f]{64}$/);
  });

  it("names secrets by ARN, and holds nothing of them", async () => {
    assert.deepEqual(containers(await make(withSecrets))[0]!.secrets, [
      {
        name: "DATABASE",
        valueFrom: "arn:aws:secretsmanager:us-east-1:333333333333:secret:acme/web/database:url::",
      },
      { name: "FLAGS", valueFrom: "arn:aws:ssm:us-east-1:333333333333:parameter/acme/web/flags" },
      { name: "TOKEN", valueFrom: "arn:aws:secretsmanager:us-east-1:333333333333:secret:acme/web/token" },
    ]);
  });

  it("writes logs to a group that expires, and ends tasks in time", async () => {
    const built = await make({ target: { logDays: 30, stopSeconds: 45 } });
    const group = built.one("aws:cloudwatch/logGroup:LogGroup", "target-logs").inputs;
    assert.deepEqual([group["name"], group["retentionInDays"]], ["/slipway/acme/prod/services/web", 30]);
    for (const { stopTimeout, logConfiguration } of containers(built)) {
      assert.equal(stopTimeout, 45);
      assert.equal(logConfiguration.options["awslogs-group"], group["name"]);
    }
  });

  it("becomes a revision when the release gives it every image, and no other way", async () => {
    const described = {
      family: "acme-web-prod-template",
      containerDefinitions: containers(await make()) as unknown as Record<string, unknown>[],
    };
    const image = (name: string) =>
      `111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/web/${name}@sha256:${"a".repeat(64)}`;
    const all = { app: image("app"), proxy: image("proxy") };
    const { placeholder } = await document();
    const made = revisionOf({ described, family: "acme-web-prod", images: all, placeholder });
    assert.deepEqual(
      (made.containerDefinitions as { image: string }[]).map((each) => each.image),
      [all.app, all.proxy],
    );
    const some = { app: all.app };
    assert.throws(() => revisionOf({ described, family: "acme-web-prod", images: some, placeholder }), /proxy/);
  });
});

describe("EcsService: its roles", () => {
  it("are inside the boundary, and trust tasks of the account and region only", async () => {
    const built = await make();
    for (const { inputs } of built.all("aws:iam/role:Role")) {
      assert.equal(inputs["path"], "/services/");
      assert.equal(inputs["permissionsBoundary"], "arn:aws:iam::333333333333:policy/slipway/acme-boundary");
      const [trust, ...more] = documentOf(inputs["assumeRolePolicy"]).Statement;
      assert.deepEqual(more, []);
      assert.deepEqual(trust!.Condition, {
        StringEquals: { "aws:SourceAccount": "333333333333" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:333333333333:*" },
      });
    }
    assert.deepEqual(
      [template(built)["taskRoleArn"], template(built)["executionRoleArn"]],
      ["task", "execution"].map((role) => `arn:aws:iam::333333333333:role/services/acme-web-prod-${role}`),
    );
  });

  it("start its own tasks: its images, its logs, its secrets, and nothing else", async () => {
    assert.deepEqual(
      rights(await make(withSecrets), "target-execution-policy").map(({ Sid, Resource }) => [Sid, Resource]),
      [
        ["SignIn", "*"],
        ["Pull", ["arn:aws:ecr:us-east-1:111111111111:repository/acme/web/app"]],
        ["WriteLogs", "arn:aws:logs:us-east-1:333333333333:log-group:/slipway/acme/prod/services/web:*"],
        ["Parameters", ["arn:aws:ssm:us-east-1:333333333333:parameter/acme/web/flags"]],
        [
          "Secrets",
          [
            "arn:aws:secretsmanager:us-east-1:333333333333:secret:acme/web/database-??????",
            "arn:aws:secretsmanager:us-east-1:333333333333:secret:acme/web/token-??????",
          ],
        ],
      ],
    );
  });

  it("let nobody into a task of production, whatever the file says", async () => {
    const production = await make({ target: { exec: true } });
    assert.equal(service(production)["enableExecuteCommand"], false);
    assert.equal(containers(production)[0]!.linuxParameters, undefined);
    assert.equal(production.all("aws:iam/rolePolicy:RolePolicy").length, 1);
    const elsewhere = await make({ environment: "dev", target: { exec: true } });
    assert.equal(service(elsewhere)["enableExecuteCommand"], true);
    assert.deepEqual(
      rights(elsewhere, "target-task-policy").flatMap(({ Action }) => Action),
      ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
        (action) => `ssmmessages:${action}`,
      ),
    );
  });

  it("have complete policies already in a preview: they hold no unknown value", async () => {
    const policies = (built: Built) => rights(built, "target-execution-policy");
    assert.deepEqual(policies(await make({}, true)), policies(await make()));
  });
});

describe("EcsService: where its tasks run", () => {
  it("is Fargate for one task, and Fargate and its spare capacity in equal shares for the others", async () => {
    const inputs = service(await make());
    assert.deepEqual(inputs["capacityProviderStrategies"], [
      { capacityProvider: "FARGATE", weight: 1, base: 1 },
      { capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 },
    ]);
    assert.equal(inputs["launchType"], undefined);
  });

  it("is in production Fargate alone, or any other that is not taken away, without a base", async () => {
    for (const provider of ["FARGATE", "acme-machines"]) {
      const built = await make({ target: { capacity: [{ provider }] } });
      const expected = [{ capacityProvider: provider, weight: 1, base: 0 }];
      assert.deepEqual(service(built)["capacityProviderStrategies"], expected);
    }
  });

  it("is a provider of machines where the file names one", async () => {
    const built = await make({ target: { capacity: [{ provider: "acme-machines", weight: 1, base: 1 }] } });
    assert.deepEqual(template(built)["requiresCompatibilities"], ["EC2"]);
    assert.deepEqual(template(await make())["requiresCompatibilities"], ["FARGATE"]);
  });

  it("is in private subnets, reached from its load balancer only", async () => {
    const built = await make();
    const { subnets, assignPublicIp } = service(built)["networkConfiguration"] as Record<string, unknown>;
    assert.deepEqual([subnets, assignPublicIp], [["subnet-a", "subnet-b"], false]);
    const tasks = groupId(built, "target-security-group");
    const balancer = groupId(built, "target-balancer-security-group");
    const ingress = built
      .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter(({ inputs }) => inputs["securityGroupId"] === tasks)
      .map(({ inputs }) => [inputs["fromPort"], inputs["toPort"], inputs["referencedSecurityGroupId"]]);
    assert.deepEqual(ingress, [[8080, 8080, balancer]]);
  });

  it("can be found by its name, where the file says so", async () => {
    assert.equal(service(await make())["serviceConnectConfiguration"], undefined);
    assert.deepEqual(service(await make({ target: { connect: true } }))["serviceConnectConfiguration"], {
      enabled: true,
      services: [{ portName: "proxy", discoveryName: "web", clientAlias: [{ port: 8080, dnsName: "web" }] }],
    });
  });
});

async function document(words: Words = {}) {
  const { inputs } = (await make(words)).one("aws:ssm/parameter:Parameter");
  const target = targetOf(String(inputs["name"]), String(inputs["insecureValue"]));
  assert.equal(inputs["name"], "/slipway/acme/prod/web/target");
  assert.ok(target.kind === "ecs");
  return target;
}

describe("EcsService: what releases are told", () => {
  it("is the template with its revision, the family, the images and the alarms", async () => {
    const built = await make();
    const { template: arn, placeholder, ...target } = await document();
    assert.match(arn, /^arn:aws:ecs:us-east-1:333333333333:task-definition\/acme-web-prod-template:\d+$/);
    assert.equal(placeholder, containers(built)[0]!.image);
    assert.deepEqual(target, {
      kind: "ecs",
      cluster: "acme-prod",
      service: "acme-web-prod",
      family: "acme-web-prod",
      containers: { app: "app", proxy: "proxy" },
      repositories: {
        app: "111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/web/app",
        proxy: "111111111111.dkr.ecr.us-east-1.amazonaws.com/acme/web/proxy",
      },
      alarms: ["acme-web-prod-errors", "acme-web-prod-unhealthy", "acme-web-prod-log"],
    });
  });

  it("is with CodeDeploy the group too, the one container with the traffic, and the functions of its events", async () => {
    const { codedeploy } = await document({
      rollout: { controller: "codedeploy", hooks: [{ kind: "smoke", stage: "AfterAllowTestTraffic" }] },
    });
    assert.deepEqual(
      { ...codedeploy, hooks: Object.keys(codedeploy!.hooks!) },
      {
        application: "acme-web",
        group: "acme-web-prod",
        container: "proxy",
        port: 8080,
        hooks: ["AfterAllowTestTraffic"],
      },
    );
  });

  it("names a function of the team's own as it is", async () => {
    const own = { kind: "function", stage: "AfterAllowTraffic", function: "acme-web-verify" } as const;
    const { codedeploy } = await document({ rollout: { controller: "codedeploy", hooks: [own] } });
    assert.match(String(codedeploy!.hooks!["AfterAllowTraffic"]), /(^|:)acme-web-verify$/);
  });

  it("fits a parameter of the standard tier", async () => {
    const { inputs } = (await make()).one("aws:ssm/parameter:Parameter");
    assert.ok(String(inputs["insecureValue"]).length < 4096);
  });
});

describe("EcsService: its contract", () => {
  it("pins the names of its children", async () => {
    const built = await make({ rollout: { controller: "codedeploy", percent: 20 } });
    const own = built.resources.filter((each) => each.parent === "target").map(({ name }) => name);
    assert.deepEqual(own.sort(), [
      "target-alarm-errors",
      "target-alarm-log",
      "target-alarm-rollback",
      "target-alarm-unhealthy",
      "target-application",
      "target-balancer",
      "target-balancer-to-tasks",
      "target-config",
      "target-execution",
      "target-execution-policy",
      "target-from-balancer",
      "target-group",
      "target-lines-log",
      "target-logs",
      "target-security-group",
      "target-service",
      "target-target",
      "target-task",
      "target-template",
      "target-to-network",
      "target-to-world",
    ]);
  });

  it("reports every unusable argument at once", async () => {
    const { EcsService } = await import("../../../../components/targets/ecs/service");
    const args = ecsArgs({ rollout: { controller: "codedeploy" } });
    const [first] = args.target.containers;
    const bad = {
      ...args,
      target: {
        ...args.target,
        containers: [{ ...first, image: "unbuilt" }] as typeof args.target.containers,
        connect: true,
        capacity: [{ provider: "FARGATE_SPOT", weight: 1, base: 1 }] as typeof args.target.capacity,
        scaling: { least: 3, most: 6, cpuPercent: 50 },
      },
      rollout: {
        ...args.rollout,
        strategy: "rolling" as const,
        hooks: [
          { kind: "pause" as const, stage: "AfterInstall", minutes: 5, onTimeout: "rollback" as const },
          { kind: "function" as const, stage: "AfterInstall", function: "other", minutes: 5 },
        ],
      },
    };
    const error = (await buildError(() => {
      new EcsService("target", bad);
      return {};
    }, parameters)) as pulumi.InputPropertiesError;
    assert.deepEqual(error.errors.map((each) => each.propertyPath).sort(), [
      "rollout.hooks[0]",
      "rollout.hooks[1]",
      "rollout.hooks[1].function",
      "rollout.strategy",
      "target.capacity",
      "target.connect",
      "target.container",
      "target.containers[0].image",
      "target.desired",
    ]);
  });
});
