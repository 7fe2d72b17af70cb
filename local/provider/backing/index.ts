/** The emulator-backed types by service. */
import type { Backing, Backings } from "./types";

const services: Record<string, () => Promise<Backings>> = {
  s3: async () => (await import("./s3")).s3,
  dynamodb: async () => (await import("./dynamodb")).dynamodb,
  kms: async () => (await import("./kms")).kms,
  ssm: async () => (await import("./ssm")).ssm,
  iam: async () => (await import("./iam")).iam,
};

/** The backing of a type, or undefined for one that exists as a record only. */
export async function backingOf(type: string): Promise<Backing | undefined> {
  const service = /^aws:([a-z0-9]+)\//.exec(type)?.[1] ?? "";
  return (await services[service]?.())?.[type];
}
