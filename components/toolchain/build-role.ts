import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policy, trustService } from "../../catalog/iam/document";
import type { BuildVariable } from "../../catalog/service-types";
import { accountIdFindings, type Finding, refuse } from "../problems";
import { type BuildPlace, buildProjectArn, imageRepositoryArn } from "./build-project-facts";
import {
  type BuildUse,
  batchStatements,
  buildStatements,
  type NetworkStacks,
  networkStatements,
} from "./build-project-statements";
import { trackRole } from "./track-role";

export interface BuildRoleArgs extends BuildUse {
  /** First part of the organisation's names: outside of them, the boundary allows a build nothing. */
  prefix: string;
  /** Physical name, at most 64 characters. */
  roleName: string;
  /** ARN of the account's boundary for roles of services. */
  boundaryArn: string;
  /** Projects whose builds have the role, at least one; a name may hold wildcards. */
  projectNames: string[];
  /** Stacks of the subnets and of the security group of builds in a VPC. Default: none is in one. */
  network?: NetworkStacks;
  /** Role that runs batches, and the projects that have them. Default: none. */
  batch?: { roleName: string; projectNames: string[] };
}

/**
 * Role of one service's builds, in the toolchain account, below the IAM path `/services/` and inside the boundary:
 * it reaches the service's artifacts, logs, variables and reports, and no other service's.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class BuildRole extends pulumi.ComponentResource {
  /** ARN, known when the role has its rights. */
  readonly roleArn: pulumi.Output<string>;
  /** ARN of the role that runs batches; empty without batches. */
  readonly batchRoleArn: pulumi.Output<string>;

  constructor(name: string, args: BuildRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:toolchain:BuildRole", name, {}, opts);
    refuse("BuildRole", name, findings(args));
    const { network, batch } = args;
    const child = { parent: this };
    // CodeBuild tries the rights when a project is made, so whoever names a role waits for them.
    this.roleArn = trackRole(
      name,
      {
        roleName: args.roleName,
        description: "Builds of one service run with it",
        boundaryArn: args.boundaryArn,
        trust: buildRoleTrust(args, args.projectNames),
        policies: {
          build: policy(...buildStatements(args), ...(network ? networkStatements(args, network) : [])),
        },
      },
      child,
    );
    this.batchRoleArn = batch
      ? trackRole(
          `${name}-batch`,
          {
            roleName: batch.roleName,
            description: "Batches of one service's builds run with it",
            boundaryArn: args.boundaryArn,
            trust: buildRoleTrust(args, batch.projectNames),
            policies: { run: policy(...batchStatements(args, batch.projectNames)) },
          },
          child,
        )
      : pulumi.output("");
    this.registerOutputs({ roleArn: this.roleArn, batchRoleArn: this.batchRoleArn });
  }
}

/**
 * Admits CodeBuild for exactly these projects
 * (https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html).
 */
export function buildRoleTrust(place: BuildPlace, projectNames: string[]): PolicyDocument {
  const projects = projectNames.map((name) => buildProjectArn(place, name)).sort();
  return policy(trustService("CodeBuild", "codebuild", place.partition, place.accountId, projects));
}

/** What the boundary would refuse when a build runs is refused here, where somebody reads it. */
function findings(args: BuildRoleArgs): Finding[] {
  const { prefix, artifacts, batch, network } = args;
  const found = [
    ...accountIdFindings("accountId", args.accountId),
    ...roleFindings("roleName", args.roleName, prefix),
    ...projectFindings("projectNames", args.projectNames, prefix),
    ...outside("artifacts.bucket", artifacts.bucket, `${prefix}-`),
    ...outside("artifacts.keyAlias", artifacts.keyAlias, `alias/${prefix}/artifacts/`),
    ...args.logGroupNames.flatMap((name, at) => outside(`logGroupNames[${at}]`, name, `/slipway/${prefix}/`)),
    ...(args.variables ?? []).flatMap((variable, at) => variableFindings(`variables[${at}]`, variable, prefix)),
    ...(args.variableKeyAliases ?? []).flatMap((alias, at) =>
      outside(`variableKeyAliases[${at}]`, alias, `alias/${prefix}/`),
    ),
    ...(args.images ?? []).flatMap((image, at) => imageFindings(`images[${at}]`, image, args)),
    ...(args.reportGroups ?? []).flatMap(({ name }, at) => outside(`reportGroups[${at}].name`, name, `${prefix}-`)),
  ];
  if (batch) {
    found.push(...roleFindings("batch.roleName", batch.roleName, prefix));
    found.push(...projectFindings("batch.projectNames", batch.projectNames, prefix));
    if (batch.roleName === args.roleName) {
      const reason = "must be a role of its own: builds could start further builds with it";
      found.push({ property: "batch.roleName", value: batch.roleName, reason });
    }
  }
  for (const [key, stack] of Object.entries(network ?? {})) {
    if (stack === "") found.push({ property: `network.${key}`, value: stack, reason: "must be the name of a stack" });
  }
  return found;
}

function outside(property: string, value: string, begin: string): Finding[] {
  if (value.startsWith(begin)) return [];
  return [{ property, value, reason: `must begin with ${begin}: the boundary lets builds use nothing else` }];
}

function variableFindings(property: string, variable: BuildVariable, prefix: string): Finding[] {
  if ("secret" in variable) return outside(`${property}.secret`, variable.secret, `${prefix}/`);
  if (!("parameter" in variable)) return [];
  const { parameter } = variable;
  if (parameter.startsWith(`/slipway/${prefix}/`)) {
    const reason = "must not be one of the platform's own parameters, which no build may read";
    return [{ property: `${property}.parameter`, value: parameter, reason }];
  }
  return outside(`${property}.parameter`, parameter, `/${prefix}/`);
}

function imageFindings(property: string, image: string, args: BuildRoleArgs): Finding[] {
  const { prefix, partition, accountId } = args;
  const repository = imageRepositoryArn(partition, image)?.split(":").slice(4).join(":");
  if (repository === undefined) return [];
  const [own, base] = [`${accountId}:repository/${prefix}/`, `${accountId}:repository/${prefix}-base/`];
  if (repository.startsWith(base) || (repository.startsWith(own) && repository.split("/").length > 3)) return [];
  const reason = `must be of ${prefix}/<service>/<image> or ${prefix}-base/ in account ${accountId}: the boundary lets builds fetch nothing else`;
  return [{ property, value: image, reason }];
}

function roleFindings(property: string, value: string, prefix: string): Finding[] {
  if (/^[\w+=,.@-]{1,64}$/.test(value) && value.startsWith(`${prefix}-`)) return [];
  return [{ property, value, reason: `must begin with ${prefix}- and be at most 64 letters, digits and _+=,.@-` }];
}

function projectFindings(property: string, values: string[], prefix: string): Finding[] {
  if (values.length === 0) return [{ property, value: values, reason: "must name at least one project" }];
  return values.flatMap((value, at) => outside(`${property}[${at}]`, value, `${prefix}-`));
}
