/** A role that runs of a CI outside AWS assume: for previews, or for updates, never for both. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "../../../catalog/federation/bindings";
import { federatedRoleName, federationName } from "../../../catalog/federation/names";
import { session, sessionFindings } from "../../../catalog/federation/session";
import { federatedTrust, trustFindings } from "../../../catalog/federation/trust";
import { type PolicyDocument, policy } from "../../../catalog/iam/document";
import { type Access, type Naming, platformPath } from "../../../catalog/naming";
import { accountIdFindings, type Finding, refuse, roleArnFindings } from "../../problems";

export interface FederatedRoleArgs {
  names: Naming;
  partition: string;
  /** Account of the role and of the identity providers: the toolchain's, or of a `cloud` stack its own. */
  accountId: string;
  /** Name of the federation: 2 to 24 of a-z, 0-9 and hyphens. */
  name: string;
  /** Name of the role without its path. Default: `<prefix>-ci-<name>-<access>`. */
  roleName?: string;
  access: Access;
  /** Runs that may assume it; any of them. */
  bindings: readonly [Binding, ...Binding[]];
  /**
   * ARNs of the roles that it may enter, run roles, or of `cloud` stacks account roles: for previews those for previews,
   * for updates both.
   */
  enters: string[];
  /** Seconds that its credentials are valid at most, 3600 to 43200; of the roles it enters 3600. Default 3600. */
  sessionSeconds?: number;
  /** For people. Default: says which CI it is for. */
  description?: string;
}

/** What a federated role may do: enter the named roles. */
export function federatedPolicy(enters: string[]): PolicyDocument {
  return policy({ Sid: "Enter", Effect: "Allow", Action: "sts:AssumeRole", Resource: [...enters].sort() });
}

/**
 * A role below `/slipway/` that runs of a CI get for their token. It can do nothing but enter the roles that it names.
 * Depends on the `FederatedProvider` of each issuer; give them as `dependsOn`.
 *
 * Errors: an `InputPropertiesError` with all problems of its arguments.
 */
export class FederatedRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FederatedRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:account:FederatedRole", name, {}, opts);
    refuse("FederatedRole", name, findings(args));
    const providers = [...new Set(args.bindings.map(({ provider }) => provider))].sort().join(", ");
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.roleName ?? federatedRoleName(args.names.prefix, args.name, args.access),
        path: platformPath,
        description: args.description ?? `Runs of ${providers} ${args.access} stacks with it`,
        assumeRolePolicy: JSON.stringify(federatedTrust(args)),
        maxSessionDuration: args.sessionSeconds ?? session.least,
      },
      { parent: this },
    );
    new aws.iam.RolePolicy(
      `${name}-enter`,
      { name: "enter", role: role.name, policy: JSON.stringify(federatedPolicy(args.enters)) },
      { parent: this },
    );
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function findings(args: FederatedRoleArgs): Finding[] {
  const { name, accountId, access, enters, sessionSeconds = session.least } = args;
  return [
    ...(federationName.pattern.test(name) ? [] : [{ property: "name", value: name, reason: federationName.words }]),
    ...accountIdFindings("accountId", accountId),
    ...(access === "preview" || access === "update"
      ? []
      : [{ property: "access", value: access, reason: "must be preview or update" }]),
    ...trustFindings(args),
    ...roleArnFindings("enters", enters),
    ...enters.flatMap((value, index) => entryFindings(args, value, `enters[${index}]`)),
    ...sessionFindings(sessionSeconds),
  ];
}

/** A preview that could enter an update role would be no preview. */
function entryFindings({ names, access }: FederatedRoleArgs, value: string, property: string): Finding[] {
  const [, role = ""] = /:role\/slipway\/([^/]+)$/.exec(value) ?? [];
  const endings = access === "update" ? ["-update", "-preview"] : ["-preview"];
  const own = role.startsWith(`${names.prefix}-`) && endings.some((ending) => role.endsWith(ending));
  const words = endings.join(" or ");
  return own ? [] : [{ property, value, reason: `must be a role below ${platformPath} whose name ends in ${words}` }];
}
