/** Checks of the environments: their names, places and networks, each alone and against each other. */
import { type Declared, type Files, inEnvironment } from "../files";
import { limits } from "../naming";
import { partitionOf } from "../regions";
import type { EnvironmentSettings } from "../schema/environment";
import { pathText } from "../schema/path";
import { didYouMean } from "../suggest";
import type { Problem } from "../types";
import { networkRefusal, overlaps } from "./networks";

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
    ...placed.flatMap(checkBackend),
    ...placed.flatMap(checkNetwork),
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

/** A run would take the store's lock and state, and the program would ask for neither. */
function checkBackend(each: Placed): Problem[] {
  const { backend } = each.settings;
  if (backend === "s3") return [];
  const message = "cannot be used yet: runs know Slipway's own store only; write s3, or delete the line";
  return [problem(each, ["backend"], backend, message)];
}

function checkNetwork(each: Placed): Problem[] {
  const { cidr } = each.settings.network;
  const refusal = networkRefusal(cidr);
  return refusal === undefined ? [] : [problem(each, ["network", "cidr"], cidr, refusal)];
}

function checkAgainst(each: Placed, others: Placed[]): Problem[] {
  const { account, region, network } = each.settings;
  const problems: Problem[] = [];
  const twin = others.find(({ settings }) => settings.account === account && settings.region === region);
  if (twin) {
    const message = `is, with region ${region}, the place of ${twin.file} too: an environment has an account and region of its own`;
    problems.push(problem(each, ["account"], account, message));
  }
  const near = others.find(({ settings }) => overlaps(network.cidr, settings.network.cidr));
  if (near) {
    const message = `overlaps ${near.settings.network.cidr} of ${near.file}: take a network that no other file has`;
    problems.push(problem(each, ["network", "cidr"], network.cidr, message));
  }
  return problems;
}
