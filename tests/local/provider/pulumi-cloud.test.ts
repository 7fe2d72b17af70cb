import assert from "node:assert/strict";
import { laptopAccessToken } from "../../../local/model/pulumi-cloud";
import type { Laptop } from "../../../local/provider/laptop";
import { openRecords } from "../../../local/provider/records";
import { readStruct } from "../../../local/provider/wire";
import { laptopCloud, startProvider, startTimeout, type TestProvider } from "./cloud";

const apiUrl = "https://api.pulumi.com";
const settings = "pulumiservice:index:DeploymentSettings";
const group = "pulumiservice:index:PolicyGroup";
const stack = { organization: "acme", project: "slipway", stack: "sandbox" };

describe("the stand-in for Pulumi Cloud's provider", function () {
  this.timeout(startTimeout);
  let laptop: Laptop;
  let provider: TestProvider;
  const started = (token: string | undefined) =>
    startProvider(laptop, undefined, "pulumiservice", token ? { PULUMI_ACCESS_TOKEN: token } : {});

  before(async () => {
    laptop = await laptopCloud();
    provider = await started(laptopAccessToken);
    await provider.configure({ apiUrl });
  });
  after(() => provider.close());

  it("marks the inputs of its provider, and refuses a token among them", async () => {
    const checked = await provider.checkConfig({ apiUrl });
    assert.deepEqual(readStruct(checked.getInputs()), { apiUrl, slipwayLaptop: "true" });
    const refused = await provider.checkConfig({ apiUrl, accessToken: "pul-1" });
    assert.deepEqual(
      refused.getFailuresList().map((failure) => failure.getProperty()),
      ["accessToken"],
    );
  });

  it("takes the laptop's placeholder only, and never says a token", async () => {
    for (const [token, reason] of [
      [undefined, /PULUMI_ACCESS_TOKEN is not set/],
      ["pul-0123456789abcdef", /takes its placeholder only/],
    ] as const) {
      const other = await started(token);
      await assert.rejects(other.configure({ apiUrl }), (error: Error) => {
        assert.match(error.message, reason);
        return !error.message.includes("0123456789abcdef");
      });
      other.close();
    }
  });

  it("keeps what it made, reads, changes and removes it", async () => {
    const made = await provider.create(settings, "sandbox", { ...stack, agentPoolId: "one" });
    assert.equal(made.id, "acme/slipway/sandbox");
    assert.equal((await provider.read(settings, made.id)).inputs["agentPoolId"], "one");
    await provider.update(settings, made, { ...stack, agentPoolId: "two" });
    assert.equal((await provider.read(settings, made.id, made)).outputs["agentPoolId"], "two");
    await provider.remove(settings, made);
    assert.equal((await provider.read(settings, made.id, made)).id, "");
  });

  it("shows on refresh what somebody changed", async () => {
    const made = await provider.create(settings, "drifted", { ...stack, stack: "drifted", agentPoolId: "one" });
    const records = openRecords(laptop.data);
    const record = records.get("api.pulumi.com", "global", settings, made.id)!;
    records.put({ ...record, outputs: { ...record.outputs, agentPoolId: "other" } });
    assert.equal((await provider.read(settings, made.id, made)).inputs["agentPoolId"], "other");
  });

  it("refuses a second group of one name", async () => {
    await provider.create(group, "one", { name: "prod", organizationName: "acme" });
    await assert.rejects(provider.create(group, "two", { name: "prod", organizationName: "acme" }), /exists already/);
  });
});
