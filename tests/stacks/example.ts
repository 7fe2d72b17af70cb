/** A small organisation for tests of stack programs; its stacks are derived by the catalog itself. */
import { naming } from "../../catalog/naming";
import { deriveStacks } from "../../catalog/stacks";
import type { Catalog, Environment, Service } from "../../catalog/types";

export interface ExampleOptions {
  placement?: "one" | "account";
  organizationId?: string;
  replica?: string;
  /** Names of environments `<account>` or `<account>-<region>`. Default dev and prod. */
  environments?: string[];
}

const administrator = "OrganizationAccountAccessRole";
const accounts: Record<string, string> = { toolchain: "111111111111", dev: "222222222222", prod: "333333333333" };
const home = "us-east-1";

export function exampleCatalog(options: ExampleOptions = {}): Catalog {
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
    },
    state: {
      placement: options.placement ?? "one",
      noncurrentDays: 90,
      ...(options.replica ? { replica: options.replica } : {}),
    },
    toolchain: { connections: { github: { provider: "GitHub" as const } } },
    environments: (options.environments ?? ["dev", "prod"]).map(environment),
    services: [orders],
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
    network: { cidr: "10.10.0.0/16", zones: 2 },
  };
}

const orders: Service = {
  name: "orders",
  file: "services/orders.yaml",
  source: { connection: "github", repository: "acme/orders", branch: "main" },
  build: {
    buildspec: "buildspec.yml",
    image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
    compute: "BUILD_GENERAL1_SMALL",
    timeoutMinutes: 30,
  },
  target: { kind: "ec2-in-place", health: "/health", port: 8080, instanceType: "t3.micro", instances: 2 },
  stages: [
    { environment: "dev", approval: false, rollout: { batch: "one", alarms: ["status"] } },
    { environment: "prod", approval: true, rollout: { batch: "half", alarms: ["status"] } },
  ],
};
