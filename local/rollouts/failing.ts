/**
 * What is to go wrong, so that a rollback can be rehearsed: a file in the laptop cloud's folder that people write.
 *
 *     { "alarms": ["acme-orders-dev-errors"], "digests": ["sha256:..."] }
 *
 * Its alarms are in state ALARM; tasks of its images never become healthy, and functions cannot take its code.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Failing {
  /** Names of CloudWatch alarms. */
  alarms: string[];
  /** `sha256:<hex>` of images and zips. */
  digests: string[];
}

export const failingFile = "failing.json";

/** Read at every look; nothing fails without the file. Throws for what cannot be read. */
export function failingIn(dataDirectory: string): Failing {
  const path = join(dataDirectory, failingFile);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { alarms: [], digests: [] };
    throw error;
  }
  try {
    const { alarms = [], digests = [] } = JSON.parse(text) as Partial<Failing>;
    return { alarms, digests };
  } catch (error) {
    throw new Error(`${path} is no JSON: ${(error as Error).message}. Mend or remove it.`);
  }
}

/** Digests of it that an image or a zip bears. */
export function failingDigest({ digests }: Failing, code: string): string | undefined {
  return digests.find((digest) => digest !== "" && code.includes(digest));
}
