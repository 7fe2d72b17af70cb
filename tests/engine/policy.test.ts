import assert from "node:assert/strict";
import { buildPolicyPack } from "../../policies/build";
import { type EngineLaptop, openEngineLaptop } from "./laptop";

const program = `
import * as aws from "@pulumi/aws";
const provider = new aws.Provider("target", { region: "us-east-1" });
new aws.iam.Policy("too-much", {
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "All", Effect: "Allow", Action: "s3:*", Resource: "*" }],
  }),
}, { provider });
`;

describe("the policy pack in the engine", function () {
  this.timeout(600_000);
  let laptop: EngineLaptop;
  before(async function () {
    laptop = await openEngineLaptop(this, program);
  });
  after(() => laptop?.close());

  for (const verb of ["preview", "up"]) {
    it(`stops a ${verb} that violates a mandatory rule before anything is made`, async () => {
      const yes = verb === "up" ? ["--yes"] : [];
      const { code, output } = await laptop.run([verb, ...yes, "--policy-pack", buildPolicyPack()]);
      assert.notEqual(code, 0, output);
      assert.match(output, /no-wildcard-action-on-wildcard-resource/);
      assert.match(output, /mandatory/);
      const exported = await laptop.run(["stack", "export"]);
      assert.deepEqual(JSON.parse(exported.output).deployment.resources ?? [], []);
    });
  }
});
