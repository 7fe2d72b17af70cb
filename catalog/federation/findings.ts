/** What is wrong with bindings, all at once, before any trust is made of them. */
import type { Access } from "../naming";
import type { Asked, Binding, GitHubScope, PulumiBinding } from "./bindings";
import { pulumiOperations } from "./bindings";
import { reads } from "./operations";

export interface FederationFinding {
  /** In dots and brackets: `bindings[0].scope.branch`. */
  property: string;
  value?: unknown;
  /** What must be so, and what to do about it. */
  reason: string;
}

/** Several mistakes; its message lists them. */
export class FederationError extends Error {
  override name = "FederationError";

  constructor(readonly findings: FederationFinding[]) {
    super(
      findings
        .map(
          ({ property, value, reason }) =>
            `${property}${value === undefined ? "" : ` = ${JSON.stringify(value)}`}: ${reason}`,
        )
        .join("\n"),
    );
  }
}

/** What a value must look like, and that in words. */
export interface Form {
  pattern: RegExp;
  words: string;
}

export const forms = {
  guid: {
    pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    words: "must be a UUID in lower case, without braces",
  },
  number: { pattern: /^[1-9]\d{0,18}$/, words: "must be a numeric id in quotes" },
  /** Narrower than git's own rule: none of IAM's wildcards and variables, nothing that a shell reads. */
  ref: {
    pattern: /^(?!refs\/)(?!.*(\.\.|\/\/|\/$))[\w][\w./+@-]{0,199}$/,
    words: "must be one name without refs/heads/ or refs/tags/: letters, digits and _ . / + @ -, no wildcard",
  },
  tag: {
    pattern: /^(?!refs\/)(?!.*(\.\.|\/\/|\/$))[\w][\w./+@-]{0,199}\*?$/,
    words: "must be a tag, or what tags begin with and * at the end (v*): letters, digits and _ . / + @ -",
  },
  audience: { pattern: /^[\w.:/-]{1,255}$/, words: "must be 1 to 255 letters, digits and _ . : / -, no wildcard" },
  owner: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/,
    words: "must be an organisation or user of GitHub, no wildcard",
  },
  repository: { pattern: /^[\w.-]{1,100}$/, words: "must be one repository's name without owner, no wildcard" },
  environment: {
    pattern: /^[\w./-]{1,100}$/,
    words: "must be one environment: letters, digits and _ . / -, no wildcard",
  },
  host: {
    pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    words: "must be a host in lower case, without scheme, port and slash, such as gitlab.example.com",
  },
  project: {
    pattern: /^[\w][\w.-]*(\/[\w][\w.-]*)+$/,
    words: "must be the full path of one project with its groups, such as acme/orders, no wildcard",
  },
  slug: { pattern: /^[a-z0-9_-]{1,62}$/, words: "must be the workspace as in its address, in lower case" },
  azureName: {
    pattern: /^[\w](?:[\w .-]{0,254}[\w.-])?$/,
    words: "must be one name: letters, digits, spaces and _ . -, no wildcard",
  },
  origin: {
    pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[\w.-]+)+$/,
    words:
      "must be host and path of the repository, such as github.com/acme/orders, without scheme and slash at the end",
  },
  pulumiOrganization: {
    pattern: /^[a-z0-9][a-z0-9_-]{0,38}$/,
    words: "must be the organisation in lower case: AWS compares the audience case by case",
  },
  pulumiName: { pattern: /^[\w.-]{1,100}$/, words: "must be one name: letters, digits and _ . -, no wildcard" },
} satisfies Record<string, Form>;

/** Every mistake of the bindings of a role with this access. */
export function bindingFindings(bindings: readonly Binding[], access: Access): FederationFinding[] {
  if (bindings.length === 0) return [{ property: "bindings", value: [], reason: "must name at least one binding" }];
  return bindings.flatMap((binding, index) => new Check(`bindings[${index}]`, access).binding(binding));
}

const unscopedWords = "must say which branch, tag or environment is admitted; without it every run would be";

/** Files are not typed: a binding without its scope must be refused as well. */
function unscoped(binding: Binding): boolean {
  const scoped = ["github", "gitlab", "bitbucket", "circleci"].includes(binding.provider);
  const { scope } = binding as { scope?: unknown };
  return scoped && (typeof scope !== "object" || scope === null);
}

/** Looks at one binding. */
class Check {
  constructor(
    private readonly at: string,
    private readonly access: Access,
  ) {}

  binding(binding: Binding): FederationFinding[] {
    const audience = binding.audience === undefined ? [] : this.form("audience", binding.audience, forms.audience);
    return [
      ...audience,
      ...(unscoped(binding) ? [this.finding("scope", undefined, unscopedWords)] : this.provider(binding)),
    ];
  }

  private provider(binding: Binding): FederationFinding[] {
    switch (binding.provider) {
      case "github":
        return [
          ...this.form("owner", binding.owner, forms.owner),
          ...this.form("repository", binding.repository, forms.repository),
          ...(binding.ids ? this.form("ids.owner", binding.ids.owner, forms.number) : []),
          ...(binding.ids ? this.form("ids.repository", binding.ids.repository, forms.number) : []),
          ...(binding.immutableSubject && !binding.ids
            ? [this.finding("ids", undefined, "must be given, because the subjects hold them")]
            : []),
          ...this.github(binding.scope),
        ];
      case "github-organization":
        return [
          ...this.form("owner", binding.owner, forms.owner),
          ...(binding.ownerId === undefined ? [] : this.form("ownerId", binding.ownerId, forms.number)),
          ...this.asked("wholeOrganization", binding.wholeOrganization),
        ];
      case "gitlab":
        return [
          ...(binding.host === undefined ? [] : this.form("host", binding.host, forms.host)),
          ...this.form("project", binding.project, forms.project),
          ...this.refs(binding.scope),
        ];
      case "bitbucket":
        return [
          ...this.form("workspace", binding.workspace, forms.slug),
          ...this.form("workspaceId", binding.workspaceId, forms.guid),
          ...this.form("repositoryId", binding.repositoryId, forms.guid),
          ...("environmentId" in binding.scope
            ? this.form("scope.environmentId", binding.scope.environmentId, forms.guid)
            : this.asked("scope.anyStep", binding.scope.anyStep)),
        ];
      case "azure-devops":
        return [
          ...this.form("organization", binding.organization, forms.azureName),
          ...this.form("organizationId", binding.organizationId, forms.guid),
          ...this.form("project", binding.project, forms.azureName),
          ...this.form("connection", binding.connection, forms.azureName),
        ];
      case "entra":
        return [
          ...this.form("tenantId", binding.tenantId, forms.guid),
          ...this.form("objectId", binding.objectId, forms.guid),
          ...(binding.audience === undefined ? this.form("audience", undefined, forms.audience) : []),
        ];
      case "circleci":
        return [
          ...this.form("organizationId", binding.organizationId, forms.guid),
          ...this.form("projectId", binding.projectId, forms.guid),
          ...this.form("origin", binding.origin, forms.origin),
          ...this.refs(binding.scope),
        ];
      case "pulumi":
        return this.pulumi(binding);
      default:
        return [
          this.finding(
            "provider",
            (binding as { provider?: unknown }).provider,
            "must be github, github-organization, gitlab, bitbucket, azure-devops, entra, circleci or pulumi",
          ),
        ];
    }
  }

  private github(scope: GitHubScope): FederationFinding[] {
    if ("pullRequests" in scope) return this.asked("scope.pullRequests", scope.pullRequests);
    if ("environment" in scope) {
      return [...this.form("scope.environment", scope.environment, forms.environment), ...this.refs(scope)];
    }
    return this.refs(scope);
  }

  private refs(scope: { branch: string } | { tag: string } | { anyBranch: Asked }): FederationFinding[] {
    if ("branch" in scope) return this.form("scope.branch", scope.branch, forms.ref);
    if ("tag" in scope) return this.form("scope.tag", scope.tag, forms.tag);
    return this.asked("scope.anyBranch", scope.anyBranch);
  }

  private pulumi({ organization, project, stacks, operations }: PulumiBinding): FederationFinding[] {
    const unfit = (operations ?? []).filter(
      (each) => !pulumiOperations.includes(each) || reads(each) !== (this.access === "preview"),
    );
    return [
      ...this.form("organization", organization, forms.pulumiOrganization),
      ...this.form("project", project, forms.pulumiName),
      ...(stacks.length === 0 ? [this.finding("stacks", stacks, "must name at least one stack")] : []),
      ...stacks.flatMap((stack, index) => this.form(`stacks[${index}]`, stack, forms.pulumiName)),
      ...(operations?.length === 0 ? [this.finding("operations", [], "must name one operation, or be left out")] : []),
      ...unfit.map((each) => this.finding("operations", each, `must be an operation of a role for ${this.access}`)),
    ];
  }

  /** A wide admission: reasoned, and never for a role that changes anything. */
  private asked(property: string, asked: Asked | undefined): FederationFinding[] {
    const reason = asked?.reason ?? "";
    return [
      ...(this.access === "update"
        ? [this.finding(property, undefined, "is for previews only; bind the update role to a branch or environment")]
        : []),
      ...(reason.trim().length < 10
        ? [this.finding(`${property}.reason`, reason, "must say in a sentence why so many runs are admitted")]
        : []),
    ];
  }

  private form(property: string, value: string | undefined, { pattern, words }: Form): FederationFinding[] {
    return typeof value === "string" && pattern.test(value) ? [] : [this.finding(property, value ?? "", words)];
  }

  private finding(property: string, value: unknown, reason: string): FederationFinding {
    return { property: `${this.at}.${property}`, ...(value === undefined ? {} : { value }), reason };
  }
}
