import assert from "node:assert/strict";
import type { ActionRun } from "../../../functions/gates/aws";
import { ask, cloud, run, type World } from "./cloud";

const request = { gate: "approver", pipeline: "acme-orders", execution: "e1", stage: "Prod", action: "Approve" };
const session = (name: string) =>
  `arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Release_0123456789abcdef/${name}`;

function source(variables: Record<string, string>, changes: Partial<ActionRun> = {}): ActionRun {
  return run({
    stage: "Source",
    action: "Source",
    category: "Source",
    provider: "CodeStarSourceConnection",
    variables,
    ...changes,
  });
}

function approval(updatedBy: string | undefined, changes: Partial<ActionRun> = {}): ActionRun {
  const given = { stage: "Prod", action: "Approve", category: "Approval", provider: "Manual", updatedBy };
  return run({ ...given, ...changes });
}

const by = (author: string) => source({ AuthorEmail: author, CommitId: "c0ffee" });

async function judged(actions: ActionRun[], more: Partial<World> = {}): Promise<string> {
  const { passed, failed } = await ask(cloud({ actions: { e1: actions }, ...more }), request);
  return failed ? `refused: ${failed.message}` : `passed: ${passed?.summary}`;
}

describe("gate approver", () => {
  it("lets pass what somebody else of the same domain approved", async () => {
    assert.match(
      await judged([by("ann@acme.com"), approval(session("bob@acme.com"))]),
      /^passed: Approved by bob@acme/,
    );
    const user = "arn:aws:iam::111111111111:user/people/bob@acme.com";
    assert.match(await judged([by("ann@acme.com"), approval(user)]), /^passed/);
  });

  it("refuses the author's own approval, in whichever letters and with whichever tag", async () => {
    for (const who of ["ann@acme.com", "Ann@ACME.com", "ann+aws@acme.com"]) {
      const result = await judged([by("ann@Acme.com"), approval(session(who))]);
      assert.match(result, /^refused: .*a change of their own.*Retry all actions.*somebody else approve/, who);
    }
    const user = "arn:aws:iam::111111111111:user/ann@acme.com";
    assert.match(await judged([by("ann@acme.com"), approval(user)]), /^refused: .*of their own/);
  });

  it("refuses an approver whose name is no address, with the remedy", async () => {
    for (const name of ["bob", "ann", "botocore-session-1"]) {
      const result = await judged([by("ann@acme.com"), approval(session(name))]);
      assert.match(result, /^refused: .*cannot be told apart.*named by its e-mail address/, name);
    }
  });

  it("refuses authors that cannot be compared, with the remedy", async () => {
    for (const author of [
      "1+ann@users.noreply.github.com",
      "ann@home.example",
      "ann",
      "#{SourceVariables.AuthorEmail}",
    ]) {
      const result = await judged([by(author), approval(session("bob@acme.com"))]);
      assert.match(result, /^refused: .*cannot be told apart.*address that the author signs in to AWS with/, author);
    }
  });

  it("refuses a change whose author no source names, with the remedy", async () => {
    const bob = approval(session("bob@acme.com"));
    for (const actions of [
      [bob],
      [source({ CommitId: "c0ffee" }), bob],
      [source({ VersionId: "1" }, { provider: "S3" }), bob],
      [source({ CommitId: "c0ffee" }, { provider: "CodeCommit" }), bob],
      [source({ RepositoryName: "orders", CommitId: "c0ffee" }, { provider: "CodeCommit" }), bob],
      [source({ CommitId: "c0ffee" }, { provider: "AnotherGit" }), by("ann@acme.com"), bob],
    ]) {
      assert.match(await judged(actions), /^refused: The author of the change is not known.*Take sources that name/);
    }
  });

  it("reads the author of a commit in CodeCommit, and believes no variable for it", async () => {
    const commit = { RepositoryName: "orders", CommitId: "c0ffee", AuthorEmail: "eve@acme.com" };
    const actions = [source(commit, { provider: "CodeCommit" }), approval(session("ann@acme.com"))];
    const author = (email: string) => ({ authors: { "orders@c0ffee": email } });
    assert.match(await judged(actions, author("ann@acme.com")), /^refused: .*of their own/);
    assert.match(await judged(actions, author("bob@acme.com")), /^passed/);
    assert.match(await judged(actions, author("")), /^refused: .*not known/);
    const errors = { commitAuthor: Object.assign(new Error("gone"), { name: "CommitDoesNotExistException" }) };
    assert.match(await judged(actions, { errors }), /^refused: .*could not decide: CommitDoesNotExistException/);
  });

  it("asks for the authors of every source", async () => {
    const second = { action: "Library" };
    const approved = approval(session("ann@acme.com"));
    const both = [by("bob@acme.com"), source({ AuthorEmail: "ann@acme.com" }, second), approved];
    assert.match(await judged(both), /^refused: .*of their own/);
    const unnamed = [by("bob@acme.com"), source({}, second), approved];
    assert.match(await judged(unnamed), /^refused: .*not known \(Library names none\)/);
    const image = source({ ImageTag: "1" }, { action: "Image", provider: "ECR" });
    assert.match(await judged([by("bob@acme.com"), image, approved]), /^passed/);
  });

  it("takes the authors of the execution that a rollback returns to, and the rollback's own approval", async () => {
    const executions = { e1: { rollbackOf: "e0" } };
    const earlier = [by("ann@acme.com"), approval(session("bob@acme.com"))];
    const rolledBack = (who: string) =>
      ask(cloud({ executions, actions: { e0: earlier, e1: [approval(session(who))] } }), request);
    assert.ok((await rolledBack("eve@acme.com")).passed);
    assert.match((await rolledBack("ann@acme.com")).failed!.message, /of their own/);
    const unasked = await ask(cloud({ executions, actions: { e0: earlier, e1: [] } }), request);
    assert.match(unasked.failed!.message, /Nobody has approved/);
  });

  it("judges the newest approval of the stage, of this execution and place only", async () => {
    const author = by("ann@acme.com");
    const earlier = approval(session("ann@acme.com"));
    assert.match(await judged([author, earlier, approval(session("bob@acme.com"))]), /^passed/);
    assert.match(await judged([author, approval(session("ann@acme.com")), earlier]), /^refused: .*of their own/);
    const elsewhere = approval(session("bob@acme.com"), { stage: "Uat" });
    assert.match(await judged([author, elsewhere]), /^refused: Nobody has approved Prod\/Approve/);
    const rejected = approval(session("bob@acme.com"), { status: "Failed" });
    assert.match(await judged([author, rejected]), /^refused: Nobody has approved/);
  });

  it("asks the stage's state who approved where the history does not say, and only for the same run", async () => {
    const decided = approval(undefined, { id: "approval-1" });
    const state = (execution: string, id: string) =>
      cloud({
        actions: { e1: [by("ann@acme.com"), decided] },
        stages: [{ stage: "Prod", execution, actions: { Approve: { id, updatedBy: session("bob@acme.com") } } }],
      });
    assert.ok((await ask(state("e1", "approval-1"), request)).passed);
    assert.match((await ask(state("e2", "approval-1"), request)).failed!.message, /cannot be told apart/);
    assert.match((await ask(state("e1", "approval-2"), request)).failed!.message, /cannot be told apart/);
  });
});
