/** A small organisation for the tests of pipelines and of the stacks that serve them: three accounts, two environments. */
import { naming } from "../../../catalog/naming";
import type { Catalog, Environment, Service, StackKind, StackPlan, Stage } from "../../../catalog/types";

export const accounts = { toolchain: "111111111111", dev: "222222222222", prod: "333333333333" };

export function environment(name: string, changes: Partial<Environment> = {}): Environment {
  const account = name.split("-")[0] as "dev" | "prod";
  return {
    name,
    file: `Pulumi.${name}.yaml`,
    account,
    accountId: accounts[account],
    region: "us-east-1",
    partition: "aws",
    production: account === "prod",
    backend: "s3",
    network: { cidr: account === "prod" ? "10.20.0.0/16" : "10.10.0.0/16", zones: account === "prod" ? 3 : 2 },
    ...changes,
  };
}

export function stage(environmentName: string, changes: Partial<Stage> = {}): Stage {
  return {
    environment: environmentName,
    approval: environmentName.startsWith("prod"),
    rollout: { batch: "one", alarms: ["status"] },
    ...changes,
  };
}

export function service(name: string, changes: Partial<Service> = {}): Service {
  return {
    name,
    file: `services/${name}.yaml`,
    source: { connection: "github", repository: `acme/${name}`, branch: "main" },
    build: {
      buildspec: "buildspec.yml",
      image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
      compute: "BUILD_GENERAL1_SMALL",
      timeoutMinutes: 30,
    },
    target: { kind: "ec2-in-place", health: "/health", port: 8080, instanceType: "t3.micro", instances: 2 },
    stages: [stage("dev"), stage("prod")],
    ...changes,
  };
}

export function catalog(changes: Partial<Catalog> = {}): Catalog {
  const names = naming("acme");
  const environments = changes.environments ?? [environment("dev"), environment("prod")];
  const services = changes.services ?? [service("orders")];
  const plan = (
    name: string,
    kind: StackKind,
    account: keyof typeof accounts,
    more: Partial<StackPlan>,
  ): StackPlan => ({
    name,
    kind,
    account,
    accountId: accounts[account],
    region: "us-east-1",
    partition: "aws",
    backend: "s3",
    dependsOn: [],
    appliedBy: "update",
    state: {
      bucket: names.stateBucket(accounts.toolchain),
      region: "us-east-1",
      accountId: accounts.toolchain,
      prefix: `${account}/${kind}`,
      table: names.lockTable,
      lockId: name,
      keyAlias: names.stateKeyAlias(account, kind),
      previewRole: names.runRoleArn("aws", accounts.toolchain, account, "preview"),
      updateRole: names.runRoleArn("aws", accounts.toolchain, account, "update"),
    },
    ...more,
  });
  return {
    directory: "/company",
    project: "slipway",
    organization: {
      prefix: "acme",
      id: "o-example00",
      home: "us-east-1",
      accounts,
      administrator: "OrganizationAccountAccessRole",
      operators: [],
      tags: { owner: "platform" },
    },
    state: { placement: "one", noncurrentDays: 90 },
    toolchain: { connections: { github: { provider: "GitHub" } } },
    environments,
    services,
    stacks: [
      plan("toolchain", "toolchain", "toolchain", {}),
      ...environments.map((each) =>
        plan(each.name, "environment", each.account as "dev", { environment: each.name, region: each.region }),
      ),
      ...services.flatMap((each) =>
        each.stages.map(({ environment: name }) => {
          const place = environments.find((candidate) => candidate.name === name)!;
          return plan(`${each.name}.${name}`, "service", place.account as "dev", {
            environment: name,
            service: each.name,
            region: place.region,
          });
        }),
      ),
      ...services.map((each) => plan(`${each.name}.pipeline`, "pipeline", "toolchain", { service: each.name })),
    ],
    names,
    ...changes,
  };
}
