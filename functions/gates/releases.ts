/** What runs in each environment: one parameter per service and environment, written by gate `record`. */
import type { Aws } from "./aws";

export interface Release {
  /** `sha256:<hex>` of the released content. */
  digest: string;
  /** Whether the checks after its deployment have succeeded. */
  passed: boolean;
  /** The execution that released it. */
  execution: string;
  /** Commit, version or image digest of the first source. */
  commit: string;
  /** ISO 8601, UTC. */
  recorded: string;
}

export function releaseParameter(releases: string, environment: string): string {
  return `${releases}/${environment}`;
}

/** What a record says; nothing when there is none that can be read. */
export function recorded(value: string | undefined): Partial<Pick<Release, "digest" | "passed">> {
  if (value === undefined) return {};
  try {
    const { digest, passed } = JSON.parse(value) as Partial<Release>;
    return typeof digest === "string" ? { digest, passed: passed === true } : {};
  } catch {
    return {};
  }
}

export interface Running {
  environment: string;
  digest?: string;
  passed?: boolean;
}

/** What runs in each environment, in the given order. */
export async function running(aws: Aws, releases: string, environments: string[]): Promise<Running[]> {
  const values = await aws.parameters(environments.map((environment) => releaseParameter(releases, environment)));
  return environments.map((environment) => ({
    environment,
    ...recorded(values.get(releaseParameter(releases, environment))),
  }));
}
