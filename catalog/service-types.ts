/** A service of the files: where it comes from, how it is built, and its way through the environments. */
import type { Rollout, SecretReference, Target } from "./target-types";

/** Globs of refs or paths: passes what one of `includes` matches (everything when it is empty) and none of `excludes`. */
export interface Filter {
  includes: string[];
  excludes: string[];
}

/** A push starts the pipeline when it passes every filter; branches and tags exclude each other. */
export interface PushFilter {
  branches?: Filter;
  tags?: Filter;
  paths?: Filter;
}

export interface PullRequestFilter {
  events: ("OPEN" | "UPDATED" | "CLOSED")[];
  branches?: Filter;
  paths?: Filter;
}

/** Where a change comes from. `name` is the action's; the first source's is `Source`. */
export type Source =
  | {
      kind: "connection";
      name: string;
      /** Name of a connection of the toolchain. */
      connection: string;
      repository: string;
      branch: string;
      push: PushFilter[];
      pullRequests: PullRequestFilter[];
    }
  | {
      kind: "codecommit";
      name: string;
      /** Repository in the toolchain account. */
      repository: string;
      branch: string;
      /** Whether Slipway makes the repository, or finds it. */
      create: boolean;
      /** Approvals that a pull request to the branch needs; 0: no rule. */
      approvals: number;
    }
  /** A versioned object of a bucket in the toolchain account: what another process promoted. */
  | { kind: "s3"; name: string; bucket: string; key: string }
  /** An image in the toolchain account's registry; each push of the tag starts the pipeline. */
  | { kind: "ecr"; name: string; repository: string; tag: string };

/** A build's variable: text, or a parameter or secret that the build itself reads when it starts. */
export type BuildVariable = { value: string } | SecretReference;

export interface TestReport {
  name: string;
  type: "TEST" | "CODE_COVERAGE";
  format: string;
  files: string[];
  baseDirectory?: string;
}

/** What any build project has. */
export interface ProjectSettings {
  /** Path of a buildspec inside the repository, or the text of one. */
  buildspec: string;
  /** CodeBuild image. Default `aws/codebuild/amazonlinux-x86_64-standard:5.0`. */
  image: string;
  /** CodeBuild compute type. Default `BUILD_GENERAL1_SMALL`. */
  compute: string;
  /** Minutes until a build is stopped, 5 to 480. Default 30. */
  timeoutMinutes: number;
  /** Whether the build runs Docker. Default: computed from a buildspec in the file, else false. */
  privileged: boolean;
  /** What a build keeps for the next one. Default `none`. */
  cache: "none" | "local" | "s3";
  /** Days for which logs are kept in CloudWatch, and whether they are also put beside the artifacts. */
  logs: { days: number; s3: boolean };
  /** Builds of this project at once; absent: the account's limit. */
  concurrency?: number;
  /** Whether the buildspec starts a batch, and how many builds it may have. */
  batch?: { maximumBuilds: number; timeoutMinutes: number };
  /** Whether the build runs in the toolchain's network. */
  vpc: boolean;
  env: Record<string, BuildVariable>;
  reports: TestReport[];
}

export interface ImageSettings {
  name: string;
  /** Folder of the repository that is the build's context. Default: the name. */
  directory: string;
  /** Path inside the folder. Default `Dockerfile`. */
  dockerfile: string;
  buildArgs: Record<string, string>;
}

export interface Build extends ProjectSettings {
  /** Container images, built side by side and handed on by digest. */
  images: ImageSettings[];
}

/** A build project that a stage runs before or after its deployment. */
export interface Step extends ProjectSettings {
  name: string;
}

/** A task of a service on ECS that runs once before or after its release: a migration, a smoke test. */
export interface TaskStep {
  name: string;
  task: {
    /** The file's choice, else the one that gets the traffic. */
    container: string;
    command: string[];
    /** With the images that are being released (default), or what the service runs. */
    revision: "new" | "running";
    /** Minutes after which it is stopped and fails. Default 15. */
    minutes: number;
  };
}

export type StageStep = Step | TaskStep;

export interface Stage {
  environment: string;
  /** A `FleetRollout` for `ec2-in-place`, a `TrafficRollout` for every other target. */
  rollout: Rollout;
  /** In order. */
  before: StageStep[];
  after: StageStep[];
}

export interface Approval {
  /** Minutes until the request expires. */
  minutes: number;
  /** Audience that is told. */
  audience: string;
}

/** Stages side by side; the next wave begins when all have succeeded. */
export interface Wave {
  /** The environment's name for a stage that stands alone. */
  name: string;
  /** Whether the file names it as a wave, so that actions bear their environment's name from the start. */
  declared: boolean;
  /** A person approves before it. */
  approval?: Approval;
  /** Stages at once; absent: all. */
  concurrency?: number;
  /** Whether the wave is skipped, with its approval, when every stage runs this artifact already. */
  skipUnchanged: boolean;
  /** Cron expression of the minutes in which a run may enter. */
  window?: { cron: string; timeZone: string };
  /** What must hold of variables of earlier actions before a run enters. */
  variables: { variable: string; operator: "EQ" | "NE" | "MATCHES"; value: string }[];
  /** Minutes for which the alarms stay quiet after the last action; one that is raised ends the run as `failure` says. */
  bake?: { alarms: string[]; minutes: number };
  /** What happens when an action fails. */
  failure: "stop" | "retry" | "rollback";
  stages: Stage[];
}

/** One pipeline of a service. */
export interface Track {
  /** Account alias of its stages, in branch mode; a trunk has one track without a name. */
  name?: string;
  sources: [Source, ...Source[]];
  waves: Wave[];
}

export interface Service {
  name: string;
  file: string;
  /** One pipeline that promotes, or one for each branch and account. */
  mode: "trunk" | "branch";
  /** What becomes of a run that waits when a newer one comes. */
  execution: "SUPERSEDED" | "QUEUED" | "PARALLEL";
  /** Services whose finished delivery starts this one's. */
  after: string[];
  /** Whether Slipway's own function releases to ECS, or CodePipeline's own actions do, with their limits. */
  deploy: "release" | "standard";
  build: Build;
  target: Target;
  tracks: [Track, ...Track[]];
}
