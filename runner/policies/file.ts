/** Reads `policies.yaml`, the configuration of the policy pack beside Pulumi.yaml. */
import { existsSync, readdirSync } from "node:fs";
import { CatalogError } from "../../catalog/error";
import { isMap, readYaml, type YamlFile } from "../../catalog/read";
import { checkFile } from "../../catalog/schema/check";
import type { Step } from "../../catalog/schema/path";
import { didYouMean } from "../../catalog/suggest";
import type { Problem } from "../../catalog/types";
import type { Configuration } from "../../policies/configuration";
import { type Exemption, expiredMessage, isExpired, todayInUtc } from "../../policies/exemptions";
import { rules } from "../../policies/rules";
import { exemptibleNames, policiesSchema, ruleNames } from "./schema";

export const policiesFile = "policies.yaml";

/** What the file says; nothing when there is none. Throws a `CatalogError` with all its problems. */
export function readPolicies(directory: string): Configuration {
  const { configuration, problems } = read(directory);
  if (problems.length > 0) throw new CatalogError(directory, problems);
  return configuration;
}

/** Every problem of the file, exemptions that have ended among them. */
export function checkPolicies(directory: string, today = todayInUtc()): Problem[] {
  const { configuration, problems } = read(directory);
  return [...problems, ...(problems.length > 0 ? [] : ended(configuration.exemptions ?? [], today))];
}

function read(directory: string): { configuration: Configuration; problems: Problem[] } {
  const problems = misnamed(directory);
  if (!present(directory).includes(policiesFile)) return { configuration: {}, problems };
  const yaml = withNames(readYaml(directory, policiesFile));
  const checked = checkFile(policiesSchema, yaml);
  problems.push(...checked.problems, ...twice(yaml));
  // As written: the rules fill in their defaults themselves.
  return { configuration: problems.length > 0 ? {} : (yaml.data as Configuration), problems };
}

function present(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).filter((name) => /^policies\.ya?ml$/i.test(name)) : [];
}

function misnamed(directory: string): Problem[] {
  return present(directory)
    .filter((name) => name !== policiesFile)
    .map((file) => ({ file, path: "", message: `is not read under this name; rename it to ${policiesFile}` }));
}

/** Names of rules that there are not: a schema could only list all that there are. */
function withNames(yaml: YamlFile): YamlFile {
  if (!isMap(yaml.data)) return yaml;
  const found: Array<{ path: Step[]; text: string; name: string; known: readonly string[] }> = [];
  if (isMap(yaml.data["rules"])) {
    for (const name of Object.keys(yaml.data["rules"]).filter((each) => !ruleNames.includes(each))) {
      found.push({ path: ["rules", name], text: `rules.${name}`, name, known: ruleNames });
    }
  }
  if (Array.isArray(yaml.data["exemptions"])) {
    for (const [index, each] of yaml.data["exemptions"].entries()) {
      const name: unknown = isMap(each) ? each["rule"] : undefined;
      if (typeof name !== "string" || exemptibleNames.includes(name)) continue;
      const path = ["exemptions", index, "rule"];
      found.push({ path, text: `exemptions[${index}].rule`, name, known: exemptibleNames });
    }
  }
  const problems = found.map(({ text, name, known }): Problem => {
    const hint = didYouMean(name, known) || " docs/policies.md lists them.";
    return { file: yaml.file, path: text, message: `no rule is called ${name}.${hint}` };
  });
  return {
    ...yaml,
    problems: [...yaml.problems, ...problems],
    reported: [...yaml.reported, ...found.map(({ path }) => path)],
  };
}

/** Rules that are named by their present and by their earlier name. */
function twice({ file, data }: YamlFile): Problem[] {
  const given = isMap(data) && isMap(data["rules"]) ? data["rules"] : {};
  return rules
    .filter(({ name, formerly }) => formerly !== undefined && name in given && formerly in given)
    .map(({ name, formerly }) => {
      const message = `means the same rule as ${formerly}, its earlier name: keep one of the two`;
      return { file, path: `rules.${name}`, message };
    });
}

function ended(exemptions: readonly Exemption[], today: string): Problem[] {
  return exemptions.flatMap((each, index) =>
    isExpired(each, today) ? [{ file: policiesFile, path: `exemptions[${index}]`, message: expiredMessage(each) }] : [],
  );
}
