/** Everything of IAM that the platform itself works with in one account. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roleSessionSeconds } from "../../catalog/iam/session";
import { type Access, platformPath } from "../../catalog/naming";
import type { PeopleAccess } from "../../catalog/people/access";
import type { ReleaseWork, StandardService } from "../../catalog/releases";
import { accountIdFindings, type Finding, refuse, roleArnFindings } from "../problems";
import { serviceBoundary } from "./boundary";
import { toolchainBoundary } from "./build-boundary";
import { chatPolicy, chatTrust } from "./chat-role";
import { codedeployPolicy, codedeployToEcsPolicy, codedeployTrust } from "./codedeploy-role";
import { deployPolicy, deployToEcsPolicy, deployTrust } from "./deploy-role";
import { ecsPolicy, ecsTrust } from "./ecs-role";
import { flowLogsRole } from "./flow-logs-role";
import { gatesPolicy, gatesTrust } from "./gates-role";
import { notifyPolicy, notifyTrust } from "./notify-role";
import { peopleRoles } from "./people-roles";
import { pipelinePolicy, pipelineTrust } from "./pipeline-role";
import { releasePolicy, releaseTrust, targetReleasePolicy, targetReleaseTrust } from "./release-role";
import type { RoleSpecification } from "./role-specification";
import { type Operators, type RunTarget, runPolicy, runTrust } from "./run-role";
import { accountRolePolicies, accountRoleTrust, type UpdatePlace } from "./update-role";

export interface AccountRolesArgs extends UpdatePlace {
  /** Accounts that pipelines deploy to, by alias; used in the toolchain account only, which is never among them. */
  deployTargets: Record<string, string>;
  /** Ids of the accounts that the release function releases to; used in the toolchain account only. Default: none. */
  releaseTargets?: string[];
  /** Whether releases copy functions' zips to other regions; used in the toolchain account only. Default: they do not. */
  copiesZips?: boolean;
  /** What is released to ECS and Lambda in this account; without it, there is no role for releases. */
  releases?: ReleaseWork;
  /** Services on ECS here to which pipelines deploy with CodePipeline's own actions. Default: none. */
  standardEcs?: StandardService[];
  /** Names of the functions that rollouts here run beside Slipway's own. Default: none. */
  hookFunctions?: string[];
  /** Accounts whose state is kept in this account, and whose run roles are made here therefore. May be empty. */
  runs: RunTarget[];
  operators: Operators;
  /** People who enter roles of the account. Default: nobody. */
  people?: PeopleAccess;
}

/**
 * The platform's roles of an account, all below the IAM path `/slipway/`, and the boundary of services' roles.
 * Every name and document is computed from the files, so that no account waits for another.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class AccountRoles extends pulumi.ComponentResource {
  readonly boundaryArn: pulumi.Output<string>;
  /** ARNs by role name. */
  readonly roleArns: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: AccountRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:account:AccountRoles", name, {}, opts);
    refuse("AccountRoles", name, findings(args));
    const boundary = new aws.iam.Policy(
      `${name}-boundary`,
      {
        name: args.names.boundary,
        path: platformPath,
        description: "The most that a service's role can do",
        policy: JSON.stringify(args.accountId === args.toolchainId ? toolchainBoundary(args) : serviceBoundary(args)),
      },
      { parent: this, protect: true },
    );
    const arns: Record<string, pulumi.Output<string>> = {};
    for (const role of roles(args)) {
      arns[role.roleName] = this.makeRole(name, role).arn;
    }
    this.boundaryArn = boundary.arn;
    this.roleArns = pulumi.output(arns);
    this.registerOutputs({ boundaryArn: this.boundaryArn, roleArns: this.roleArns });
  }

  private makeRole(name: string, { part, roleName, description, trust, policies, managed }: RoleSpecification) {
    const child = { parent: this };
    const role = new aws.iam.Role(
      `${name}-${part}`,
      {
        name: roleName,
        path: platformPath,
        description,
        assumeRolePolicy: JSON.stringify(trust),
        maxSessionDuration: roleSessionSeconds,
      },
      child,
    );
    for (const [policyName, document] of Object.entries(policies ?? {})) {
      new aws.iam.RolePolicy(
        `${name}-${part}-${policyName}`,
        { name: policyName, role: role.name, policy: JSON.stringify(document) },
        child,
      );
    }
    for (const [policyName, document] of Object.entries(managed ?? {})) {
      const policy = new aws.iam.Policy(
        `${name}-${part}-${policyName}`,
        { name: `${roleName}-${policyName}`, path: platformPath, policy: JSON.stringify(document) },
        child,
      );
      new aws.iam.RolePolicyAttachment(
        `${name}-${part}-${policyName}`,
        { role: role.name, policyArn: policy.arn },
        child,
      );
    }
    return role;
  }
}

function roles(args: AccountRolesArgs): RoleSpecification[] {
  const { names } = args;
  const accountRole = (access: Access, description: string): RoleSpecification => ({
    part: access,
    roleName: names.platformRole(access),
    description,
    trust: accountRoleTrust(args, access),
    managed: accountRolePolicies(args, access),
  });
  return [
    accountRole("update", "Slipway makes and changes this account's resources with it"),
    accountRole("preview", "Slipway reads this account's resources with it"),
    ...(args.accountId === args.toolchainId ? toolchainRoles(args) : targetRoles(args)),
    ...(args.accountId !== args.toolchainId || args.buildNetwork ? [flowLogsRole(args)] : []),
    ...(args.people ? peopleRoles(args, args.people) : []),
    ...args.runs.flatMap((run) => runRoles(args, run)),
  ];
}

function targetRoles(args: AccountRolesArgs): RoleSpecification[] {
  const { names, releases, standardEcs = [], hookFunctions = [] } = args;
  const standard = standardEcs.length > 0;
  const onEcs = releases?.ecs || standard;
  return [
    {
      part: "deploy",
      roleName: names.platformRole("deploy"),
      description: "Pipelines deploy to this account with it",
      trust: deployTrust(args),
      policies: { deploy: deployPolicy(args), ...(standard ? { ecs: deployToEcsPolicy(args, standardEcs) } : {}) },
    },
    ...(releases
      ? [
          {
            part: "release",
            roleName: names.platformRole("release"),
            description: "Releases to ECS and Lambda change this account with it",
            trust: targetReleaseTrust(args),
            policies: { release: targetReleasePolicy(args, releases) },
          },
        ]
      : []),
    {
      part: "codedeploy",
      roleName: names.platformRole("codedeploy"),
      description: "CodeDeploy works with it",
      trust: codedeployTrust(args),
      policies: {
        deployments: codedeployPolicy(args, hookFunctions),
        ...(onEcs ? { ecs: codedeployToEcsPolicy(args) } : {}),
      },
    },
    ...(onEcs
      ? [
          {
            part: "ecs",
            roleName: names.platformRole("ecs"),
            description: "ECS shifts traffic and runs hooks with it",
            trust: ecsTrust(args),
            policies: { rollouts: ecsPolicy(args, hookFunctions) },
          },
        ]
      : []),
  ];
}

function toolchainRoles(args: AccountRolesArgs): RoleSpecification[] {
  const { names, deployTargets, releaseTargets = [], copiesZips = false, operators } = args;
  const releases = releaseTargets.length > 0;
  const tracks = Object.keys(deployTargets).sort();
  return [
    {
      part: "pipeline",
      roleName: names.pipelineRole(),
      description: "Pipelines that promote run as it",
      trust: pipelineTrust(args),
      policies: { pipeline: pipelinePolicy(args, { targets: Object.values(deployTargets), releases }) },
    },
    ...tracks.map((track) => ({
      part: `pipeline-${track}`,
      roleName: names.pipelineRole(track),
      description: `Branch pipelines of ${track} run as it`,
      trust: pipelineTrust(args, track),
      policies: { pipeline: pipelinePolicy(args, { targets: [deployTargets[track]!], releases }, track) },
    })),
    {
      part: "gates",
      roleName: names.platformRole("gates"),
      description: "The gates of pipelines decide with it",
      trust: gatesTrust(args),
      policies: { gates: gatesPolicy(args) },
    },
    ...(releases
      ? [
          {
            part: "release",
            roleName: names.platformRole("release"),
            description: "Releases to ECS and Lambda are carried out with it",
            trust: releaseTrust(args, operators),
            policies: { release: releasePolicy(args, releaseTargets, copiesZips) },
          },
        ]
      : []),
    {
      part: "notify",
      roleName: names.platformRole("notify"),
      description: "EventBridge announces deliveries with it",
      trust: notifyTrust(args),
      policies: { notify: notifyPolicy(args) },
    },
    {
      part: "chat",
      roleName: names.platformRole("chat"),
      description: "Chat channels have it, and can do nothing",
      trust: chatTrust(args),
      policies: { nothing: chatPolicy() },
    },
  ];
}

function runRoles({ names, operators }: AccountRolesArgs, run: RunTarget): RoleSpecification[] {
  const { account } = run.state;
  return (["preview", "update"] as const).map((access) => ({
    part: `run-${account}-${access}`,
    roleName: names.runRole(account, access),
    description: `Slipway ${access === "update" ? "writes" : "reads"} the state of ${account} and enters it with this`,
    trust: runTrust(operators, run.federated?.[access]),
    policies: { run: runPolicy(run, access) },
  }));
}

function findings(args: AccountRolesArgs): Finding[] {
  const twice = args.runs.map((run) => run.state.account).filter((alias, index, all) => all.indexOf(alias) !== index);
  return [
    ...accountIdFindings("accountId", args.accountId),
    ...accountIdFindings("toolchainId", args.toolchainId),
    ...accountIdFindings("storeAccountId", args.storeAccountId),
    ...(args.releaseTargets ?? []).flatMap((id) => accountIdFindings("releaseTargets", id)),
    ...Object.entries(args.deployTargets).flatMap(([alias, id]) => accountIdFindings(`deployTargets.${alias}`, id)),
    ...(Object.values(args.deployTargets).includes(args.toolchainId)
      ? [{ property: "deployTargets", value: args.toolchainId, reason: "must leave out the toolchain's own account" }]
      : []),
    ...args.runs.flatMap((run, index) => accountIdFindings(`runs[${index}].accountId`, run.accountId)),
    ...(args.people?.storeAccountIds ?? []).flatMap((id) => accountIdFindings("people.storeAccountIds", id)),
    ...roleArnFindings("operators.roleArns", args.operators.roleArns),
    ...args.runs.flatMap(({ federated }, index) =>
      Object.entries(federated ?? {}).flatMap(([access, arns]) =>
        arns.length === 0 ? [] : roleArnFindings(`runs[${index}].federated.${access}`, arns),
      ),
    ),
    ...twice.map((alias) => ({ property: "runs", value: alias, reason: "must name each account once" })),
  ];
}
