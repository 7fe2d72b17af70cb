/**
 * Every name Slipway gives, as a pure function of the files.
 *
 * No name is hashed or shortened: the schemas limit the parts (`limits`) so that the longest name fits its
 * service. Names are injective because only the service part may hold a hyphen freely: prefix and account
 * alias have none, an environment is `<base>` or `<base>-<region>`, and everything else is a fixed word.
 */

/** Longest parts, in characters. The sums that matter: bucket 63, role 64, connection 32. */
export const limits = { prefix: 8, account: 10, environmentBase: 10, service: 16, connection: 16 } as const;

/** IAM path of the platform's own roles; only an administrator creates roles under it. */
export const platformPath = "/slipway/";
/** IAM path of the roles that services run with. */
export const servicePath = "/services/";

/** Roles of the platform that exist once per account, in kind `account`. */
export type PlatformRole = "update" | "preview" | "deploy" | "codedeploy" | "pipeline" | "build";
/** What a service's own role is for. */
export type ServiceRole = "instance";
export type Access = "preview" | "update";

export interface Naming {
  readonly prefix: string;
  /** Role names (without path). */
  platformRole(role: PlatformRole): string;
  /** The role in the store's account that reads or writes one account's state and may enter that account. */
  runRole(account: string, access: Access): string;
  serviceRole(service: string, environment: string, role: ServiceRole): string;
  /** Managed policy that bounds every role made by an update role. */
  boundary: string;
  boundaryArn(partition: string, accountId: string): string;
  stateBucket(accountId: string): string;
  /** Second copy of a state bucket, in the replica's region. */
  stateReplicaBucket(accountId: string): string;
  /** Role that S3 copies state with. */
  stateReplicationRole: string;
  /** `alias/...` of the key that encrypts a state store itself: bucket and lock table. */
  stateStoreKeyAlias: string;
  lockTable: string;
  /** `alias/...` of the key that encrypts the secrets of one scope's stacks. */
  stateKeyAlias(account: string, scope: string): string;
  artifactBucket(service: string, accountId: string, region: string): string;
  artifactKeyAlias(service: string): string;
  /** CodeDeploy application: the same name in every account. */
  application(service: string): string;
  deploymentGroup(service: string, environment: string): string;
  deploymentConfig(service: string, environment: string): string;
  alarm(service: string, environment: string, metric: string): string;
  pipeline(service: string): string;
  buildProject(service: string): string;
  buildLogGroup(service: string): string;
  connection(name: string): string;
  approvalTopic: string;
  /** Parameter Store path, for facts handed from stack to stack inside one account. */
  parameter(...parts: string[]): string;
  /** ARN of a platform role in an account. */
  platformRoleArn(partition: string, accountId: string, role: PlatformRole): string;
  runRoleArn(partition: string, accountId: string, account: string, access: Access): string;
  serviceRoleArn(partition: string, accountId: string, service: string, environment: string, role: ServiceRole): string;
}

export function naming(prefix: string): Naming {
  const join = (...parts: string[]) => [prefix, ...parts].join("-");
  const platformRole = (role: PlatformRole) => join(role);
  const runRole = (account: string, access: Access) => join("run", account, access);
  const serviceRole = (service: string, environment: string, role: ServiceRole) => join(service, environment, role);
  const roleArn = (partition: string, accountId: string, path: string, name: string) =>
    `arn:${partition}:iam::${accountId}:role${path}${name}`;
  return {
    prefix,
    platformRole,
    runRole,
    serviceRole,
    boundary: join("boundary"),
    boundaryArn: (partition, accountId) =>
      `arn:${partition}:iam::${accountId}:policy${platformPath}${join("boundary")}`,
    stateBucket: (accountId) => join("state", accountId),
    stateReplicaBucket: (accountId) => join("state", accountId, "replica"),
    stateReplicationRole: join("state-replication"),
    stateStoreKeyAlias: `alias/${prefix}/store`,
    lockTable: join("state-lock"),
    stateKeyAlias: (account, scope) => `alias/${prefix}/state/${account}/${scope}`,
    artifactBucket: (service, accountId, region) => join(service, "artifacts", accountId, region),
    artifactKeyAlias: (service) => `alias/${prefix}/artifacts/${service}`,
    application: (service) => join(service),
    deploymentGroup: (service, environment) => join(service, environment),
    deploymentConfig: (service, environment) => join(service, environment),
    alarm: (service, environment, metric) => join(service, environment, metric),
    pipeline: (service) => join(service),
    buildProject: (service) => join(service, "build"),
    buildLogGroup: (service) => `/slipway/${prefix}/${service}/build`,
    connection: (name) => join(name),
    approvalTopic: join("approvals"),
    parameter: (...parts) => ["", "slipway", prefix, ...parts].join("/"),
    platformRoleArn: (partition, accountId, role) => roleArn(partition, accountId, platformPath, platformRole(role)),
    runRoleArn: (partition, accountId, account, access) =>
      roleArn(partition, accountId, platformPath, runRole(account, access)),
    serviceRoleArn: (partition, accountId, service, environment, role) =>
      roleArn(partition, accountId, servicePath, serviceRole(service, environment, role)),
  };
}
