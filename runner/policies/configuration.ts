/** The pack's configuration for one company: its `policies.yaml`, and what its other files say already. */
import type { Organisation } from "../../analysis/iam/document";
import { isMap } from "../../catalog/read";
import { isEcs } from "../../catalog/targets";
import { stagesOf } from "../../catalog/tracks";
import type { Catalog } from "../../catalog/types";
import { clientRules, listening } from "../../components/targets/load-balancer/listening";
import type { Configuration } from "../../policies/configuration";
import type { Exemption } from "../../policies/exemptions";
import { rules } from "../../policies/rules";
import { awsResourceHasRequiredTags } from "../../policies/rules/aws/aws-resource-has-required-tags";
import { ec2SecurityGroupIsClosedToEveryone } from "../../policies/rules/ec2/ec2-security-group-is-closed-to-everyone";
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

/** Type in URNs of what opens the ports of a service's load balancer: components/targets/ecs/service.ts. */
const balancerRule =
  "slipway:targets:EcsService$slipway:targets:LoadBalancer$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Settings of rules that follow from the other files. */
export function settingsFrom(catalog: Catalog): Record<string, Settings> {
  const { accounts, id } = organisationOf(catalog);
  const trusted = { accounts, ...(id ? { organization: id } : {}) };
  const judging = rules.filter(({ config }) => config === trustedAccounts);
  const networks = [...catalog.environments.map(({ network }) => network), catalog.toolchain.network];
  const ranges = networks.flatMap((network) => network?.cidr.split("/")[0] ?? []);
  return {
    ...Object.fromEntries(judging.map(({ name }) => [name, trusted])),
    [ec2SecurityGroupIsClosedToEveryone.name]: { rules: openRules(catalog) },
    [ec2VpcHasApprovedRange.name]: { prefixes: [...new Set(ranges)] },
    // Whatever their values are: a resource may have its own.
    [awsResourceHasRequiredTags.name]: {
      tags: Object.fromEntries(["slipway:stack", ...Object.keys(catalog.organization.tags)].map((tag) => [tag, []])),
    },
  };
}

/** Of load balancers that their files put towards the Internet: exactly the rules that let clients in. */
function openRules({ project, services }: Catalog): Record<string, number[]> {
  const found = services.flatMap(({ name, target, ...service }) => {
    if (!isEcs(target) || target.loadBalancer.scheme === "internal") return [];
    return stagesOf(service).flatMap(({ environment }) =>
      clientRules(listening(target.loadBalancer, environment)).map(({ part, port }) => [
        `urn:pulumi:${name}.${environment}::${project}::${balancerRule}::target-balancer-${part}`,
        [port],
      ]),
    );
  });
  return Object.fromEntries(found);
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
