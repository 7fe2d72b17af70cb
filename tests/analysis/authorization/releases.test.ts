import assert from "node:assert/strict";
import { prover } from "../../../analysis/authorization";
import { requestsOf, type WantedRequest } from "../../../analysis/authorization/requests";
import type { Graph, GraphResource } from "../../../analysis/graph/types";
import { decide, type PolicyDocument } from "../../../catalog/iam";
import { policy } from "../../../catalog/iam/document";
import { sessionPolicy } from "../../../functions/release/session";
import { catalog, changeStatements, organizationGraph } from "./organization-graph";

const { names, organization } = catalog;
const toolchain = organization.accounts["toolchain"]!;
const live = organization.accounts["live"]!;
const test = organization.accounts["test"]!;

describe("proof of releases to ECS and Lambda, over a whole organisation", function () {
  this.timeout(60_000);
  let graph: Graph;
  let asked: WantedRequest[];

  before(async () => {
    graph = await organizationGraph();
    asked = requestsOf(graph).filter(
      ({ stack, engine, what }) =>
        (/^(hello|quotes|search|web)\.pipeline$/.test(stack) && !engine) || /opens a secret with its key/.test(what),
    );
  });

  const has = (what: RegExp, action: string, resource: RegExp) =>
    asked.some(
      ({ what: said, request }) => what.test(said) && request.action === action && resource.test(request.resource),
    );

  function refusals(): string[] {
    const prove = prover(graph);
    return asked.flatMap(({ id, request, callerOnly }) =>
      prove(request, { callerOnly, region: "eu-west-1" }).verdict === "allowed" ? [] : [id],
    );
  }

  /** Policies on roles of one account by the role's name, or on a repository. */
  function documents(type: string, of: string, account: string): { resource: GraphResource }[] {
    return graph.stacks
      .filter(({ account: id }) => id === account)
      .flatMap(({ resources }) => resources)
      .filter((each) => each.type === type && (each.inputs["role"] ?? each.inputs["repository"]) === of)
      .map((resource) => ({ resource }));
  }

  it("allows every call of the function, in every account that something is released to", () => {
    assert.deepEqual(refusals(), []);
    assert.ok(asked.length > 150, `${asked.length} requests`);
  });

  it("keeps within the session of the one service that the function enters an account with", () => {
    const ofTargets = asked.filter(({ request }) => {
      const { caller } = request;
      return caller.kind === "principal" && /\/globex-release$/.test(caller.arn) && caller.accountId !== toolchain;
    });
    const outside = ofTargets.flatMap(({ id, what, request }) => {
      const role = (request.caller as { arn: string }).arn;
      const [, service = "", environment = ""] =
        / (hello|quotes|search|web)(?: (?:to|in) ([a-z0-9-]+))?/.exec(what) ?? [];
      const places = catalog.environments.filter(
        ({ name, accountId }) => accountId === role.split(":")[4] && (environment === "" || name === environment),
      );
      const within = places.some(({ name, accountId }) => {
        const document = JSON.parse(sessionPolicy({ role, service, environment: name })) as PolicyDocument;
        const account = {
          name: "key",
          document: policy({
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          }),
        };
        // As if all lay in the account, since the session is the question: a key leaves the decision to it.
        const asIf = { ...request, resourceAccount: accountId };
        const resource = request.action.startsWith("kms:") ? { resource: account } : {};
        return decide(asIf, { identity: [{ name, document }], ...resource }).verdict === "allowed";
      });
      return within ? [] : [id];
    });
    assert.deepEqual(outside, []);
    assert.ok(ofTargets.length > 60, `${ofTargets.length} requests`);
  });

  it("asks for every call of the release program on ECS", () => {
    const service = /service\/globex-test\/globex-web-test$/;
    for (const action of ["DescribeServices", "UpdateService", "ListServiceDeployments"]) {
      assert.ok(has(/release of web to test/, `ecs:${action}`, service), action);
    }
    const parts = {
      DescribeServiceDeployments: /service-deployment\/globex-test\/globex-web-test\//,
      StopServiceDeployment: /service-deployment\//,
      DescribeServiceRevisions: /service-revision\//,
      RegisterTaskDefinition: /task-definition\/globex-web-test:/,
      TagResource: /task-definition\/globex-web-test:/,
      DescribeTaskDefinition: /^\*$/,
      ListTasks: /^\*$/,
      DescribeTasks: /task\/globex-test\//,
    };
    for (const [action, resource] of Object.entries(parts)) {
      assert.ok(has(/release of web to test/, `ecs:${action}`, resource), action);
    }
    for (const role of ["task", "execution"]) {
      assert.ok(has(/hands/, "iam:PassRole", new RegExp(`role/services/globex-web-test-${role}$`)), role);
    }
    assert.ok(has(/release of web to prod/, "codedeploy:CreateDeployment", /globex-web\/globex-web-prod$/));
    assert.ok(!has(/release of web to prod/, "ecs:UpdateService", /./));
  });

  it("asks for tasks that run once, before a release and after one", () => {
    assert.ok(has(/task of web in test runs/, "ecs:RunTask", /task-definition\/globex-web-test:/));
    assert.ok(has(/task of web in prod is followed/, "ecs:StopTask", /task\/globex-prod\//));
  });

  it("asks for what ECS, CodeDeploy and tasks do then", () => {
    const registry = new RegExp(`:${toolchain}:repository/globex/web/`);
    assert.ok(has(/ECS pulls an image of globex-web-prod/, "ecr:BatchGetImage", registry));
    assert.ok(has(/ECS runs a hook/, "lambda:InvokeFunction", new RegExp(`:${test}:function:globex-web-test`)));
    assert.ok(has(/CodeDeploy runs a hook/, "lambda:InvokeFunction", new RegExp(`:${live}:function:globex-web-prod`)));
    assert.ok(has(/CodeDeploy replaces the tasks/, "ecs:CreateTaskSet", /globex-web-prod$/));
    assert.ok(has(/traffic .* is shifted/, "elasticloadbalancing:ModifyRule", /listener-rule\/app\/globex-web\//));
  });

  it("asks for a function's code and version", () => {
    const own = /function:globex-quotes-prod-eu-west-1$/;
    for (const action of ["GetFunction", "UpdateFunctionCode", "PublishVersion", "GetAlias"]) {
      assert.ok(has(/release of quotes to prod-eu-west-1/, `lambda:${action}`, own), action);
    }
    const store = (region: string, folder: string) =>
      new RegExp(`:globex-quotes-artifacts-${toolchain}-${region}/${folder}/`);
    assert.ok(has(/zip of quotes is put/, "s3:GetObjectVersion", store("eu-west-1", "globex-quotes")));
    assert.ok(has(/zip of quotes is put/, "kms:Decrypt", /:key\//));
    const image = new RegExp(`:${toolchain}:repository/globex/hello/app$`);
    assert.ok(has(/image of hello is put into its function/, "ecr:BatchGetImage", image));
    assert.ok(has(/lambda fetches the image of hello/, "ecr:GetDownloadUrlForLayer", image));
  });

  it("finds every right that is dropped, in the accounts that use it", () => {
    const roles: [name: string, accounts: string[]][] = [
      [names.platformRole("release"), [toolchain]],
      // Both account's roles are alike, and one of them has only rollouts by CodeDeploy.
      [names.platformRole("release"), [test, live]],
      [names.serviceRole("web", "prod", "execution"), [live]],
    ];
    const kept: string[] = [];
    for (const [role, accounts] of roles) {
      const found = accounts.flatMap((account) => documents("aws:iam/rolePolicy:RolePolicy", role, account));
      assert.ok(found.length >= accounts.length, role);
      const before = found.map(({ resource }) => resource.inputs["policy"]!);
      const sids = before.flatMap((text) =>
        (JSON.parse(String(text)) as PolicyDocument).Statement.map(({ Sid }) => Sid),
      );
      for (const sid of new Set(sids)) {
        for (const { resource } of found) {
          changeStatements(resource, "policy", ({ Sid, ...rest }) => (Sid === sid ? undefined : { Sid, ...rest }));
        }
        if (refusals().length === 0) kept.push(`${role}: ${sid}`);
        found.forEach(({ resource }, index) => {
          resource.inputs["policy"] = before[index]!;
        });
      }
    }
    assert.deepEqual(kept, []);
  });

  it("finds a role that is no longer let in, and a registry that lets nobody pull", () => {
    for (const [account, trust] of [
      [live, "Release"],
      [toolchain, "Lambda"],
    ] as const) {
      const [role] = graph.stacks
        .filter((stack) => stack.account === account)
        .flatMap(({ resources }) => resources)
        .filter(({ type, inputs }) => type === "aws:iam/role:Role" && inputs["name"] === names.platformRole("release"));
      const before = role!.inputs["assumeRolePolicy"]!;
      changeStatements(role!, "assumeRolePolicy", (each) => (each.Sid === trust ? undefined : each));
      assert.ok(refusals().length > 0, trust);
      role!.inputs["assumeRolePolicy"] = before;
    }
    const repository = names.imageRepository("web", "app");
    const [policy] = documents("aws:ecr/repositoryPolicy:RepositoryPolicy", repository, toolchain);
    const before = policy!.resource.inputs["policy"]!;
    changeStatements(policy!.resource, "policy", (each) => (each.Sid === "Pull" ? undefined : each));
    assert.ok(refusals().some((id) => /ECS pulls an image/.test(id)));
    policy!.resource.inputs["policy"] = before;
    assert.deepEqual(refusals(), []);
  });

  it("lets no role of another service pull an image, nor the release role enter anything but release roles", () => {
    const prove = prover(graph);
    const ask = (role: string, accountId: string, action: string, resource: string) =>
      prove({
        caller: { kind: "principal", arn: role, accountId, organizationId: organization.id! },
        action,
        resource,
        resourceAccount: resource.split(":")[4]!,
        context: {},
      }).verdict;
    const repository = `arn:aws:ecr:eu-west-1:${toolchain}:repository/${names.imageRepository("web", "app")}`;
    const other = names.serviceRoleArn("aws", live, "portal", "prod", "instance");
    assert.notEqual(ask(other, live, "ecr:BatchGetImage", repository), "allowed");
    const release = names.platformRoleArn("aws", toolchain, "release");
    for (const role of ["update", "deploy", "preview"] as const) {
      assert.notEqual(
        ask(release, toolchain, "sts:AssumeRole", names.platformRoleArn("aws", live, role)),
        "allowed",
        role,
      );
    }
  });
});
