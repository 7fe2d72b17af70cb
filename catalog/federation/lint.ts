/** What is loose about any trust policy that lets web identities in, ours or another's. */
import { type PolicyDocument, readPolicy } from "../iam";
import type { Statement } from "../iam/document";
import { like } from "../iam/pattern";
import { list } from "../iam/statement";

export type TrustRule = "provider" | "audience" | "subject" | "issuer" | "pull-request";

export interface TrustFlaw {
  rule: TrustRule;
  /** Its `Sid`, or `Statement[n]`. */
  statement: string;
  value?: unknown;
  /** What is wrong and what to do about it. */
  reason: string;
}

/**
 * Subjects with wildcards that still mean one repository, project or organisation's run, by issuer: the wildcard is
 * behind everything that says who it is. Of other issuers none is known.
 */
const anchored: { issuer: RegExp; subject: RegExp }[] = [
  {
    issuer: /^token\.actions\.githubusercontent\.com$/,
    subject: /^repo:[\w-]+(@\d+)?\/[\w.-]+(@\d+)?:(ref:refs\/(heads|tags)\/[^*?]+\*|environment:[^*?]+\*)$/,
  },
  { issuer: /^[^/]+$/, subject: /^project_path:[\w.-]+(\/[\w.-]+)+:ref_type:(branch:ref:[^*?]*|tag:ref:[^*?]+)\*$/ },
  {
    issuer: /^api\.bitbucket\.org\//,
    subject: /^\{[0-9a-f-]{36}\}:(\{[0-9a-f-]{36}\}:)?\{[?-]{36}\}$/,
  },
  {
    issuer: /^oidc\.circleci\.com\/org\//,
    subject:
      /^org\/[0-9a-f-]{36}\/project\/[0-9a-f-]{36}\/user\/[?-]{36}\/vcs-origin\/[^*?]+\/vcs-ref\/refs\/(heads|tags)\/[^*?]*\*?$/,
  },
];

/**
 * Every flaw of the statements that allow `sts:AssumeRoleWithWebIdentity`. Throws `PolicyError` for a document that
 * cannot be read.
 */
export function trustFlaws(document: PolicyDocument | string): TrustFlaw[] {
  return readPolicy(document, "trust policy").Statement.flatMap((statement, index) =>
    admitsWebIdentity(statement) ? flawsOf(statement, statement.Sid ?? `Statement[${index}]`) : [],
  );
}

function admitsWebIdentity({ Effect, Action, NotAction, Principal }: Statement): boolean {
  const web = list(Action).some((action) => like(action.toLowerCase(), "sts:assumerolewithwebidentity"));
  const federated = typeof Principal === "object" && Principal.Federated !== undefined;
  return Effect === "Allow" && (web || NotAction !== undefined) && (federated || Principal === "*");
}

function flawsOf(statement: Statement, name: string): TrustFlaw[] {
  const flaw = (rule: TrustRule, value: unknown, reason: string): TrustFlaw => ({
    rule,
    statement: name,
    value,
    reason,
  });
  const providers = typeof statement.Principal === "object" ? list(statement.Principal.Federated) : ["*"];
  const [, path] = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:oidc-provider\/([^*?]+)$/.exec(providers[0] ?? "") ?? [];
  if (providers.length !== 1 || path === undefined) {
    return [flaw("provider", providers, "must be the ARN of one identity provider; write a statement for each")];
  }
  const tests = conditionsOn(statement);
  const named = (claim: string) => tests.filter(({ key }) => key === `${path}:${claim}`.toLowerCase());
  const foreign = tests.filter(({ key }) => /:(aud|sub)$/.test(key) && !key.startsWith(`${path}:`.toLowerCase()));
  return [
    ...foreign.map(({ key }) =>
      flaw("issuer", key, `must begin with ${path}: as the provider's ARN ends; no token has this claim`),
    ),
    ...(named("aud").some(({ operator, values }) => operator === "StringEquals" && values.every(plain))
      ? []
      : [flaw("audience", path, `must be tested: StringEquals on ${path}:aud, without wildcards`)]),
    ...subjectFlaws(path, named("sub"), flaw),
  ];
}

interface Test {
  operator: string;
  /** In lower case, as IAM compares keys. */
  key: string;
  values: string[];
}

function conditionsOn({ Condition = {} }: Statement): Test[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: list(values) })),
  );
}

function subjectFlaws(
  path: string,
  tests: Test[],
  flaw: (rule: TrustRule, value: unknown, reason: string) => TrustFlaw,
): TrustFlaw[] {
  const exact = tests.filter(({ operator }) => operator === "StringEquals");
  const patterns = tests.filter(({ operator }) => operator === "StringLike");
  if (exact.length + patterns.length === 0) {
    return [flaw("subject", path, `must be tested: StringEquals or StringLike on ${path}:sub`)];
  }
  const wide = (exact.length > 0 ? [] : patterns)
    .flatMap(({ values }) => values)
    .filter((value) => !plain(value) && !anchored.some((form) => form.issuer.test(path) && form.subject.test(value)));
  const pulls = [...exact, ...patterns].flatMap(({ values }) => values).filter((value) => /:pull_request$/.test(value));
  return [
    ...wide.map((value) =>
      flaw("subject", value, "admits runs that it does not name; write the repository, and the branch or environment"),
    ),
    ...pulls.map((value) => flaw("pull-request", value, "admits any pull request, whose code nobody has reviewed")),
  ];
}

function plain(value: string): boolean {
  return value !== "" && !/[*?$]/.test(value);
}
