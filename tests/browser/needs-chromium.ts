/** The browser that the report's test needs: it is skipped, with the reason, where there is none; on CI it fails. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Context } from "mocha";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** For a `before` hook: path of a Chromium, `CHROME_BIN` first, then those on PATH. */
export function needsChromium(context: Context): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const places = [
    ...(process.env["CHROME_BIN"] ? [process.env["CHROME_BIN"]] : []),
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  const reason = `no Chromium on PATH (${names.join(", ")}), and CHROME_BIN names none; install Debian's package chromium`;
  if (process.env["CI"] === "true") throw new Error(reason);
  console.error(`skipped: ${reason}`);
  return context.skip();
}
