/** The roles that a run of Slipway has: they hold one account's state and may enter that account, nothing else. */
import { type PolicyDocument, policy, trustRoles } from "../../catalog/iam/document";
import type { Access } from "../../catalog/naming";
import { type StateScope, stateStatements } from "../state/access";

/** One account's run roles, in the account of the store. */
export interface RunTarget {
  /** The account's state inside the store, with its alias. */
  state: StateScope;
  /** Id of the account that the run enters. */
  accountId: string;
  /** ARNs of the federated roles of the operators' account that may have the run role too, by its access. */
  federated?: Record<Access, string[]>;
}

export interface Operators {
  partition: string;
  /** Account of the operators' roles: the toolchain's. */
  accountId: string;
  /** ARNs of the roles that people and jobs run Slipway with. */
  roleArns: string[];
  organizationId?: string;
}

/**
 * Operators, and the federated roles that are given, all of the same account.
 *
 * Neither here nor in any other trust is an external id asked for. It tells a third party's customers apart
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html); every caller here is a
 * role of the organisation, by its whole ARN, and CodePipeline, AWS's other services and holders of a token can send none.
 */
export function runTrust(operators: Operators, federated: string[] = []): PolicyDocument {
  return policy(trustRoles("Operators", { ...operators, roleArns: [...operators.roleArns, ...federated] }));
}

export function runPolicy({ state, accountId }: RunTarget, access: Access): PolicyDocument {
  return policy(...stateStatements(state, access), {
    Sid: "EnterAccount",
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: state.names.platformRoleArn(state.partition, accountId, access),
  });
}
