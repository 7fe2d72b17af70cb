import assert from "node:assert/strict";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { exitCodes } from "../../../runner/exit";
import { cloudOrganization } from "../cloud/organization";
import { slipway } from "./slipway";

describe("slipway pulumi on a stack of Pulumi Cloud", function () {
  this.timeout(30_000);
  const { PATH, PULUMI_ACCESS_TOKEN } = process.env;
  let folder: string;

  before(() => {
    folder = cloudOrganization();
    const pulumi = join(folder, "pulumi");
    writeFileSync(pulumi, `#!/bin/sh\n[ "$1" = version ] && echo v3.248.0 || touch '${folder}/ran'\n`);
    chmodSync(pulumi, 0o755);
    process.env["PATH"] = `${folder}${delimiter}${PATH}`;
    process.env["PULUMI_ACCESS_TOKEN"] = "pul-0123456789abcdef";
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    process.env["PATH"] = PATH;
    if (PULUMI_ACCESS_TOKEN === undefined) delete process.env["PULUMI_ACCESS_TOKEN"];
    else process.env["PULUMI_ACCESS_TOKEN"] = PULUMI_ACCESS_TOKEN;
  });

  for (const command of ["up", "preview"]) {
    it(`refuses ${command} before the engine and before anybody is asked for credentials, where the pack does`, async () => {
      // Every log group of the programs expires sooner.
      const rules = { "cloudwatch-log-group-expires": { minimum: 3653 } };
      writeFileSync(join(folder, "policies.yaml"), JSON.stringify({ rules }));
      const { code, stderr } = await slipway("-C", folder, "pulumi", "--", command, "-s", "play");
      assert.equal(code, exitCodes.refused, stderr);
      assert.match(stderr, /The policy pack or a quota of AWS refuses .*nothing was changed/);
      assert.match(stderr, /cloudwatch-log-group-expires: play/);
      assert.ok(!existsSync(join(folder, "ran")));
    });
  }
});
