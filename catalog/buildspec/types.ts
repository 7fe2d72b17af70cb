/**
 * A CodeBuild buildspec as data, with CodeBuild's own keys.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */

/** In the order in which CodeBuild runs them. `post_build` runs also after a failed `build`. */
export const phaseNames = ["install", "pre_build", "build", "post_build"] as const;
export type PhaseName = (typeof phaseNames)[number];

export interface Buildspec {
  /** 0.2: the commands of a build share one shell. */
  version: 0.2;
  /** Linux user of every command. Default: root. */
  "run-as"?: string;
  env?: BuildEnvironment;
  proxy?: { "upload-artifacts"?: boolean; logs?: boolean };
  /** Batch builds have a reference of their own and are taken as they are. */
  batch?: Record<string, unknown>;
  phases: Partial<Record<PhaseName, Phase>>;
  /** By report group: a name, which the project's name precedes, or an ARN. */
  reports?: Record<string, ReportFiles>;
  artifacts?: Artifacts;
  cache?: BuildCache;
}

export interface BuildEnvironment {
  shell?: "bash" | "/bin/sh" | "powershell.exe" | "cmd.exe";
  /** Plain text, shown by console and CLI to everybody who may look at a build. */
  variables?: Record<string, string>;
  /** Variable to name of a parameter. */
  "parameter-store"?: Record<string, string>;
  /** Variable to `secret-id:json-key:version-stage:version-id`, of which the first is needed. */
  "secrets-manager"?: Record<string, string>;
  /** Handed to later actions of the pipeline with the value they have when the build ends. */
  "exported-variables"?: string[];
  "git-credential-helper"?: boolean;
}

interface PhaseSettings {
  "run-as"?: string;
  /** `ABORT`, `CONTINUE`, `RETRY`, `RETRY-<count>`, `RETRY-<regex>` or `RETRY-<count>-<regex>`. */
  "on-failure"?: string;
  /** In `install` only. */
  "runtime-versions"?: Record<string, string>;
  /** Run after the commands, whether they failed or not. */
  finally?: string[];
}

/** CodeBuild runs a phase's commands or its GitHub-action steps, never both. */
export type Phase = PhaseSettings &
  ({ commands?: string[]; steps?: never } | { steps: ActionStep[]; commands?: never });

interface ActionStepSettings {
  id?: string;
  if?: string;
  name?: string;
  env?: Record<string, string>;
}

/** Each step is a process of its own: it hands variables on through the file `$GITHUB_ENV` only. */
export type ActionStep = ActionStepSettings &
  (
    | { uses: string; with?: Record<string, string>; run?: never; shell?: never }
    | { run: string; shell?: string; uses?: never; with?: never }
  );

export interface ReportFiles {
  files: string[];
  /** Default: `JUNITXML`. */
  "file-format"?: string;
  "base-directory"?: string;
  "discard-paths"?: boolean;
}

export interface ArtifactFiles {
  files?: string[];
  name?: string;
  "discard-paths"?: boolean;
  "base-directory"?: string;
  "exclude-paths"?: string | string[];
  "enable-symlinks"?: boolean;
  "s3-prefix"?: string;
}

export interface Artifacts extends ArtifactFiles {
  /** By the identifier that the project gives each. */
  "secondary-artifacts"?: Record<string, ArtifactFiles>;
}

export interface BuildCache {
  key?: string;
  "fallback-keys"?: string[];
  /** Default: both. */
  action?: "restore" | "save";
  paths: string[];
}
