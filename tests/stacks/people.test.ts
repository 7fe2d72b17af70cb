import assert from "node:assert/strict";
import { prover } from "../../analysis/authorization";
import { inventoryOf } from "../../analysis/authorization/inventory";
import type { Graph, GraphResource } from "../../analysis/graph/types";
import { graphDocuments, lint } from "../../analysis/iam";
import { graphQuotas } from "../../analysis/quota";
import { type EventPattern, matches } from "../../catalog/events/pattern";
import { type Context, decide, readPolicy } from "../../catalog/iam";
import { roleSessionSeconds } from "../../catalog/iam/session";
import type { PlatformRole } from "../../catalog/naming";
import { checkGraph } from "../../policies/check";
import { all, fixtureCatalog, fixtureGraph, ownGraph, stackOf } from "./graphs";
import { people, peopleGraph } from "./people-graph";

const { names } = fixtureCatalog;
const toolchain = "444455556666";
const live = "777788889999";
const region = "eu-west-1";
const accounts = [toolchain, live, "012345678901"];
const roleArn = (account: string, role: PlatformRole) => names.platformRoleArn("aws", account, role);

describe("people of an organisation", function () {
  this.timeout(60_000);
  let graph: Graph;

  before(async () => {
    ({ graph } = await peopleGraph());
  });

  /** What a role of an account may do, by its own rights. */
  function ask(account: string, role: PlatformRole, action: string, resource: string, context: Context = {}): string {
    const caller = { kind: "principal" as const, arn: roleArn(account, role), accountId: account };
    return prover(graph)({ caller, action, resource, resourceAccount: account, context }, { callerOnly: true }).verdict;
  }

  /** Whether somebody who signs in with a role may enter another. */
  function enter(from: string, target: string, context: Context = { "aws:RequestedRegion": region }): boolean {
    const { trust } = inventoryOf(graph).roles.find(({ arn }) => arn === target)!;
    const [, , , , account] = from.split(":");
    return readPolicy(trust!.document!).Statement.some(({ Principal, Condition = {} }) => {
      const root = Principal !== "*" && Principal?.AWS === `arn:aws:iam::${account}:root`;
      const named = [Condition["ArnLike"]?.["aws:PrincipalArn"] ?? []].flat();
      const pattern = (text: string) => new RegExp(`^${text.replaceAll("?", ".")}$`);
      const here = [Condition["StringEquals"]?.["aws:RequestedRegion"] ?? []].flat();
      return (
        root &&
        named.some((text) => pattern(text).test(from)) &&
        (here.length === 0 || here.includes(String(context["aws:RequestedRegion"])))
      );
    });
  }

  it("have a role in every account for each list, and none when nobody is named", async () => {
    const has = (of: Graph) =>
      inventoryOf(of)
        .roles.map(({ arn }) => arn)
        .filter((arn) => /-(developer|operator|break-glass|alarm)$/.test(arn));
    const wanted = accounts.flatMap((id) =>
      (["alarm", "break-glass", "developer", "operator"] as const).map((role) => roleArn(id, role)),
    );
    assert.deepEqual(has(graph).sort(), wanted.sort());
    assert.deepEqual(has((await fixtureGraph()).graph), []);
  });

  it("enter exactly the roles whose list names them", () => {
    const signedIn = (arn: string) => arn.replace(/\*$/, "fedcba9876543210");
    for (const [list, role] of [
      ["developer", "developer"],
      ["operator", "operator"],
      ["breakGlass", "break-glass"],
    ] as const) {
      for (const account of accounts) {
        for (const [other, arns] of Object.entries(people).filter(([key]) => key !== "alarm")) {
          for (const arn of arns as string[]) {
            assert.equal(enter(signedIn(arn), roleArn(account, role)), other === list, `${arn} -> ${role}`);
          }
        }
      }
    }
  });

  it("answer rollouts that wait for a person as operators of the target's account, and but for an emergency as nobody else", () => {
    const at = (resource: string) => `arn:aws:ecs:${region}:${live}:${resource}`;
    const place = `${names.cluster("prod")}/${names.ecsService("web", "prod")}`;
    const asked: [action: string, resource: string][] = [
      ["ecs:ContinueServiceDeployment", at(`service/${place}`)],
      ["ecs:ContinueServiceDeployment", at(`service-deployment/${place}/1`)],
      ["codedeploy:ContinueDeployment", "*"],
    ];
    const roles = inventoryOf(graph).roles.map(({ arn }) => arn);
    for (const [action, resource] of asked) {
      const may = roles.filter((arn) => {
        const caller = { kind: "principal" as const, arn, accountId: arn.split(":")[4]! };
        const request = { caller, action, resource, resourceAccount: caller.accountId, context: {} };
        return prover(graph)(request, { callerOnly: true }).verdict === "allowed";
      });
      const here = accounts.filter((account) => (resource === "*" ? account !== toolchain : account === live));
      const expected = here.flatMap((id) => [roleArn(id, "break-glass"), roleArn(id, "operator")]);
      assert.deepEqual(may.sort(), expected.sort(), `${action} ${resource}`);
    }
  });

  it("pass the pack, the lint of documents and the quotas", async () => {
    // The rest of break-glass are the update role's documents, which are judged there.
    const ours = (urn: string) =>
      /-(developer|operator|alarm)|break-glass-(repair|runs|guards|key|topic|policy|rule)/.test(
        urn.split("::").at(-1)!,
      );
    const violations = checkGraph(graph).filter(({ level, urn }) => level === "mandatory" && ours(urn));
    assert.deepEqual(
      violations.map(({ rule, urn }) => `${rule} ${urn}`),
      [],
    );
    const { organization } = fixtureCatalog;
    const { documents } = graphDocuments(graph);
    const found = await lint(documents, { accounts: Object.values(organization.accounts), id: organization.id });
    assert.deepEqual(
      found.map((each) => `${each.document}: ${each.statement}: ${each.rule}`),
      [],
    );
    assert.deepEqual(graphQuotas(graph).problems, []);
  });

  describe("the break-glass role", () => {
    it("repairs what stacks made, opens shells and deploys by hand, in production too", () => {
      const at = (service: string, resource: string) => `arn:aws:${service}:${region}:${live}:${resource}`;
      for (const [action, resource, context] of [
        ["ec2:TerminateInstances", at("ec2", "instance/i-1"), { "aws:ResourceTag/slipway:stack": "ledger.prod" }],
        ["ssm:StartSession", at("ec2", "instance/i-1"), { "aws:ResourceTag/slipway:service": "ledger" }],
        ["codedeploy:CreateDeployment", at("codedeploy", "deploymentgroup:globex-ledger/globex-ledger-prod"), {}],
        ["codedeploy:StopDeployment", "*", {}],
        ["cloudwatch:DeleteAlarms", at("cloudwatch", "alarm:globex-ledger-prod-cpu"), {}],
      ] as const) {
        assert.equal(ask(live, "break-glass", action, resource, context), "allowed", action);
      }
    });

    it("can neither change itself or another role of the platform, nor make one", () => {
      for (const account of accounts) {
        for (const role of ["break-glass", "alarm", "update", "operator", "gates"] as const) {
          for (const action of ["CreateRole", "PutRolePolicy", "UpdateAssumeRolePolicy", "UpdateRole", "DeleteRole"]) {
            const boundary = { "iam:PermissionsBoundary": names.boundaryArn("aws", account) };
            const verdict = ask(account, "break-glass", `iam:${action}`, roleArn(account, role), boundary);
            assert.equal(verdict, "denied", `${action} ${role}`);
          }
        }
      }
    });

    it("can neither switch off trails nor silence its alarm, and no update role can", () => {
      for (const account of accounts) {
        const at = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
        const alarm = names.breakGlassAlarm;
        const byAlias = { "kms:ResourceAliases": [names.breakGlassKeyAlias] };
        for (const [action, resource, context] of [
          ["cloudtrail:StopLogging", at("cloudtrail", "trail/organisation"), {}],
          ["cloudtrail:DeleteTrail", at("cloudtrail", "trail/organisation"), {}],
          ["cloudtrail:PutEventSelectors", at("cloudtrail", "trail/organisation"), {}],
          ["events:DisableRule", at("events", `rule/${alarm}`), {}],
          ["events:DeleteRule", at("events", `rule/${alarm}`), {}],
          ["events:RemoveTargets", at("events", `rule/${alarm}`), {}],
          ["events:PutRule", at("events", `rule/${alarm}`), {}],
          ["sns:DeleteTopic", at("sns", alarm), {}],
          ["sns:SetTopicAttributes", at("sns", alarm), {}],
          ["sns:Publish", at("sns", alarm), {}],
          ["kms:ScheduleKeyDeletion", at("kms", "key/1"), byAlias],
          ["kms:PutKeyPolicy", at("kms", "key/1"), byAlias],
          ["kms:DisableKey", at("kms", "key/1"), byAlias],
        ] as const) {
          for (const role of ["break-glass", "update"] as const) {
            const verdict = ask(account, role, action, resource, { ...context });
            assert.equal(verdict, "denied", `${role} ${action} in ${account}`);
          }
        }
        // It knows no single resources, so nothing but the lack of the right keeps it.
        assert.notEqual(ask(account, "break-glass", "sns:Unsubscribe", "*"), "allowed");
      }
    });

    it("reads no state by hand, and has the run roles in the toolchain account only", () => {
      const bucket = names.stateBucket(toolchain);
      for (const account of accounts) {
        const read = ask(account, "break-glass", "s3:GetObject", `arn:aws:s3:::${bucket}/live/prod/x`);
        assert.notEqual(read, "allowed");
        const run = names.runRoleArn("aws", toolchain, "live", "update");
        const arn = roleArn(account, "break-glass");
        const caller = { kind: "principal" as const, arn, accountId: account, organizationId: "o-a1b2c3d4e5" };
        const asked = prover(graph)({
          caller,
          action: "sts:AssumeRole",
          resource: run,
          resourceAccount: toolchain,
        });
        assert.equal(asked.verdict, account === toolchain ? "allowed" : "missing");
      }
      const { trust } = inventoryOf(graph).roles.find(({ arn }) => arn.endsWith("/globex-run-live-update"))!;
      const admitted = readPolicy(trust!.document!).Statement[0]!.Condition!["ArnEquals"]!["aws:PrincipalArn"];
      assert.ok(admitted?.includes(roleArn(toolchain, "break-glass")));
      assert.ok(!admitted?.includes(roleArn(live, "break-glass")));
    });

    it("can be entered in the region of the alarm only", () => {
      const anna = people.breakGlass[0]!.replace(/\*$/, "0123456789abcdef");
      assert.ok(enter(anna, roleArn(live, "break-glass"), { "aws:RequestedRegion": region }));
      assert.ok(!enter(anna, roleArn(live, "break-glass"), { "aws:RequestedRegion": "us-east-1" }));
      assert.ok(!enter(anna, roleArn(live, "break-glass"), {}));
    });
  });

  describe("the alarm of the break-glass role", () => {
    const entered = (account: string, role: PlatformRole, eventName = "AssumeRole") => ({
      source: "aws.sts",
      "detail-type": "AWS API Call via CloudTrail",
      account,
      region,
      detail: {
        eventSource: "sts.amazonaws.com",
        eventName,
        readOnly: true,
        requestParameters: { roleArn: roleArn(account, role), roleSessionName: "anna" },
      },
    });

    it("hears of each entry in its account, which CloudTrail counts as reading, and of nothing else", () => {
      for (const [stack, account] of [
        ["toolchain.account", toolchain],
        ["live.account", live],
      ] as const) {
        const [rule, ...more] = all(stackOf(graph, stack), "aws:cloudwatch/eventRule:EventRule");
        assert.deepEqual(more, []);
        const pattern = JSON.parse(String(rule!.inputs["eventPattern"])) as EventPattern;
        assert.ok(matches(pattern, entered(account, "break-glass")));
        assert.ok(!matches(pattern, entered(account, "update")));
        assert.ok(!matches(pattern, entered(account, "break-glass", "GetCallerIdentity")));
        assert.equal(rule!.inputs["state"], "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
        assert.equal(rule!.inputs["region"], region);
      }
    });

    it("reaches everybody who is named, over an encrypted topic that the alarm's role alone publishes to", () => {
      const stack = stackOf(graph, "live.account");
      const one = (type: string): GraphResource => {
        const [only, ...more] = all(stack, type);
        assert.ok(only && more.length === 0, type);
        return only;
      };
      assert.ok(one("aws:sns/topic:Topic").inputs["kmsMasterKeyId"]);
      assert.equal(one("aws:cloudwatch/eventTarget:EventTarget").inputs["roleArn"], roleArn(live, "alarm"));
      const subscriptions = all(stack, "aws:sns/topicSubscription:TopicSubscription");
      assert.deepEqual(
        subscriptions.map(({ inputs }) => inputs["endpoint"]),
        people.alarm.email,
      );
      const topic = `arn:aws:sns:${region}:${live}:${names.breakGlassAlarm}`;
      const key = {
        "kms:ViaService": `sns.${region}.amazonaws.com`,
        "kms:ResourceAliases": [names.breakGlassKeyAlias],
      };
      const by = (role: PlatformRole, action: string, resource: string, context: Context = {}) => {
        const arn = roleArn(live, role);
        const caller = { kind: "principal" as const, arn, accountId: live, organizationId: "o-a1b2c3d4e5" };
        return prover(graph)({ caller, action, resource, resourceAccount: live, context }).verdict;
      };
      assert.equal(by("alarm", "sns:Publish", topic), "allowed");
      const alarmRole = inventoryOf(graph).roles.find(({ arn }) => arn === roleArn(live, "alarm"))!;
      const opened = decide(
        {
          caller: { kind: "principal", arn: alarmRole.arn, accountId: live, organizationId: "o-a1b2c3d4e5" },
          action: "kms:GenerateDataKey",
          resource: `arn:aws:kms:${region}:${live}:key/1`,
          resourceAccount: live,
          context: key,
        },
        {
          identity: alarmRole.identity.map(({ name, document }) => ({ name, document: document! })),
          resource: { name: "key", document: String(one("aws:kms/key:Key").inputs["policy"]) },
        },
      );
      assert.equal(opened.verdict, "allowed");
      for (const role of ["update", "break-glass", "operator"] as const) {
        assert.equal(by(role, "sns:Publish", topic), "denied", role);
      }
    });

    it("says who enters, also of another account, whose caller CloudTrail names by id and account only", () => {
      const [target] = all(stackOf(graph, "live.account"), "aws:cloudwatch/eventTarget:EventTarget");
      const transformer = target!.inputs["inputTransformer"] as {
        inputPaths: Record<string, string>;
        inputTemplate: string;
      };
      const text = JSON.parse(transformer.inputTemplate) as string;
      for (const field of ["arn", "principalId", "accountId"]) {
        const [name] =
          Object.entries(transformer.inputPaths).find(([, path]) => path === `$.detail.userIdentity.${field}`) ?? [];
        assert.ok(name && text.includes(`<${name}>`), field);
      }
    });

    it("has a role that EventBridge takes on for that rule only", () => {
      const own = `arn:aws:events:${region}:${live}:rule/${names.breakGlassAlarm}`;
      const asked = (source: string) =>
        prover(graph)({
          caller: { kind: "service", service: "events.amazonaws.com" },
          action: "sts:AssumeRole",
          resource: roleArn(live, "alarm"),
          resourceAccount: live,
          context: { "aws:SourceAccount": live, "aws:SourceArn": source },
        }).verdict;
      assert.equal(asked(own), "allowed");
      assert.equal(asked(`${own}-2`), "missing");
    });
  });
});

describe("roles of the platform", function () {
  this.timeout(60_000);

  for (const [title, recorded] of [
    ["the example", ownGraph],
    ["the other company", fixtureGraph],
    ["a company with people", peopleGraph],
  ] as const) {
    it(`say how long a session is: an hour, which is all that a chained one has, but for CI's own: ${title}`, async () => {
      const { graph, catalog } = await recorded();
      const federated = new Map(
        Object.entries(catalog.organization.federation).flatMap(([name, { sessionSeconds }]) =>
          ["preview", "update"].map((access) => [`${catalog.names.prefix}-ci-${name}-${access}`, sessionSeconds]),
        ),
      );
      const roles = inventoryOf(graph).roles.filter(({ arn }) => arn.includes(":role/slipway/"));
      assert.ok(roles.length > 0);
      for (const { arn, resource } of roles) {
        const wanted = federated.get(arn.split("/").at(-1)!) ?? roleSessionSeconds;
        assert.equal(resource.inputs["maxSessionDuration"], wanted, arn);
      }
    });

    it(`ask nobody for an external id, because every caller is named and none is a third party: ${title}`, async () => {
      const { graph } = await recorded();
      for (const { arn, trust } of inventoryOf(graph).roles) assert.doesNotMatch(trust!.document!, /ExternalId/i, arn);
    });
  }
});
