import assert from "node:assert/strict";
import { afterCommand, needsStack, readWords } from "../../../runner/engine/words";

describe("the words of a Pulumi command line", () => {
  const reads = [
    "preview -s dev",
    "stack ls",
    "stack output -s dev vpcId",
    "stack export -s dev",
    "whoami",
    "refresh --preview-only -s dev",
    "up --help",
    "stack -s dev",
  ];
  for (const line of reads) {
    it(`knows that 'pulumi ${line}' only reads`, () => {
      assert.equal(readWords(line.split(" ")).writes, false);
    });
  }

  const writes = [
    "up -s dev",
    "update -s dev",
    "destroy -s dev -y",
    "refresh -s dev",
    "import -s dev a b c",
    "state rm -s dev urn",
    "stack rm -s dev",
    "stack import -s dev --file x",
    "cancel -s dev",
    "destroy -s dev --yes --preview-only=false",
    "refresh -s dev --preview-only --preview-only=0 --yes",
    "up -s dev --yes --help=false",
    "destroy -s dev --yes --profiling --preview-only",
    "destroy -s dev --yes --otel-traces --help",
    "import -s dev --out --help a b c",
    "stack change-secrets-provider -s dev x",
    "some new-command -s dev",
  ];
  for (const line of writes) {
    it(`takes the lock for 'pulumi ${line}'`, () => {
      assert.equal(readWords(line.split(" ")).writes, true);
    });
  }

  for (const line of [
    "login s3://other",
    "logout",
    "config set a b",
    "stack init prod",
    "stack select dev",
    "stack rename x",
    "new aws-typescript",
    "watch -s dev",
  ]) {
    it(`refuses 'pulumi ${line}' with a reason`, () => {
      assert.match(readWords(line.split(" ")).refusal ?? "", /\w+/);
    });
  }

  it("finds the stack in every spelling", () => {
    for (const args of [
      ["up", "-s", "orders.prod"],
      ["up", "--stack", "orders.prod"],
      ["--stack=orders.prod", "up"],
      ["up", "-s", "organization/slipway/orders.prod"],
    ]) {
      assert.equal(readWords(args).stack, "orders.prod", args.join(" "));
    }
  });

  it("does not take an option's value for the command", () => {
    assert.equal(readWords(["--cwd", "stack", "up", "-s", "dev"]).command, "up");
    assert.equal(readWords(["up", "-f", "-s", "dev"]).stack, "dev");
  });

  it("puts further options right after the command, where nothing that follows can swallow them", () => {
    const more = ["--policy-pack", "/pack"];
    for (const [line, expected] of [
      ["up -s dev --message", "up --policy-pack /pack -s dev --message"],
      ["up -s dev -- x", "up --policy-pack /pack -s dev -- x"],
      ["--stack dev up --yes", "--stack dev up --policy-pack /pack --yes"],
      ["policy analyze --stack dev", "policy analyze --policy-pack /pack --stack dev"],
    ] as const) {
      assert.equal(afterCommand(line.split(" "), more).join(" "), expected);
    }
  });

  it("refuses other packs and their settings where ours judges, and knows them from an option's value", () => {
    for (const line of [
      "up -s dev --policy-pack other",
      "update -s dev --policy-pack=other",
      "preview --policy-pack-config off.json -s dev",
    ]) {
      assert.match(readWords(line.split(" ")).refusal ?? "", /policies\.yaml/, line);
    }
    assert.equal(readWords(["up", "-s", "dev", "--message", "--policy-pack"]).refusal, undefined);
    assert.equal(readWords(["policy", "analyze", "-s", "dev", "--policy-pack", "other"]).refusal, undefined);
  });

  it("refuses unknown options before the command: their value could hide it", () => {
    assert.match(
      readWords(["--otel-traces", "file:///t", "up", "-s", "dev"]).refusal ?? "",
      /--otel-traces stands before/,
    );
    assert.match(readWords(["--profiling", "p", "up", "-s", "dev"]).refusal ?? "", /put options after it/);
    assert.equal(readWords(["--color", "never", "--stack", "dev", "up"]).refusal, undefined);
  });

  it("refuses options after --, which Pulumi reads as words or, behind an option that takes a value, as options", () => {
    for (const line of ["refresh -s dev --yes -- --preview-only", "destroy -s dev --yes --new-option -- -s prod"]) {
      assert.match(readWords(line.split(" ")).refusal ?? "", /stands after --/, line);
    }
    assert.equal(readWords("up -s dev -- x".split(" ")).refusal, undefined);
  });

  it("refuses a stack that is named inside joined short options", () => {
    for (const line of ["destroy -s dev -ys prod", "destroy -s dev -sprod"]) {
      assert.match(readWords(line.split(" ")).refusal ?? "", /could name another stack/, line);
    }
    assert.equal(readWords("destroy -s dev -yf -p8".split(" ")).refusal, undefined);
  });

  it("needs a stack for all but the few commands that have none", () => {
    assert.equal(needsStack(readWords(["stack", "ls"])), false);
    assert.equal(needsStack(readWords(["preview"])), true);
  });
});
