/** What every CI runs: previews with the preview role, updates of one branch with the update role. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Scalar, stringify } from "yaml";
import { packageRoot } from "../../package-root";
import type { Binding } from "../bindings";
import { bindingFindings, FederationError, type FederationFinding } from "../findings";
import { issuerOf } from "../issuers";
import { session, sessionFindings } from "../session";

/** A role and the binding by which its trust admits the job. */
export interface CiRole<B extends Binding> {
  binding: B;
  roleArn: string;
}

export interface CiRun<B extends Binding> {
  /** Branch whose pushes are applied. */
  branch: string;
  /** Region that the command works from: the organisation's home. */
  region: string;
  /** Stacks that are previewed and updated, each by name; those of kind `account` are an administrator's. */
  stacks: string[];
  update: CiRole<B>;
  /** Default: no previews of pull requests. */
  preview?: CiRole<B>;
  /** `sessionSeconds` of the update's role, and as long its job may take. Default 3600. */
  sessionSeconds?: number;
}

export interface WorkflowFile {
  /** Path in the repository. */
  path: string;
  content: string;
}

/** Minutes until a job is stopped: an update when its credentials end. */
export function minutesOf(verb: "preview" | "update", { sessionSeconds = 3600 }: { sessionSeconds?: number }): number {
  return verb === "preview" ? 30 : Math.floor(sessionSeconds / 60);
}

/** Release line of Node.js that jobs run on; 24 is supported until April 2028: https://nodejs.org/en/about/previous-releases. */
export const nodeVersion = "24";

/** Packages without their install scripts: they would run beside the job's token. */
export const install = "npm ci --ignore-scripts";

export function command(verb: "preview" | "update", stacks: string[]): string {
  // Never a package of the same name from a registry.
  const slipway = "npx --no -- slipway";
  return `${slipway} ${verb === "preview" ? "preview" : "up --yes"} ${stacks.join(" ")}`;
}

const scriptPath = "ci/slipway-credentials.sh";

/** The script that exchanges tokens, to be committed beside the workflow. */
export function credentialsScript(): WorkflowFile {
  const source = join(packageRoot(), "catalog", "federation", "workflows", "credentials.sh");
  return { path: scriptPath, content: readFileSync(source, "utf8") };
}

export function withCredentials(verb: "preview" | "update", stacks: string[]): string {
  return `sh ${scriptPath} ${command(verb, stacks)}`;
}

/** Variables of the script, and none of them a secret. */
export function variables<B extends Binding>(
  issuer: "github" | "gitlab" | "circleci" | "entra",
  { region, update, preview, sessionSeconds }: CiRun<B>,
  verb: "preview" | "update",
): Record<string, string> {
  const { binding, roleArn } = verb === "update" ? update : preview!;
  return {
    AWS_REGION: region,
    SLIPWAY_AUDIENCE: issuerOf(binding).audience,
    SLIPWAY_ISSUER: issuer,
    SLIPWAY_ROLE_ARN: roleArn,
    ...(verb === "update" && sessionSeconds ? { SLIPWAY_SECONDS: String(sessionSeconds) } : {}),
  };
}

/** Throws `FederationError` with the findings of every run and the given ones. */
export function refuseRun<B extends Binding>(run: CiRun<B>, further: FederationFinding[] = []): void {
  const findings = [...runFindings(run), ...further];
  if (findings.length > 0) throw new FederationError(findings);
}

function runFindings<B extends Binding>(run: CiRun<B>): FederationFinding[] {
  const { branch, region, stacks, update, preview, sessionSeconds = session.least } = run;
  const check = (property: string, value: string, pattern: RegExp, reason: string): FederationFinding[] =>
    pattern.test(value) ? [] : [{ property, value, reason }];
  const role = (property: "update" | "preview", given: CiRole<B>): FederationFinding[] => [
    ...check(
      `${property}.roleArn`,
      given.roleArn,
      new RegExp(`^arn:aws(-[a-z]+)*:iam::\\d{12}:role/slipway/[\\w+=,.@-]+-${property}$`),
      `must be the ARN of a federated role for ${property}`,
    ),
    ...bindingFindings([given.binding], property).map((finding) => ({
      ...finding,
      property: finding.property.replace("bindings[0]", `${property}.binding`),
    })),
  ];
  const { scope } = update.binding as { scope?: { branch?: string } };
  return [
    ...check("branch", branch, /^\w[\w./+@-]{0,199}$/, "must be one branch, without refs/heads/"),
    ...check("region", region, /^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region, such as us-east-1"),
    ...(stacks.length === 0 ? [{ property: "stacks", value: stacks, reason: "must name at least one stack" }] : []),
    ...stacks.flatMap((stack, index) =>
      check(`stacks[${index}]`, stack, /^\w[\w.-]{0,99}$/, "must be a stack's name: letters, digits and _ . -"),
    ),
    ...sessionFindings(sessionSeconds),
    ...role("update", update),
    ...(preview ? role("preview", preview) : []),
    ...(scope?.branch !== undefined && scope.branch !== branch
      ? [
          {
            property: "update.binding.scope.branch",
            value: scope.branch,
            reason: `must be ${branch}, the branch that is applied`,
          },
        ]
      : []),
  ];
}

/** Node.js 24.21.0 on Debian 12, which has `git` and `curl`: https://hub.docker.com/_/node. */
export const nodeImage =
  "node:24.21.0-bookworm@sha256:64af3819f9275802414d7cdc38c27e9d82bd564dec4d4da87d008255d36c63b4";

/** A tag can be moved, a digest cannot. */
export function imageFindings(image: string): FederationFinding[] {
  return /^[a-z0-9][\w./-]*(:[\w.-]+)?@sha256:[0-9a-f]{64}$/.test(image)
    ? []
    : [{ property: "image", value: image, reason: "must be an image with its digest: node:24-bookworm@sha256:..." }];
}

/** A value with a comment behind it. */
export function commented(value: string, comment: string): Scalar {
  const scalar = new Scalar(value);
  scalar.comment = ` ${comment}`;
  return scalar;
}

/** YAML text with its heading; nothing in it is shared by anchors or folded. */
export function rendered(heading: string[], document: object): string {
  const text = stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
  return `${heading.map((line) => `# ${line}`).join("\n")}\n${text}`;
}
