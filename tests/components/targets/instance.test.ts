import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { architecture, imageParameter, instancePolicy, userData } from "../../../components/targets/instance";

const source = {
  partition: "aws",
  accountId: "111111111111",
  region: "us-east-1",
  bucket: "acme-orders-artifacts-111111111111-us-east-1",
  keyAlias: "alias/acme/artifacts/orders",
};

describe("an instance's role", () => {
  it("may read its service's artifacts and decrypt with that key through S3, and nothing else", () => {
    assert.deepEqual(instancePolicy(source).Statement, [
      {
        Sid: "ReadArtifacts",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: "arn:aws:s3:::acme-orders-artifacts-111111111111-us-east-1/*",
      },
      {
        Sid: "DecryptArtifacts",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "arn:aws:kms:us-east-1:111111111111:key/*",
        Condition: {
          "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/acme/artifacts/orders" },
          StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
        },
      },
    ]);
  });

  it("keeps to its partition", () => {
    const text = JSON.stringify(instancePolicy({ ...source, partition: "aws-cn", region: "cn-north-1" }));
    assert.ok(text.includes("arn:aws-cn:s3:::") && text.includes("s3.cn-north-1.amazonaws.com.cn"));
    assert.ok(!text.includes("arn:aws:"));
  });
});

describe("an instance's image", () => {
  it("fits the processor of its type", () => {
    const arm = ["t4g.micro", "m7gd.large", "c6gn.xlarge", "im4gn.large", "a1.medium", "g5g.xlarge"];
    const intel = ["t3.micro", "m7i.large", "g4dn.xlarge", "c5n.large", "p4d.24xlarge"];
    assert.deepEqual([...new Set(arm.map(architecture))], ["arm64"]);
    assert.deepEqual([...new Set(intel.map(architecture))], ["x86_64"]);
    assert.match(imageParameter("t4g.micro"), /al2023-ami-kernel-default-arm64$/);
  });
});

describe("an instance's start script", () => {
  it("installs the agent from the region's own bucket and starts it", () => {
    assert.deepEqual(run().calls, [
      "dnf install --assumeyes ruby",
      "curl https://aws-codedeploy-eu-west-1.s3.eu-west-1.amazonaws.com/latest/install",
      "ruby auto",
      "systemctl enable --now codedeploy-agent",
    ]);
  });

  it("has the agent sign what it asks, before it asks, where an endpoint for its commands wants that", () => {
    const lines = userData("eu-west-1", "aws", true).split("\n");
    const signs = lines.findIndex((line) => /:enable_auth_policy: true.* >> .*\/codedeployagent\.yml$/.test(line));
    assert.ok(lines.findIndex((line) => line.startsWith("ruby")) < signs);
    assert.equal(lines[signs + 1], "systemctl restart codedeploy-agent");
    assert.ok(!userData("eu-west-1", "aws").includes("enable_auth_policy"));
    const asks = instancePolicy(source, true).Statement.find(({ Sid }) => Sid === "Deployed");
    assert.ok(asks?.Action?.includes("codedeploy-commands-secure:PollHostCommand"));
    assert.equal(instancePolicy(source).Statement.length, 2);
  });

  it("stops at the first failure, so that no half-installed agent is started", () => {
    const { status, calls } = run("curl");
    assert.notEqual(status, 0);
    assert.ok(!calls.some((call) => call.startsWith("systemctl") || call.startsWith("ruby")));
  });

  it("uses the partition's own host names", () => {
    assert.match(
      userData("cn-north-1", "aws-cn"),
      /https:\/\/aws-codedeploy-cn-north-1\.s3\.cn-north-1\.amazonaws\.com\.cn\//,
    );
  });
});

/** Runs the script in a shell with stand-ins that only note what they were asked. */
function run(failing?: string): { status: number | null; calls: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "slipway-user-data-"));
  const log = join(folder, "calls");
  writeFileSync(log, "");
  const note: Record<string, string> = {
    dnf: 'echo "dnf $*"',
    curl: 'for last; do :; done; echo "curl $last"',
    ruby: 'for last; do :; done; echo "ruby $last"',
    systemctl: 'echo "systemctl $*"',
  };
  try {
    for (const [tool, line] of Object.entries(note)) {
      const path = join(folder, tool);
      writeFileSync(path, `#!/bin/bash\n{ ${line}; } >> "${log}"\nexit ${tool === failing ? 1 : 0}\n`);
      chmodSync(path, 0o755);
    }
    const { status, error } = spawnSync("bash", ["-s"], {
      input: userData("eu-west-1", "aws"),
      env: { PATH: `${folder}:${process.env["PATH"]}`, TMPDIR: folder },
    });
    if (error) throw error;
    return { status, calls: readFileSync(log, "utf8").trim().split("\n") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
