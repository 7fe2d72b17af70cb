import assert from "node:assert/strict";
import { diff, schemaOf, unknown, update } from "../../../local/model";
import { checkPulumiCloudProvider } from "../../../local/model/pulumi-cloud";
import { checked, made, settings } from "./settings";

const deployment = "pulumiservice:index:DeploymentSettings";
const group = "pulumiservice:index:PolicyGroup";
const hook = "pulumiservice:index:Webhook";
const drift = "pulumiservice:index:DriftSchedule";
const stack = { organization: "acme", project: "slipway", stack: "sandbox" };
const paths = (type: string, news: Record<string, unknown>) => checked(type, news).failures.map((f) => f.property);

describe("model: Pulumi Cloud", () => {
  it("knows the resource classes at the root of the package, and suggests one for a near miss", () => {
    const classes = require("@pulumi/pulumiservice") as Record<string, { __pulumiType?: string } | undefined>;
    // The package loads each class when its property is first read.
    const types = Object.keys(classes)
      .map((name) => classes[name]?.__pulumiType)
      .filter((type) => type?.includes(":"));
    assert.ok(types.length > 20, types.join(" "));
    for (const type of types) assert.ok(schemaOf(type!), `${type} is not modelled`);
    assert.match(checked("pulumiservice:index:PolicyGroups", {}).failures[0]!.reason, /index:PolicyGroup"\?/);
  });

  it("refuses missing, unknown and mistyped properties by their path, and adds nothing of AWS's", () => {
    const oidc = { aws: { roleArn: "arn:aws:iam::555555555555:role/r", sessionName: 3 } };
    const { failures } = checked(deployment, { organization: "acme", project: "slipway", operationContext: { oidc } });
    const found = failures.map(({ property }) => property).sort();
    const aws = "operationContext.oidc.aws";
    assert.deepEqual(found, [`${aws}.roleARN`, `${aws}.roleArn`, `${aws}.sessionName`, "stack"]);
    assert.match(failures.find(({ property }) => property === `${aws}.roleArn`)!.reason, /did you mean "roleARN"/);
    assert.deepEqual(checked(deployment, stack).inputs, stack);
  });

  it("fills in the package's own defaults", () => {
    const { inputs } = checked(group, { name: "prod", organizationName: "acme" });
    assert.deepEqual(inputs, { name: "prod", organizationName: "acme", entityType: "stacks", mode: "audit" });
    assert.equal(checked(drift, { ...stack, scheduleCron: "0 * * * *" }).inputs.autoRemediate, false);
  });

  it("refuses what the provider refuses beyond types", () => {
    assert.deepEqual(paths(group, { name: "g", organizationName: "acme", mode: "preventive" }), ["mode"]);
    const base = { active: true, displayName: "d", organizationName: "acme", payloadUrl: "https://example.com" };
    assert.deepEqual(paths(hook, { ...base, stackName: "sandbox" }), ["projectName"]);
    assert.deepEqual(paths(hook, { ...base, projectName: "slipway" }), ["projectName"]);
    assert.deepEqual(paths(hook, { ...base, projectName: "slipway", stackName: "sandbox" }), []);
    assert.deepEqual(paths("pulumiservice:index:TtlSchedule", { ...stack, timestamp: "2027-01-31" }), ["timestamp"]);
    const schedule = { ...stack, pulumiOperation: "update" };
    assert.deepEqual(paths("pulumiservice:index:DeploymentSchedule", schedule), ["scheduleCron"]);
    const aws = { roleARN: "r", sessionName: "s" };
    const duration = (text: unknown) => ({ ...stack, operationContext: { oidc: { aws: { ...aws, duration: text } } } });
    assert.deepEqual(paths(deployment, duration("1 hour")), ["operationContext.oidc.aws.duration"]);
    for (const good of ["1h", "1h30m0s", unknown]) assert.deepEqual(paths(deployment, duration(good)), []);
  });

  it("gives the ids that an import takes, and unknowns in a preview for what Pulumi Cloud makes up", () => {
    assert.equal(made(deployment, stack).id, "acme/slipway/sandbox");
    assert.equal(made(group, { name: "prod", organizationName: "acme" }).id, "acme/prod");
    const schedule = made(drift, { ...stack, scheduleCron: "0 * * * *" });
    assert.equal(schedule.id, `acme/slipway/sandbox/drift/${schedule.outputs.scheduleId}`);
    assert.equal(made(drift, { ...stack, scheduleCron: "0 * * * *" }, true).outputs.scheduleId, unknown);
    const preview = made(group, { name: "prod", organizationName: "acme" }, true);
    assert.ok(!("stacks" in preview.outputs), "an argument that was not given stays out");
  });

  it("replaces what the provider replaces, and deletes the old one first where it does", () => {
    const moved = diff(deployment, stack, { ...stack, stack: "other" });
    assert.deepEqual([moved.replaces, moved.deleteBeforeReplace], [["stack"], true]);
    const mode = { name: "prod", organizationName: "acme", mode: "audit" };
    assert.deepEqual(diff(group, mode, { ...mode, mode: "preventative" }).replaces, ["mode"]);
    assert.deepEqual(diff(hook, { organizationName: "acme" }, { organizationName: "b" }).replaces, [
      "organizationName",
    ]);
    assert.deepEqual(diff(deployment, stack, { ...stack, agentPoolId: "a" }).replaces, []);
  });

  it("compares the members of a policy group without their order, and sees one that is gone", () => {
    const [one, two] = ["dev", "prod"].map((name) => ({ name, routingProject: "slipway" }));
    assert.equal(diff(group, { stacks: [one, two] }, { stacks: [two, one] }).changed, false);
    assert.equal(diff(group, { stacks: [one, two] }, { stacks: [two] }).changed, true);
    assert.equal(diff(group, { stacks: [one] }, {}).changed, true);
    const { id, outputs } = made(group, { name: "prod", organizationName: "acme", stacks: [one] });
    const inputs = checked(group, { name: "prod", organizationName: "acme" }).inputs;
    const now = update({ type: group, id, olds: outputs, inputs, place: settings.place, preview: false });
    assert.ok(!("stacks" in now));
  });

  it("takes no token in a provider's arguments, and no address but that of Pulumi Cloud", () => {
    const problems = (inputs: Record<string, unknown>) => checkPulumiCloudProvider(inputs).map((f) => f.property);
    assert.deepEqual(problems({ apiUrl: "https://api.pulumi.com" }), []);
    assert.deepEqual(problems({ apiUrl: "https://api.pulumi.com", accessToken: "pul-1" }), ["accessToken"]);
    assert.deepEqual(problems({ apiUrl: "s3://acme-state/state?region=us-east-1" }), ["apiUrl"]);
    assert.deepEqual(problems({}), ["apiUrl"]);
    assert.deepEqual(problems({ apiUrl: "https://api.pulumi.com", region: "us-east-1" }), ["region"]);
  });
});
