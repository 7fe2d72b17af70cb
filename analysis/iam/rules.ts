/** What is checked, how serious it is, what to do about it, and who says so. */

export interface RuleFacts {
  /** A mandatory finding ends the command with 3. */
  level: "mandatory" | "advisory";
  remedy: string;
  /** Address of the page that it follows from. */
  source: string;
}

const guide = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const authorization = "https://docs.aws.amazon.com/service-authorization/latest/reference";
const catalogue = `${authorization}/reference_policies_actions-resources-contextkeys.html`;

function mandatory(source: string, remedy: string): RuleFacts {
  return { level: "mandatory", remedy, source };
}

export const rules = {
  readable: mandatory(`${guide}/reference_policies_grammar.html`, "Give one JSON policy document as IAM accepts it."),
  known: {
    level: "advisory",
    remedy: "Compute names instead of discovering them, so that the document can be judged before the update.",
    source: `${guide}/reference_policies_grammar.html`,
  },
  version: mandatory(
    `${guide}/reference_policies_elements_version.html`,
    'Write "Version": "2012-10-17": without it policy variables are plain text.',
  ),
  elements: mandatory(
    `${guide}/reference_policies_grammar.html`,
    "Keep to the elements that this kind of document has.",
  ),
  "empty-list": mandatory(
    `${guide}/access-analyzer-reference-policy-checks.html`,
    "Fill the list or remove the statement: an empty one matches nothing.",
  ),
  "unique-sid": mandatory(
    `${guide}/reference_policies_elements_sid.html`,
    "Give each statement of the document its own Sid.",
  ),
  "sid-characters": mandatory(
    `${guide}/reference_policies_elements_sid.html`,
    "Use letters and digits only in the Sid of an IAM policy.",
  ),
  "condition-operator": mandatory(
    `${guide}/reference_policies_elements_condition_operators.html`,
    "Use one of IAM's operators, as StringEquals.",
  ),
  "known-service": mandatory(catalogue, "Use the prefix of the Service Authorization Reference."),
  "known-action": mandatory(catalogue, "Use an action of the Service Authorization Reference."),
  "action-of-kind": mandatory(
    `${guide}/access_policies_identity-vs-resource.html`,
    "Leave it out: a resource's policy decides about its own service only.",
  ),
  "action-matches": mandatory(
    catalogue,
    'Give the action a statement of its own on its own resources, or on "*" when it has none.',
  ),
  "resource-matches": mandatory(catalogue, "Correct the ARN, or remove it."),
  "condition-key": mandatory(
    catalogue,
    "Use a key that AWS sends with the action, or move the action to a statement without it.",
  ),
  "no-double-wildcard": mandatory(
    `${guide}/best-practices.html#grant-least-privilege`,
    "Name the actions, or the resources.",
  ),
  "pass-role": mandatory(
    `${guide}/id_roles_use_passrole.html`,
    "Name the roles, and the service that they are for with StringEquals on iam:PassedToService.",
  ),
  "no-exclusion": mandatory(
    `${guide}/reference_policies_elements_notaction.html`,
    "Name what is allowed: what is left out grows with every new service, resource or principal.",
  ),
  principal: mandatory(
    `${guide}/reference_policies_elements_principal.html`,
    "Name an account, role, service or identity provider as IAM writes it.",
  ),
  "not-public": mandatory(
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    "Name the principals, or narrow them by a fixed aws:PrincipalArn, aws:PrincipalOrgID or source.",
  ),
  "own-accounts": mandatory(
    `${guide}/what-is-access-analyzer.html`,
    "Remove it, add the account to Pulumi.yaml, or pass --allow-account.",
  ),
  "no-confused-deputy": mandatory(
    `${guide}/confused-deputy.html`,
    "Add aws:SourceAccount, and aws:SourceArn where the service sends it.",
  ),
  size: mandatory(`${guide}/reference_iam-quotas.html`, "Split the document, or let wildcards name alike resources."),
  ignore: mandatory(
    `${guide}/access-analyzer-archive-rules.html`,
    "Remove the ignore, or give it a later date with a reason that holds.",
  ),
} as const satisfies Record<string, RuleFacts>;

export type RuleName = keyof typeof rules;
