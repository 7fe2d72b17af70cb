/**
 * Every name Slipway gives, as a pure function of the files.
 *
 * No name is hashed or shortened: the schemas limit the parts (`limits`) so that the longest name fits its
 * service. Names are injective because only the service part may hold a hyphen freely: prefix and account
 * alias have none, an environment is `<base>` or `<base>-<region>`, and everything else is a fixed word. What would
 * still be two things of one name, the checks refuse: a service `pipeline`, an account `artifacts`, a step `build`.
 */

/** Longest parts, in characters. The sums that matter: bucket 63, role 64, connection 32. */
export const limits = { prefix: 8, account: 10, environmentBase: 10, service: 16, connection: 16 } as const;

/** IAM path of the platform's own roles; only an administrator creates roles under it. */
export const platformPath = "/slipway/";
/** IAM path of the roles that services run with. */
export const servicePath = "/services/";

/** Roles of the platform that exist once per account, in kind `account`. */
export type PlatformRole =
  | "update"
  | "preview"
  | "deploy"
  | "codedeploy"
  | "ecs"
  | "gates"
  | "release"
  | "notify"
  | "chat"
  | "developer"
  | "operator"
  | "break-glass"
  | "alarm"
  | "flow-logs"
  | "deployments-preview"
  | "deployments-update";
/** What a service's own role in an environment is for. */
export type ServiceRole = "instance" | "task" | "execution" | "function" | "hook" | "synthetic";
/**
 * What a service's own role in the toolchain is for: its builds, the steps of its stages, the batches of both, its
 * source actions, its start by events.
 */
export type TrackRole = "build" | "test" | "batch" | "source" | "start";
export type Access = "preview" | "update";
/** The two target groups of a service, between which its traffic is shifted. */
export type TargetGroupColor = "blue" | "green";

export interface Naming {
  readonly prefix: string;
  /** Role names (without path). */
  platformRole(role: PlatformRole): string;
  /** The role in the store's account that reads or writes one account's state and may enter that account. */
  runRole(account: string, access: Access): string;
  serviceRole(service: string, environment: string, role: ServiceRole): string;
  /** The role that pipelines run as: of trunks, or of the branch pipelines of one account. */
  pipelineRole(track?: string): string;
  trackRole(service: string, track: string | undefined, role: TrackRole): string;
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
  /** Service control policy of the organisation. */
  guardrail(name: string): string;
  /** `alias/...` of the key that encrypts the secrets of one scope's stacks. */
  stateKeyAlias(account: string, scope: string): string;
  artifactBucket(service: string, track: string | undefined, accountId: string, region: string): string;
  artifactKeyAlias(service: string, track?: string): string;
  /** CodeDeploy application: the same name in every account. */
  application(service: string): string;
  deploymentGroup(service: string, environment: string): string;
  deploymentConfig(service: string, environment: string): string;
  alarm(service: string, environment: string, metric: string): string;
  /** Cluster of an environment's services on ECS. */
  cluster(environment: string): string;
  /** A service on ECS, and the family of the task definitions that its releases register. */
  ecsService(service: string, environment: string): string;
  /** Family of the task definition that releases are made from. */
  taskTemplate(service: string, environment: string): string;
  /** An account has one environment in a region, so its name is not part of it: 32 characters are allowed. */
  loadBalancer(service: string): string;
  targetGroup(service: string, group: TargetGroupColor): string;
  /** Log group of a service's containers. */
  containerLogGroup(service: string, environment: string): string;
  /** The function of a service on Lambda; its versions are behind the alias `live`. */
  lambdaFunction(service: string, environment: string): string;
  lambdaLogGroup(service: string, environment: string): string;
  /** A function that a service's rollouts run: `hook` has at most 12 characters. */
  hookFunction(service: string, environment: string, hook: string): string;
  /** Log group of all of them. */
  hookLogGroup(service: string, environment: string): string;
  /** Canary of a service, which asks its production address; as with load balancers one in an account and region. */
  canary(service: string): string;
  /**
   * Pattern of what Synthetics calls function, layer and log group of a canary, or of all (`*`): `cwsyn-`, its name and
   * an id. A function's 64 characters leave room for 21 of the canary's name.
   */
  canaryFunction(service: string): string;
  /** Bucket of a canary's code and results. */
  canaryBucket(service: string, accountId: string, region: string): string;
  pipeline(service: string, track?: string): string;
  /** Project of the build, or of a named step. */
  buildProject(service: string, track?: string, step?: string): string;
  buildLogGroup(service: string, track?: string, step?: string): string;
  /** Repository of an image, without the registry's host. */
  imageRepository(service: string, image: string, track?: string): string;
  /** `alias/...` of the key that encrypts a service's images. */
  imageKeyAlias(service: string, track?: string): string;
  /** Prefix of the repositories that cache a public registry. */
  baseImageRepository(name: string): string;
  connection(name: string): string;
  topic(audience: string): string;
  /** Rule and topic that tell of every entry of the break-glass role; no audience and no service has a hyphen there. */
  breakGlassAlarm: string;
  /** `alias/...` of the key that encrypts that topic. */
  breakGlassKeyAlias: string;
  /** Function that decides at the gates of all pipelines. */
  gates: string;
  gatesLogGroup: string;
  /** Function that releases to ECS and Lambda for all pipelines. */
  release: string;
  releaseLogGroup: string;
  /** Log group of the flow log of an environment's network, or of the toolchain's. */
  flowLogGroup(environment: string): string;
  /** Parameter Store path, for facts handed from stack to stack inside one account. */
  parameter(...parts: string[]): string;
  /** Parameter with the digest of a pipeline's published definition. */
  definitionParameter(pipeline: string): string;
  /** Path of the parameters that say what a service runs, by environment. */
  releasesPath(service: string): string;
  /** Parameter beside them: which revision a service runs in an environment, written by its releases. */
  runningParameter(service: string, environment: string): string;
  /** ARN of a platform role in an account. */
  platformRoleArn(partition: string, accountId: string, role: PlatformRole): string;
  runRoleArn(partition: string, accountId: string, account: string, access: Access): string;
  serviceRoleArn(partition: string, accountId: string, service: string, environment: string, role: ServiceRole): string;
  pipelineRoleArn(partition: string, accountId: string, track?: string): string;
  trackRoleArn(
    partition: string,
    accountId: string,
    service: string,
    track: string | undefined,
    role: TrackRole,
  ): string;
}

/** Audience that approvals are announced to; it exists in every toolchain. */
export const approvalsAudience = "approvals";

export function naming(prefix: string): Naming {
  const join = (...parts: string[]) => [prefix, ...parts].join("-");
  const platformRole = (role: PlatformRole) => join(role);
  const runRole = (account: string, access: Access) => join("run", account, access);
  const serviceRole = (service: string, environment: string, role: ServiceRole) => join(service, environment, role);
  const pipelineRole = (track?: string) => join("pipeline", ...(track ? [track] : []));
  // An underscore is in no part, so a track's names are no other service's.
  const base = (service: string, track?: string) => (track ? `${service}_${track}` : service);
  const trackRole = (service: string, track: string | undefined, role: TrackRole) => join(base(service, track), role);
  const stepOf = (service: string, track: string | undefined, step: string | undefined) =>
    step ? `${base(service, track)}_${step}` : `${base(service, track)}-build`;
  const parameter = (...parts: string[]) => ["", "slipway", prefix, ...parts].join("/");
  const roleArn = (partition: string, accountId: string, path: string, name: string) =>
    `arn:${partition}:iam::${accountId}:role${path}${name}`;
  return {
    prefix,
    platformRole,
    runRole,
    serviceRole,
    pipelineRole,
    trackRole,
    boundary: join("boundary"),
    boundaryArn: (partition, accountId) =>
      `arn:${partition}:iam::${accountId}:policy${platformPath}${join("boundary")}`,
    stateBucket: (accountId) => join("state", accountId),
    stateReplicaBucket: (accountId) => join("state", accountId, "replica"),
    stateReplicationRole: join("state-replication"),
    stateStoreKeyAlias: `alias/${prefix}/store`,
    lockTable: join("state-lock"),
    guardrail: (name) => join("guardrail", name),
    stateKeyAlias: (account, scope) => `alias/${prefix}/state/${account}/${scope}`,
    artifactBucket: (service, track, accountId, region) =>
      join(service, "artifacts", ...(track ? [track] : []), accountId, region),
    artifactKeyAlias: (service, track) => `alias/${prefix}/artifacts/${[service, ...(track ? [track] : [])].join("/")}`,
    application: (service) => join(service),
    deploymentGroup: (service, environment) => join(service, environment),
    deploymentConfig: (service, environment) => join(service, environment),
    alarm: (service, environment, metric) => join(service, environment, metric),
    cluster: (environment) => join(environment),
    ecsService: (service, environment) => join(service, environment),
    taskTemplate: (service, environment) => join(service, environment, "template"),
    loadBalancer: (service) => join(service),
    targetGroup: (service, group) => join(service, group),
    containerLogGroup: (service, environment) => `/slipway/${prefix}/${environment}/services/${service}`,
    lambdaFunction: (service, environment) => join(service, environment),
    lambdaLogGroup: (service, environment) => `/slipway/${prefix}/${environment}/functions/${service}`,
    // 64 characters are allowed, and an underscore is in no part.
    hookFunction: (service, environment, hook) => `${join(service, environment)}_${hook}`,
    hookLogGroup: (service, environment) => `/slipway/${prefix}/${environment}/hooks/${service}`,
    canary: (service) => join(service),
    canaryFunction: (service) => {
      const name = join(service);
      return name.length > 21 ? `cwsyn-${name.slice(0, 21)}*` : `cwsyn-${name}-*`;
    },
    canaryBucket: (service, accountId, region) => join(service, "synthetic", accountId, region),
    pipeline: (service, track) => join(base(service, track)),
    buildProject: (service, track, step) => join(stepOf(service, track, step)),
    buildLogGroup: (service, track, step) => `/slipway/${prefix}/${base(service, track)}/${step ?? "build"}`,
    imageRepository: (service, image, track) => [prefix, service, ...(track ? [track] : []), image].join("/"),
    imageKeyAlias: (service, track) => `alias/${prefix}/images/${[service, ...(track ? [track] : [])].join("/")}`,
    baseImageRepository: (name) => `${prefix}-base/${name}`,
    connection: (name) => join(name),
    topic: (audience) => join(audience),
    breakGlassAlarm: join("break-glass"),
    breakGlassKeyAlias: `alias/${prefix}/break-glass`,
    gates: join("gates"),
    gatesLogGroup: `/slipway/${prefix}/gates`,
    release: join("release"),
    releaseLogGroup: `/slipway/${prefix}/release`,
    // A step of a build has no hyphen, so a service of the environment's name has no such group.
    flowLogGroup: (environment) => `/slipway/${prefix}/${environment}/flow-logs`,
    parameter,
    definitionParameter: (pipeline) => parameter("pipelines", pipeline, "definition"),
    releasesPath: (service) => parameter("releases", service),
    runningParameter: (service, environment) => parameter("releases", service, environment, "running"),
    platformRoleArn: (partition, accountId, role) => roleArn(partition, accountId, platformPath, platformRole(role)),
    runRoleArn: (partition, accountId, account, access) =>
      roleArn(partition, accountId, platformPath, runRole(account, access)),
    serviceRoleArn: (partition, accountId, service, environment, role) =>
      roleArn(partition, accountId, servicePath, serviceRole(service, environment, role)),
    pipelineRoleArn: (partition, accountId, track) => roleArn(partition, accountId, platformPath, pipelineRole(track)),
    trackRoleArn: (partition, accountId, service, track, role) =>
      roleArn(partition, accountId, servicePath, trackRole(service, track, role)),
  };
}
