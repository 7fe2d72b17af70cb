import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { devProvider, problems, record, resources } from "./recording";

class Box extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("test:box:Box", name, {}, opts);
  }

  finish(outputs: pulumi.Inputs): this {
    this.registerOutputs(outputs);
    return this;
  }
}

describe("a recorded resource, as the engine would store it,", () => {
  it("has the types of its parents in its URN, but not the stack's", async () => {
    const { box, topic } = await resources(async () => {
      const parent = new Box("box", { provider: devProvider() });
      new aws.sns.Topic("topic", {}, { parent });
    });
    assert.equal(box!.urn, "urn:pulumi:dev.account::slipway::test:box:Box::box");
    assert.equal(topic!.urn, "urn:pulumi:dev.account::slipway::test:box:Box$aws:sns/topic:Topic::topic");
    assert.equal(topic!.parent, box!.urn);
  });

  it("takes provider, protection and retention from its parents unless it says otherwise", async () => {
    const found = await resources(async () => {
      const options = { provider: devProvider(), protect: true, retainOnDelete: true, ignoreChanges: ["name"] };
      const parent = new Box("box", options);
      const inner = new Box("inner", { parent });
      new aws.sns.Topic("heir", {}, { parent: inner });
      new aws.sns.Topic("rebel", {}, { parent: inner, protect: false, retainOnDelete: false });
    });
    const heir = found["heir"]!;
    assert.deepEqual([heir.protect, heir.retainOnDelete, heir.provider?.account], [true, true, "222222222222"]);
    assert.deepEqual([found["rebel"]!.protect, found["rebel"]!.retainOnDelete], [false, false]);
    assert.deepEqual(heir.ignoreChanges, []);
  });

  it("keeps secrets marked: where they were given, and outputs that the package calls secret", async () => {
    const { parameter } = await resources(async () => {
      const tags = { plain: "p", hidden: pulumi.secret("h") };
      const options = { provider: devProvider(), additionalSecretOutputs: ["type"] };
      new aws.ssm.Parameter("parameter", { type: "String", value: "v", tags }, options);
    });
    assert.deepEqual(parameter!.inputs["tags"], { plain: "p", hidden: { $secret: "h" } });
    assert.deepEqual(parameter!.inputs["tagsAll"], { plain: "p", hidden: "h" });
    assert.deepEqual(parameter!.outputs["tags"], { plain: "p", hidden: { $secret: "h" } });
    assert.deepEqual(parameter!.outputs["value"], { $secret: "v" });
    assert.deepEqual([parameter!.inputs["type"], parameter!.outputs["type"]], ["String", { $secret: "String" }]);
  });

  it("has what making it computes unknown, also where another resource is passed whole", async () => {
    const { attachment } = await resources(async () => {
      const provider = devProvider();
      const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" }, { provider });
      new aws.iam.RolePolicyAttachment("attachment", { role, policyArn: "arn:aws:iam::aws:policy/A" }, { provider });
    });
    assert.deepEqual(attachment!.inputs["role"], { $unknown: true });
    assert.deepEqual(attachment!.propertyDependencies["role"], [
      "urn:pulumi:dev.account::slipway::aws:iam/role:Role::role",
    ]);
  });

  it("has its old URNs as aliases", async () => {
    const { moved } = await resources(async () => {
      const parent = new Box("box", { provider: devProvider() });
      const aliases = [{ name: "old" }, { parent: pulumi.rootStackResource }, "urn:pulumi:a::b::c:d:E::f"];
      new aws.sns.Topic("moved", {}, { parent, aliases });
    });
    assert.deepEqual(moved!.aliases, [
      "urn:pulumi:dev.account::slipway::test:box:Box$aws:sns/topic:Topic::old",
      "urn:pulumi:dev.account::slipway::aws:sns/topic:Topic::moved",
      "urn:pulumi:a::b::c:d:E::f",
    ]);
  });

  it("has outputs, when it is a component, that it registered", async () => {
    const { box, lid } = await resources(async () => {
      const provider = devProvider();
      const topic = new aws.sns.Topic("topic", { name: "news" }, { provider });
      new Box("box", { provider }).finish({ name: topic.name, arn: topic.arn });
      new Box("lid", { provider });
    });
    assert.deepEqual(box!.outputs, { arn: { $unknown: true }, name: "news" });
    assert.deepEqual(lid!.outputs, {});
  });
});

describe("a remote component", () => {
  it("is expanded, and what is made from its outputs depends on the children that they come from", async () => {
    const found = await resources(async () => {
      const provider = devProvider();
      const parent = new Box("box", { provider });
      const options = { parent, provider: new awsx.Provider("awsx"), protect: true, retainOnDelete: true };
      const vpc = new awsx.ec2.Vpc("net", { subnetStrategy: "Auto" }, options);
      new aws.ec2.SecurityGroup("group", { vpcId: vpc.vpcId }, { provider });
    });
    const [child, component] = ["$aws:ec2/vpc:Vpc::net", "::net"].map(
      (end) => `urn:pulumi:dev.account::slipway::test:box:Box$awsx:ec2:Vpc${end}`,
    );
    assert.deepEqual(found["group"]!.dependencies, [child, component]);
    const subnet = found["net-private-1"]!;
    assert.deepEqual([subnet.provider?.account, subnet.protect, subnet.retainOnDelete], ["222222222222", true, true]);
  });
});

describe("the strict check", () => {
  const hides = async () => {
    const provider = devProvider();
    const topic = new aws.sns.Topic("news", {}, { provider });
    topic.arn.apply((topicArn) => {
      const subscription = { topic: topicArn, protocol: "email", endpoint: "a@example.com" };
      new aws.sns.TopicSubscription("mail", subscription, { provider, dependsOn: topic });
    });
    if (pulumi.runtime.isDryRun()) new aws.sns.Topic("rehearsal", {}, { provider });
  };

  it("finds resources that appear only when an unknown value is known, and those that vanish then", async () => {
    assert.equal((await record({ "dev.account": hides })).stacks.length, 1);
    const found = await problems({ "dev.account": hides }, { strict: true });
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found[0]!, /^dev\.account: .*TopicSubscription::mail: appears only when .*Topic::news is known/);
    assert.match(found[1]!, /^dev\.account: .*Topic::rehearsal: is registered only in a preview/);
  });

  it("gives the same graph as a recording without it", async () => {
    const plain = async () => {
      const topic = new aws.sns.Topic("news", {}, { provider: devProvider() });
      return { arn: topic.arn };
    };
    const programs = { "dev.account": plain };
    assert.deepEqual(await record(programs, { strict: true }), await record(programs));
  });
});
