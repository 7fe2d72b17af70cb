/**
 * Stops time at a named moment, for tests of crashes: `SLIPWAY_LAPTOP_HOLD` names a file with
 * `{ "type": "...", "name": "...", "moment": "before" | "after" }`. The Create of that resource touches
 * `<file>.reached`, before or after the resource exists, and goes on when the file is gone.
 */
import { readFileSync, writeFileSync } from "node:fs";

export type Moment = "before" | "after";

export async function hold(file: string | undefined, type: string, name: string, moment: Moment): Promise<void> {
  if (!file || !isMeant(file, type, name, moment)) return;
  writeFileSync(`${file}.reached`, `${process.pid}\n`);
  while (isMeant(file, type, name, moment)) await new Promise((resolve) => setTimeout(resolve, 50));
}

function isMeant(file: string, type: string, name: string, moment: Moment): boolean {
  try {
    const meant = JSON.parse(readFileSync(file, "utf8"));
    return meant.type === type && meant.name === name && meant.moment === moment;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
