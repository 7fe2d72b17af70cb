/** The shape of a buildspec: keys and kinds of values. What they mean together is for the rules. */
import { z } from "zod";
import { choice, fields, list, map, text } from "../schema/fields";
import { onFailure, variableName } from "./limits";

const many = 1000;
const some = (rule: string) => text(/\S/, rule);
const words = (what: string) => list(some(`must be text, one of the ${what}`), 1, many, what);

/** A value of one of several kinds, as one kind. */
const as = <T>(read: (given: unknown) => T | undefined, rule: string) =>
  z.unknown().transform((given, context): T => {
    const found = read(given);
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: rule });
    return z.NEVER;
  });

/** YAML's `yes` and `no`, which CodeBuild's reference writes. */
const yesNo = as((given) => {
  if (given === true || given === "yes") return true;
  return given === false || given === "no" ? false : undefined;
}, "must be yes or no");

/** What CodeBuild takes as text. */
const value = as(
  (given) => (["string", "number", "boolean"].includes(typeof given) ? String(given) : undefined),
  "must be text, in quotes",
);

const command = some(
  'must be text: a command with ": " in it, or one that begins with a bracket, stands in quotes or after |',
);
const commands = list(command, 1, many, "commands");

const named = (rule: string) => map(z.string(), value, rule);
const variables = (of: string) =>
  map(
    text(variableName.pattern, `must be a variable's name: ${variableName.words}`),
    value,
    `must be a map of variables to ${of}`,
  );

const environment = fields({
  shell: choice(["bash", "/bin/sh", "powershell.exe", "cmd.exe"]).optional(),
  variables: variables("their values").optional(),
  "parameter-store": variables("names of parameters").optional(),
  "secrets-manager": variables("secrets").optional(),
  "exported-variables": words("names of variables").optional(),
  "git-credential-helper": yesNo.optional(),
});

const step = fields({
  id: some("must be text").optional(),
  if: value.optional(),
  name: some("must be text").optional(),
  env: named("must be a map of variables to their values").optional(),
  uses: some("must name an action, such as actions/setup-node@<commit>").optional(),
  with: named("must be a map of inputs to their values").optional(),
  run: command.optional(),
  shell: some("must name a shell").optional(),
});

const phaseFields = {
  "run-as": some("must be a Linux user").optional(),
  "on-failure": text(onFailure.pattern, `must be ${onFailure.words}`).optional(),
  commands: commands.optional(),
  steps: list(step, 1, many, "steps").optional(),
  finally: commands.optional(),
};

const files = words("paths of files");
const paths = (given: unknown) =>
  typeof given === "string" || (Array.isArray(given) && given.every((each) => typeof each === "string"))
    ? (given as string | string[])
    : undefined;
const artifactFields = {
  files: files.optional(),
  name: some("must be text").optional(),
  "discard-paths": yesNo.optional(),
  "base-directory": some("must be a path").optional(),
  "exclude-paths": as(paths, "must be a path, or a list of paths").optional(),
  "enable-symlinks": yesNo.optional(),
  "s3-prefix": some("must be text").optional(),
};

export const buildspecSchema = fields({
  version: z
    .literal([0.2, "0.2"], { error: "must be 0.2: in 0.1 each command runs in a shell of its own" })
    .transform(() => 0.2 as const),
  "run-as": some("must be a Linux user").optional(),
  env: environment.optional(),
  proxy: fields({ "upload-artifacts": yesNo.optional(), logs: yesNo.optional() }).optional(),
  batch: z.record(z.string(), z.unknown(), { error: "must be a map" }).optional(),
  phases: fields({
    install: fields({
      ...phaseFields,
      "runtime-versions": named("must be a map of runtimes to versions, such as nodejs: 22").optional(),
    }).optional(),
    pre_build: fields(phaseFields).optional(),
    build: fields(phaseFields).optional(),
    post_build: fields(phaseFields).optional(),
  }),
  reports: map(
    z.string(),
    fields({
      files,
      "file-format": some("must be text").optional(),
      "base-directory": some("must be a path").optional(),
      "discard-paths": yesNo.optional(),
    }),
    "must be a map of report groups",
  ).optional(),
  artifacts: fields({
    ...artifactFields,
    "secondary-artifacts": map(z.string(), fields(artifactFields), "must be a map of artifacts").optional(),
  }).optional(),
  cache: fields({
    key: some("must be text").optional(),
    "fallback-keys": words("keys").optional(),
    action: choice(["restore", "save"]).optional(),
    paths: words("paths"),
  }).optional(),
});
