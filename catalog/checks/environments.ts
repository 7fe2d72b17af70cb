/** Checks of the environments: their names and places, each alone and against each other. */
import { type Declared, deploymentsFile, type Files, inEnvironment } from "../files";
import { limits } from "../naming";
import { isProduction } from "../production";
import { partitionOf } from "../regions";
import type { EnvironmentSettings } from "../schema/environment";
import { pathText } from "../schema/path";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";

/** Names of other stacks, of their second parts, of folders in the state store, and of paths in Parameter Store. */
const reserved = [
  ...["state", "toolchain", "organization", "deployments", "account", "store", "pipeline"],
  ...["pipelines", "releases"],
];

/** An environment whose file has no problem of its own. */
type Placed = Declared<EnvironmentSettings> & { settings: EnvironmentSettings };

export function checkEnvironments(files: Files): Problem[] {
  const placed = files.environments.filter((each): each is Placed => each.settings !== undefined);
  return [
    ...files.environments.flatMap(checkName),
    ...placed.flatMap((each) => checkAccount(files, each)),
    ...placed.flatMap((each) => checkBackend(files, each)),
    ...placed.flatMap((each, index) => checkAgainst(each, placed.slice(0, index))),
  ];
}

function problem({ file }: { file: string }, path: string[], value: unknown, message: string): Problem {
  return { file, path: pathText([...inEnvironment, ...path]), value, message };
}

/** A base without a hyphen keeps every name apart from every other: see catalog/naming.ts. */
function checkName({ name, file, settings }: Declared<EnvironmentSettings>): Problem[] {
  const named = (message: string): Problem[] => [{ file, path: "", value: name, message }];
  const [base = "", ...rest] = name.split("-");
  if (reserved.includes(base)) {
    return named(`must not be named ${base}: that word is part of Slipway's own names; rename the file`);
  }
  if (!new RegExp(`^[a-z][a-z0-9]{0,${limits.environmentBase - 1}}$`).test(base)) {
    const rule = `1 to ${limits.environmentBase} of a-z and 0-9, beginning with a letter`;
    return named(`must be named Pulumi.<name>.yaml or Pulumi.<name>-<region>.yaml, where <name> is ${rule}; rename it`);
  }
  const suffix = rest.join("-");
  if (rest.length === 0 || suffix === settings?.region) return [];
  // Which region is meant is known only when the file itself has no problem.
  if (settings === undefined && partitionOf(suffix) !== undefined) return [];
  const meant = settings === undefined ? "<region>" : settings.region;
  return named(
    `must end in its own region or in none; rename it to Pulumi.${base}-${meant}.yaml or Pulumi.${base}.yaml`,
  );
}

function checkAccount({ project }: Files, each: Placed): Problem[] {
  const organization = project?.config["slipway:organization"].value;
  if (!organization) return [];
  const { account, region } = each.settings;
  const problems: Problem[] = [];
  const aliases = Object.keys(organization.accounts);
  if (account === "toolchain") {
    const message =
      "must be another account than toolchain, which holds state and pipelines of all; add one to Pulumi.yaml";
    problems.push(problem(each, ["account"], account, message));
  } else if (!aliases.includes(account)) {
    const message = `is no account of Pulumi.yaml.${didYouMean(account, aliases)} Known: ${aliases.join(", ")}.`;
    problems.push(problem(each, ["account"], account, message));
  }
  const partition = partitionOf(organization.home);
  if (partitionOf(region) !== partition) {
    const message = `must be in the partition ${partition} of the home region ${organization.home}: no role reaches across`;
    problems.push(problem(each, ["region"], region, message));
  }
  return problems;
}

function checkBackend({ deployments }: Files, each: Placed): Problem[] {
  const { backend, expires } = each.settings;
  const problems: Problem[] = [];
  if (backend === "cloud" && deployments === undefined) {
    const message = `needs ${deploymentsFile}, which says in which organisation and from which repository Pulumi Deployments runs its stacks: add it, or write s3`;
    problems.push(problem(each, ["backend"], backend, message));
  }
  if (expires === undefined) return problems;
  const add = (message: string) => problems.push(problem(each, ["expires"], expires, message));
  if (backend === "s3") add("is for the backend cloud, whose stacks Pulumi Deployments destroys; delete it");
  if (isProduction(each.name, each.settings.production)) add("must not be given for production; delete it");
  return problems;
}

function checkAgainst(each: Placed, others: Placed[]): Problem[] {
  const { account, region } = each.settings;
  const twin = others.find(({ settings }) => settings.account === account && settings.region === region);
  if (!twin) return [];
  const message = `is, with region ${region}, the place of ${twin.file} too: an environment has an account and region of its own`;
  return [problem(each, ["account"], account, message)];
}
