/** Checks of the organisation: its accounts, operators, tags and state store. */
import { type Files, inOrganization, inState, projectFile, stateFile } from "../files";
import { servicePath } from "../naming";
import { partitionOf } from "../regions";
import { pathText } from "../schema/path";
import type { Problem } from "../types";

/** Tags of a resource are at most 50 (AWS); ten are left for Slipway's and a component's own. */
const mostTags = 40;

export function checkAccounts({ project, state }: Files): Problem[] {
  const organization = project?.config["slipway:organization"].value;
  if (!organization) return [];
  const problems: Problem[] = [];
  const add = (path: (string | number)[], value: unknown, message: string) =>
    problems.push({ file: projectFile, path: pathText([...inOrganization, ...path]), value, message });
  const { accounts, operators = [], tags, home } = organization;
  const partition = partitionOf(home);

  const toolchain = accounts["toolchain"];
  if (toolchain === undefined) {
    add(["accounts"], accounts, "must have toolchain: the account of the state store and the pipelines");
  }
  if (accounts["artifacts"] !== undefined) {
    const message = "must have another alias: artifacts is part of the names of Slipway's buckets";
    add(["accounts", "artifacts"], accounts["artifacts"], message);
  }
  const aliases = Object.keys(accounts);
  for (const [index, alias] of aliases.entries()) {
    const first = aliases.findIndex((each) => accounts[each] === accounts[alias]);
    if (first === index) continue;
    add(["accounts", alias], accounts[alias], `is also ${aliases[first]}: give each account one alias`);
  }
  for (const [index, arn] of operators.entries()) {
    const [, arnPartition, , , accountId] = arn.split(":");
    if (toolchain !== undefined && accountId !== toolchain) {
      const rule = `must be a role of the toolchain account, ${toolchain}: every run starts there`;
      add(["operators", index], arn, rule);
    }
    if (arn.includes(`:role${servicePath}`)) {
      add(
        ["operators", index],
        arn,
        `must be a role that people or jobs start with: those below ${servicePath} are made by stacks`,
      );
    }
    if (arnPartition !== partition) {
      add(
        ["operators", index],
        arn,
        `must begin with arn:${partition}: like everything around the home region ${home}`,
      );
    }
  }
  if (Object.keys(tags).length > mostTags) {
    add(["tags"], Object.keys(tags).length, `must be at most ${mostTags} tags: AWS takes 50, and Slipway adds its own`);
  }
  const { replica } = state;
  if (replica !== undefined && (replica === home || partitionOf(replica) !== partition)) {
    const message =
      replica === home
        ? `must be another region than the home region ${home}, or be deleted`
        : `must be in the partition ${partition} of the home region ${home}: S3 copies nothing across partitions`;
    problems.push({ file: stateFile, path: pathText([...inState, "replica"]), value: replica, message });
  }
  return problems;
}
