/**
 * How a run in Pulumi Deployments gets AWS credentials: the preview role for what only reads, the update role else.
 *
 * The settings of a stack take one role for all of its operations (`operationContext.oidc.aws.roleARN`), so a preview
 * of an unreviewed pull request would have the role of updates. They are left without it. Each run has a token for
 * itself in a file, whatever its settings say (https://www.pulumi.com/docs/deployments/guides/oidc/), and AWS's SDKs
 * exchange it for a role that the environment names; the command that comes first names it by the operation. Nothing
 * depends on this command being obeyed: the token's subject holds the operation, and each role's trust asks for it.
 */

import { type PulumiOperation, pulumiOperations } from "../federation/bindings";
import { operationsOf, reads } from "../federation/operations";
import type { Access } from "../naming";

/** https://www.pulumi.com/docs/deployments/guides/oidc/aws/ */
const tokenFile = "/mnt/pulumi/pulumi.oidc";

/** Variables that later commands and the engine have: https://www.pulumi.com/docs/deployments/concepts/settings/environment-variables/. */
const variablesFile = "/PULUMI_ENV";

export interface RunRoles {
  stack: string;
  /** ARN of the role of each access. */
  roleArn: Record<Access, string>;
}

/** The operations that a stack's runs may do, by access. */
export function operationsFor(access: Access, { remediate, expires }: { remediate: boolean; expires: boolean }) {
  if (access === "preview") return operationsOf(access);
  const wanted: PulumiOperation[] = ["update", "refresh"];
  if (remediate) wanted.push("remediate-drift");
  // Nothing but an expiry that somebody has declared destroys a stack without a person.
  if (expires) wanted.push("destroy");
  return wanted;
}

/** One line of shell, because each command has a shell of its own. */
export function credentialsCommand({ stack, roleArn }: RunRoles): string {
  const words = (access: Access) => pulumiOperations.filter((each) => reads(each) === (access === "preview")).join("|");
  const choose = (access: Access) => `${words(access)}) access=${access} role=${roleArn[access]};;`;
  const unknown = `*) echo "no role for the operation $PULUMI_CI_OPERATION" >&2; exit 1;;`;
  const variables = [
    "SLIPWAY_ACCESS=$access",
    "AWS_ROLE_ARN=$role",
    `AWS_WEB_IDENTITY_TOKEN_FILE=${tokenFile}`,
    `AWS_ROLE_SESSION_NAME=${sessionName(stack)}`,
  ];
  const write = `printf '%s\\n' ${variables.map((each) => `"${each}"`).join(" ")} >> ${variablesFile}`;
  return `case "$PULUMI_CI_OPERATION" in ${choose("preview")} ${choose("update")} ${unknown} esac; ${write}`;
}

/** What trails show of a run, 64 characters at most: its stack, and the number of the deployment to look it up by. */
function sessionName(stack: string): string {
  return `slipway-${stack.slice(0, 40)}-$PULUMI_CI_BUILD_NUMBER`;
}
