/** The workflow that a federation's own bindings make ready. */
import { didYouMean } from "../../suggest";
import type { Catalog } from "../../types";
import type {
  AzureDevOpsBinding,
  Binding,
  CircleCiBinding,
  EntraBinding,
  GitHubBinding,
  GitLabBinding,
} from "../bindings";
import { FederationError } from "../findings";
import { type FederatedRolePlan, federatedRoles } from "../roles";
import { azurePipeline } from "./azure";
import { circleCiConfiguration } from "./circleci";
import { githubWorkflow } from "./github";
import { gitlabPipeline } from "./gitlab";
import type { CiRole, CiRun, WorkflowFile } from "./run";

type Rendered = GitHubBinding | GitLabBinding | CircleCiBinding | AzureDevOpsBinding | EntraBinding;

/** Which bindings each CI's workflow can be made of. */
const providersOf = {
  github: ["github"],
  gitlab: ["gitlab"],
  circleci: ["circleci"],
  azure: ["azure-devops", "entra"],
} as const satisfies Record<string, readonly Rendered["provider"][]>;

export type RenderedCi = keyof typeof providersOf;
export const renderedCis = Object.keys(providersOf) as RenderedCi[];

export interface WorkflowWishes {
  /** Default: the CI of the federation's first `update` binding that has a workflow. */
  ci?: RenderedCi;
  /** Place of the binding in `update`, from 0. Default: the first of this CI. */
  binding?: number;
  /** Branch whose pushes are applied. Default: the binding's own, else `main`. */
  branch?: string;
  /** Agent pools, for a binding of provider `entra`. */
  pools?: { preview: string; update: string };
}

/** The federation of this name; an `Error` that names near ones when there is none. */
export function federationNamed(catalog: Catalog, name: string): FederatedRolePlan[] {
  const known = Object.keys(catalog.organization.federation);
  if (known.includes(name)) return federatedRoles(catalog).filter((each) => each.name === name);
  const there = known.length === 0 ? "Pulumi.yaml has none." : `Known: ${known.join(", ")}.`;
  throw new UnknownFederationError(`no federation "${name}" in Pulumi.yaml.${didYouMean(name, known)} ${there}`);
}

export class UnknownFederationError extends Error {
  override name = "UnknownFederationError";
}

/**
 * Files of the workflow, with all stacks that its roles may update. Throws `FederationError` when the bindings do not
 * make one.
 */
export function workflowOf(catalog: Catalog, name: string, wishes: WorkflowWishes = {}): WorkflowFile[] {
  const roles = federationNamed(catalog, name);
  const of = (access: "preview" | "update") => roles.find((role) => role.access === access);
  const update = chosenBinding(name, of("update")?.bindings ?? [], wishes);
  const preview = of("preview")?.bindings.find((each) => previewsOf(update, each));
  const { scope } = update as { scope?: { branch?: string } };
  const { organization } = catalog;
  const { accounts, sessionSeconds } = organization.federation[name]!;
  const run = {
    branch: wishes.branch ?? scope?.branch ?? "main",
    region: organization.home,
    stacks: catalog.stacks
      .filter(({ appliedBy, account }) => appliedBy === "update" && accounts.includes(account))
      .map((stack) => stack.name),
    update: { binding: update, roleArn: of("update")!.roleArn },
    ...(preview ? { preview: { binding: preview as Rendered, roleArn: of("preview")!.roleArn } } : {}),
    ...(sessionSeconds === undefined ? {} : { sessionSeconds }),
  };
  return render(name, run, wishes);
}

function chosenBinding(name: string, bindings: readonly Binding[], { ci, binding: index }: WorkflowWishes): Rendered {
  const wanted: readonly string[] = ci ? providersOf[ci] : Object.values(providersOf).flat();
  const fits = (binding: Binding | undefined): binding is Rendered => wanted.includes(binding?.provider ?? "");
  const found = index === undefined ? bindings.find(fits) : bindings[index];
  if (fits(found)) return found;
  const reason = `must have a binding of ${wanted.join(" or ")}${index === undefined ? "" : ` at ${index}`} to make a workflow of`;
  throw new FederationError([{ property: `federation.${name}.update`, reason }]);
}

/** Whether a binding admits the previews of what the update's binding applies: of its repository, any proposed change. */
function previewsOf(update: Rendered, binding: Binding): boolean {
  const source = ({ provider, ...each }: Binding) => {
    const { owner, repository, host, project, projectId, organizationId, tenantId } = each as Record<string, unknown>;
    return JSON.stringify([provider, owner, repository, host, project, projectId, organizationId, tenantId]);
  };
  const { scope } = binding as { scope?: object };
  const any = update.provider === "github" ? "pullRequests" : "anyBranch";
  return source(binding) === source(update) && (scope === undefined || any in scope);
}

function render(name: string, run: CiRun<Rendered>, { pools }: WorkflowWishes): WorkflowFile[] {
  switch (run.update.binding.provider) {
    case "github":
      return githubWorkflow(narrowed(run, "github"));
    case "gitlab":
      return gitlabPipeline(narrowed(run, "gitlab"));
    case "circleci":
      return circleCiConfiguration(narrowed(run, "circleci"));
    case "azure-devops":
      return azurePipeline(narrowed(run, "azure-devops"));
    case "entra":
      if (pools) return azurePipeline({ ...narrowed(run, "entra"), pools });
      throw new FederationError([
        { property: `federation.${name}.update`, reason: "is of entra: name the agent pools of previews and updates" },
      ]);
  }
}

/** The run as one of a single provider; `previewsOf` has seen to it that its preview is as well. */
function narrowed<P extends Rendered["provider"]>(run: CiRun<Rendered>, _provider: P) {
  type B = Extract<Rendered, { provider: P }>;
  return run as CiRun<Rendered> & { update: CiRole<B>; preview?: CiRole<B> };
}
