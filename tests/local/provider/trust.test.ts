import assert from "node:assert/strict";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { openDoor } from "../../../local/provider/accounts";
import type { Laptop } from "../../../local/provider/laptop";
import { roleRefusal } from "../../../local/provider/trust";
import { laptopCloud, session, startProvider, startTimeout, toolchain } from "./cloud";

const target = "222222222222";
const update = `arn:aws:iam::${target}:role/slipway/trust-update`;
const powerless = `arn:aws:iam::${toolchain}:role/slipway/trust-powerless`;
const runner = `arn:aws:iam::${toolchain}:role/slipway/trust-runner`;

describe("assuming roles on the laptop", () => {
  let laptop: Laptop;

  before(async function () {
    this.timeout(startTimeout);
    laptop = await laptopCloud({ organizationId: "o-example00" });
    await makeRole(toolchain, "trust-runner", `arn:aws:iam::${toolchain}:root`);
    await makeRole(toolchain, "trust-powerless", `arn:aws:iam::${toolchain}:root`);
    await allow("trust-runner", [
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: `arn:aws:iam::${target}:role/slipway/*` },
    ]);
    await makeRole(target, "trust-update", `arn:aws:iam::${toolchain}:root`, {
      ArnEquals: { "aws:PrincipalArn": [runner, powerless] },
      StringEquals: { "aws:PrincipalOrgID": "o-example00" },
    });
    await makeRole(target, "trust-external", `arn:aws:iam::${toolchain}:root`, {
      StringEquals: { "sts:ExternalId": "right" },
    });
  });

  async function makeRole(account: string, name: string, principal: string, condition?: object): Promise<void> {
    const client = new IAMClient(await openDoor(laptop.endpoint)(account, "us-east-1"));
    const Condition = condition ? { Condition: condition } : {};
    const statement = { Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole", ...Condition };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await client.send(new CreateRoleCommand({ RoleName: name, Path: "/slipway/", AssumeRolePolicyDocument }));
  }

  async function allow(role: string, statements: object[]): Promise<void> {
    const client = new IAMClient(await openDoor(laptop.endpoint)(toolchain, "us-east-1"));
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await client.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: "enter", PolicyDocument }));
  }

  /** Configures a provider that assumes `role` as a session of `as`. */
  async function enter(role: object, as: string | undefined, allowed = target): Promise<void> {
    const provider = await startProvider(laptop, as === undefined ? undefined : await session(laptop, as));
    try {
      const inputs = { region: "us-east-1", allowedAccountIds: JSON.stringify([allowed]) };
      await provider.configure({ ...inputs, assumeRoles: JSON.stringify([role]) });
    } finally {
      provider.close();
    }
  }

  it("succeeds for a role that exists and trusts the caller's role, path included", async () => {
    await enter({ roleArn: update }, runner);
  });

  it("is refused for a role that does not exist, naming role, account and remedy", async () => {
    const missing = `arn:aws:iam::${target}:role/slipway/trust-missing`;
    await assert.rejects(enter({ roleArn: missing }, runner), {
      message:
        `Cannot assume IAM role ${missing} as arn:aws:sts::${toolchain}:assumed-role/trust-runner/test: ` +
        `account ${target} has no role trust-missing. ` +
        "Apply the stack that makes the role, or correct the policies named.",
    });
  });

  it("is refused under another path than the role's own", async () => {
    const elsewhere = `arn:aws:iam::${target}:role/trust-update`;
    await assert.rejects(
      enter({ roleArn: elsewhere }, runner),
      /the role of that name in account 222222222222 is .*slipway/,
    );
  });

  it("is refused when the trust policy does not admit the caller", async () => {
    const stranger = `arn:aws:iam::${toolchain}:role/stranger`;
    await assert.rejects(enter({ roleArn: update }, stranger), /trust policy does not admit .*role\/stranger/);
  });

  it("is refused when the caller's own policies do not allow it, or deny it, although the trust admits it", async () => {
    await assert.rejects(
      enter({ roleArn: update }, powerless),
      /the identity policy of .*trust-powerless does not allow/,
    );
    await allow("trust-powerless", [
      { Effect: "Allow", Action: "sts:*", Resource: "*" },
      { Sid: "NotThere", Effect: "Deny", Action: "sts:AssumeRole", Resource: update },
    ]);
    await assert.rejects(
      enter({ roleArn: update }, powerless),
      /NotThere of inline policy enter of trust-powerless denies it/,
    );
  });

  it("is refused when the role's account is not the one that the provider allows", async () => {
    await assert.rejects(enter({ roleArn: update }, runner, "333333333333"), /account id not allowed: 222222222222/);
  });

  it("is refused without the external id that the trust wants", async () => {
    const roleArn = `arn:aws:iam::${target}:role/slipway/trust-external`;
    await assert.rejects(enter({ roleArn, externalId: "wrong" }, runner), /does not admit/);
    await enter({ roleArn, externalId: "right" }, runner);
  });

  it("needs no role and no trust for the administrator, and refuses everybody else as administrator", async () => {
    const roleArn = `arn:aws:iam::${target}:role/${laptop.administrator}`;
    await enter({ roleArn }, `arn:aws:iam::${toolchain}:role/${laptop.administrator}`);
    await enter({ roleArn }, undefined);
    await assert.rejects(enter({ roleArn }, runner), /is for administrators/);
  });

  it("is judged with the organisation that the caller belongs to", async () => {
    const caller = { arn: `arn:aws:sts::${toolchain}:assumed-role/trust-runner/test`, accountId: toolchain };
    assert.equal(await roleRefusal({ ...laptop, roleArn: update, caller }), undefined);
    const other = await roleRefusal({ ...laptop, organizationId: "o-other00000", roleArn: update, caller });
    assert.match(other ?? "", /does not admit/);
  });
});
