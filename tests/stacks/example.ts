/** A small organisation for tests of stack programs; its stacks are derived by the catalog itself. */
import { naming } from "../../catalog/naming";
import { networkSchema } from "../../catalog/schema/network";
import { deriveStacks } from "../../catalog/stacks";
import type { Catalog, Environment, Federation } from "../../catalog/types";
import { service, stage } from "../catalog/pipeline/sample";

export interface ExampleOptions {
  placement?: "one" | "account";
  organizationId?: string;
  replica?: string;
  federation?: Record<string, Federation>;
  /** Names of environments `<account>` or `<account>-<region>`. Default dev and prod. */
  environments?: string[];
}

const administrator = "OrganizationAccountAccessRole";
const accounts: Record<string, string> = { toolchain: "111111111111", dev: "222222222222", prod: "333333333333" };
const home = "us-east-1";

const stages = [stage("dev"), stage("prod", { rollout: { batch: "half" } })];

export function exampleCatalog(options: ExampleOptions = {}): Catalog {
  const environments = (options.environments ?? ["dev", "prod"]).map(environment);
  const catalog = {
    directory: "/catalog",
    project: "slipway",
    organization: {
      prefix: "acme",
      ...(options.organizationId ? { id: options.organizationId } : {}),
      home,
      accounts,
      administrator,
      operators: [`arn:aws:iam::${accounts["toolchain"]}:role/${administrator}`],
      tags: { owner: "platform" },
      federation: options.federation ?? {},
      network: { reserved: {} },
    },
    state: {
      placement: options.placement ?? "one",
      noncurrentDays: 90,
      ...(options.replica ? { replica: options.replica } : {}),
    },
    toolchain: { connections: { github: { provider: "GitHub" as const } }, notifications: {}, baseImages: {} },
    environments,
    services: [service("orders", { stages }, environments)],
    names: naming("acme"),
  };
  return { ...catalog, stacks: deriveStacks(catalog) };
}

function environment(name: string): Environment {
  const [account = "", ...region] = name.split("-");
  return {
    name,
    file: `Pulumi.${name}.yaml`,
    account,
    accountId: accounts[account]!,
    region: region.length > 0 ? region.join("-") : home,
    partition: "aws",
    production: account === "prod",
    backend: "s3",
    network: networkSchema.parse({ cidr: "10.10.0.0/16", zones: 2 }),
  };
}
