/**
 * Gate `approver`: nobody approves their own change, which CodePipeline itself does not check.
 *
 * Both sides are compared as e-mail addresses: the author's from the source's output variable `AuthorEmail`, or from
 * the commit in CodeCommit; the approver's from the session name of an assumed role (IAM Identity Center takes the
 * user name) or the name of an IAM user. What cannot be compared is refused. An execution that rolls back a stage has
 * the authors of the execution that it returns to.
 *
 * Three things it cannot see. Of a push it knows the newest commit only, so that a branch must take changes by pull
 * request. Git lets an author claim any address (the repository must verify signatures or authors). Whoever may assume
 * a role by hand chooses the session's name (the role's trust must fix `sts:RoleSessionName`).
 */
import type { ActionRun, Aws, Pass } from "./aws";
import { Refusal } from "./refusal";
import type { Request } from "./request";

/** Sources whose changes have no author; every other must name one. */
const authorless = ["S3", "ECR"];

export async function approver(request: Request<"approver">, aws: Aws): Promise<Pass> {
  const { pipeline, execution, stage, action } = request;
  const actions = await aws.actions(pipeline, execution);
  const approval = latestApproval(actions, stage, action);
  if (!approval) {
    throw new Refusal(
      `Nobody has approved ${stage}/${action} in execution ${execution}. Retry all actions of the stage to be asked again.`,
    );
  }
  const who = personOf(approval.updatedBy ?? (await changedLast(aws, request, approval)));
  const { rollbackOf } = await aws.execution(pipeline, execution);
  const authors = await authorsOf(aws, rollbackOf ? await aws.actions(pipeline, rollbackOf) : actions);
  judge(who, authors);
  return { summary: `Approved by ${who}; the change is by ${authors.join(", ")}.` };
}

/** The newest approval given in an execution; a stage may have been retried. */
function latestApproval(actions: ActionRun[], stage: string, action: string): ActionRun | undefined {
  return actions
    .filter((run) => run.stage === stage && run.action === action)
    .filter((run) => run.category === "Approval" && run.status === "Succeeded")
    .sort((a, b) => b.started - a.started)[0];
}

/** Who the stage's state says decided exactly this approval. */
async function changedLast(aws: Aws, request: Request<"approver">, approval: ActionRun): Promise<string | undefined> {
  const stages = await aws.stages(request.pipeline);
  const current = stages.find(({ stage, execution }) => stage === request.stage && execution === request.execution);
  const run = current?.actions[request.action];
  return run?.id === approval.id ? run.updatedBy : undefined;
}

/** Name of the IAM user or of the role's session in an ARN. */
function personOf(arn: string | undefined): string {
  return arn?.split("/").at(-1)?.trim() ?? "";
}

/** Authors of every change in the execution. Throws a `Refusal` when one is not known. */
async function authorsOf(aws: Aws, actions: ActionRun[]): Promise<string[]> {
  const sources = actions.filter(({ category, provider }) => category === "Source" && !authorless.includes(provider));
  const authors = await Promise.all(sources.map((source) => authorOf(aws, source)));
  const unnamed = sources.filter((_, index) => !authors[index]).map(({ action }) => action);
  if (sources.length === 0 || unnamed.length > 0) {
    throw new Refusal(
      `The author of the change is not known (${unnamed.length > 0 ? unnamed.join(", ") : "no source"} names none), so ` +
        "that a change could be approved by its own author. Take sources that name their author (CodeCommit, or a " +
        "connection to GitHub, GitLab or Bitbucket), or do without an approval in this stage.",
    );
  }
  return [...new Set(authors.flatMap((author) => author ?? []))];
}

async function authorOf(aws: Aws, { provider, variables }: ActionRun): Promise<string | undefined> {
  if (provider !== "CodeCommit") return variables["AuthorEmail"];
  const { RepositoryName, CommitId } = variables;
  return RepositoryName && CommitId ? await aws.commitAuthor(RepositoryName, CommitId) : undefined;
}

/** Throws a `Refusal` unless the approver is certainly none of the authors. */
function judge(who: string, authors: string[]): void {
  const approving = addressOf(who);
  if (!approving) {
    throw new Refusal(
      `The approval was given by ${JSON.stringify(who)}, which is no e-mail address and cannot be told apart from the ` +
        `author ${authors.join(", ")}. Approve with a session or user that is named by its e-mail address, as IAM ` +
        "Identity Center does for users who sign in with theirs, then retry all actions of the stage.",
    );
  }
  for (const author of authors) {
    const writing = addressOf(author);
    if (!writing || writing.domain !== approving.domain) {
      throw new Refusal(
        `The author ${JSON.stringify(author)} cannot be told apart from ${who}, who approved: only addresses of one ` +
          "domain can be compared. Commit with the address that the author signs in to AWS with (no private or " +
          "noreply address), and release that commit.",
      );
    }
    if (writing.name === approving.name) {
      throw new Refusal(
        `${who} approved a change of their own (author ${author}). Retry all actions of the stage, and ` +
          "let somebody else approve.",
      );
    }
  }
}

/** An address without case and without what follows a plus sign, which is the same person's. */
function addressOf(text: string): { name: string; domain: string } | undefined {
  const match = /^([^@\s"<>#{}]+)@([^@\s"<>#{}]+\.[^@\s"<>#{}]+)$/.exec(text.trim().toLowerCase());
  if (!match) return undefined;
  return { name: match[1]!.split("+")[0]!, domain: match[2]! };
}
