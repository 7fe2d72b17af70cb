/**
 * Who wrote a commit in CodeCommit, whose source action has no variable for it
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html).
 *
 * The SDK's package is loaded when it is asked for the first time, so that no other gate depends on it, and only what
 * is used of it is declared here: the Lambda runtime brings it along, this program does not.
 */

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommit.html */
interface CodeCommitPackage {
  CodeCommitClient: new (
    config: object,
  ) => {
    send(command: object): Promise<{ commit?: { author?: { email?: string } } }>;
  };
  GetCommitCommand: new (input: { repositoryName: string; commitId: string }) => object;
}

/** The address as Git was told it. Rejects when there is no such commit, or it must not be read. */
export async function commitAuthor(
  repositoryName: string,
  commitId: string,
  load: (name: string) => unknown = require,
): Promise<string | undefined> {
  const { CodeCommitClient, GetCommitCommand } = load("@aws-sdk/client-codecommit") as CodeCommitPackage;
  const command = new GetCommitCommand({ repositoryName, commitId });
  return (await new CodeCommitClient({}).send(command)).commit?.author?.email;
}
