/** Services on ECS and Lambda beside the tests' organisation, which a test may spoil. */
import { checkCatalog } from "../../../catalog/load";
import type { Step } from "../../../catalog/schema/path";
import type { Problem } from "../../../catalog/types";
import { type Copy, withCopy } from "../organization";

export const certificate = "certificate/01234567-89ab-cdef-0123-456789abcdef";
const source = { connection: "gitlab", repository: "globex/shop", branch: "main" };

/** Stages: 0 in `test`, 1 in `prod-eu-west-1`, which is production. */
const stages = [{ environment: "test" }, { environment: "prod-eu-west-1", approval: true }];

export const bases = {
  ecs: {
    source,
    build: { images: [{ name: "api" }, { name: "proxy" }] },
    target: {
      kind: "ecs",
      health: "/health",
      containers: [{ name: "api", port: 8080 }, { name: "proxy" }],
      loadBalancer: {
        certificate: {
          test: `arn:aws:acm:eu-west-1:012345678901:${certificate}`,
          "prod-eu-west-1": `arn:aws:acm:eu-west-1:777788889999:${certificate}`,
        },
      },
    },
    stages,
  },
  lambda: {
    source,
    target: { kind: "lambda", package: "zip", runtime: "nodejs24.x", handler: "index.handler" },
    stages,
  },
  fleet: { source, target: { kind: "ec2-in-place", health: "/health" }, stages },
} as const;

export type Base = keyof typeof bases;
/** A place in the file, and what stands there instead; undefined: nothing. */
export type Change = [path: Step[], value: unknown];

export const shop = "services/shop.yaml";
/** Services of the tests' organisation that say nothing here; what belongs to the others must stay theirs. */
const others = ["portal", "price-feed", "quotes", "web"];

/** What the checks find in such a service, alone or with changes; and the copy that it was found in. */
export function problemsOf(base: Base, changes: Change[], also: (copy: Copy) => void = () => {}): Problem[] {
  return withCopy((copy) => {
    for (const other of others) copy.remove(`services/${other}.yaml`);
    copy.write(shop, JSON.stringify(bases[base]));
    for (const [path, value] of changes) copy.set(shop, path, value);
    also(copy);
    return checkCatalog(copy.directory);
  });
}

export interface Case {
  base: Base;
  title: string;
  changes: Change[];
  /** Where the problem is, and what is said there. */
  at: Step[];
  says: RegExp;
}

export const bad = (base: Base, title: string, changes: Change[], at: Step[], says: RegExp): Case => ({
  base,
  title,
  changes,
  at,
  says,
});

/** Rollout of the stage in `test`, and of the one in production. */
export const test = (...path: Step[]) => ["stages", 0, "rollout", ...path];
export const production = (...path: Step[]) => ["stages", 1, "rollout", ...path];
export const target = (...path: Step[]) => ["target", ...path];
export const balancer = (...path: Step[]) => ["target", "loadBalancer", ...path];
export const codedeploy: Change = [test("controller"), "codedeploy"];
export const network: Change = [balancer("kind"), "network"];
