/** Which roles the providers of a laptop cloud have entered, as CloudTrail would tell: one JSON line per session. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface AssumedSession {
  roleArn: string;
  /** ARN of the caller, as STS names it. */
  by: string;
}

// Beside the resources, so that a fresh start empties it too.
const file = (dataDirectory: string) => join(dataDirectory, "resources", "sessions.jsonl");

export function noteSession(dataDirectory: string, session: AssumedSession): void {
  const path = file(dataDirectory);
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify(session)}\n`);
}

/** In the order in which they were entered. */
export function assumedSessions(dataDirectory: string): AssumedSession[] {
  const path = file(dataDirectory);
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}
