/** The pack's configuration for one company: its `policies.yaml`, and what its other files say already. */
import type { Organisation } from "../../analysis/iam/document";
import { isMap } from "../../catalog/read";
import type { Catalog } from "../../catalog/types";
import type { Configuration } from "../../policies/configuration";
import type { Exemption } from "../../policies/exemptions";
import { rules } from "../../policies/rules";
import { awsResourceHasRequiredTags } from "../../policies/rules/aws/aws-resource-has-required-tags";
import { ec2VpcHasApprovedRange } from "../../policies/rules/ec2/ec2-vpc-has-approved-range";
import { trustedAccounts } from "../../policies/trusted-accounts";
import { readPolicies } from "./file";

/** Accounts of the company, those of operators and people that Pulumi.yaml names, and its id in AWS Organizations. */
export function organisationOf({ organization }: Catalog): Required<Pick<Organisation, "accounts">> & Organisation {
  const { accounts, operators, people = {} } = organization;
  const { developer = [], operator = [], breakGlass = [] } = people;
  const callers = [...operators, ...developer, ...operator, ...breakGlass];
  return {
    accounts: [...new Set([...Object.values(accounts), ...callers.flatMap((arn) => arn.split(":")[4] || [])])],
    ...(organization.id ? { id: organization.id } : {}),
  };
}

type Settings = Record<string, unknown>;

/** Settings of rules that follow from the other files. */
export function settingsFrom(catalog: Catalog): Record<string, Settings> {
  const { accounts, id } = organisationOf(catalog);
  const trusted = { accounts, ...(id ? { organization: id } : {}) };
  const judging = rules.filter(({ config }) => config === trustedAccounts);
  const networks = [...catalog.environments.map(({ network }) => network), catalog.toolchain.network];
  const ranges = networks.flatMap((network) => network?.cidr.split("/")[0] ?? []);
  return {
    ...Object.fromEntries(judging.map(({ name }) => [name, trusted])),
    [ec2VpcHasApprovedRange.name]: { prefixes: [...new Set(ranges)] },
    // Whatever their values are: a resource may have its own.
    [awsResourceHasRequiredTags.name]: {
      tags: Object.fromEntries(["slipway:stack", ...Object.keys(catalog.organization.tags)].map((tag) => [tag, []])),
    },
  };
}

/** Throws a `CatalogError` with all problems of `policies.yaml`. */
export function configurationOf(catalog: Catalog): Configuration {
  const { rules: given, exemptions } = readPolicies(catalog.directory);
  const told = new Map(Object.entries(given ?? {}).flatMap(([name, value]) => presentNames(name, value)));
  for (const [name, settings] of Object.entries(settingsFrom(catalog))) {
    const value = told.get(name) ?? {};
    const own = typeof value === "string" ? { enforcementLevel: value } : value;
    told.set(name, { ...own, ...joined(settings, own) });
  }
  return { rules: Object.fromEntries(told), ...(exemptions ? { exemptions } : {}) };
}

/** What `policies.yaml` lets pass, so that no check is silent about it. Errors as `configurationOf`. */
export function waived(catalog: Catalog): { disabled: string[]; exemptions: Exemption[] } {
  const { rules: chosen = {}, exemptions = [] } = configurationOf(catalog);
  const level = (value: RuleValue) => (typeof value === "string" ? value : value["enforcementLevel"]);
  return {
    disabled: Object.keys(chosen).filter((name) => level(chosen[name]!) === "disabled"),
    exemptions,
  };
}

type RuleValue = NonNullable<Configuration["rules"]>[string];

function presentNames(given: string, value: RuleValue): Array<[string, RuleValue]> {
  return rules.filter(({ name, formerly }) => name === given || formerly === given).map(({ name }) => [name, value]);
}

/** Lists and maps of both are taken together; a single value is the catalog's. */
function joined(settings: Settings, own: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, together(value, own[key])]));
}

function together(value: unknown, own: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(own)) return [...new Set([...value, ...own])];
  return isMap(value) && isMap(own) ? { ...value, ...own } : value;
}
