/** What makes the engine's Node processes start fast: the program, the policy pack, providers and their hosts. */
import { join } from "node:path";
import { packageRoot } from "../../catalog/package-root";

/** Folder of the compiled rooms; compiles them when a source changed. */
export const { compiledRooms }: { compiledRooms(): string } = require(join(packageRoot(), "bin", "compile.js"));

/** `NODE_OPTIONS` for the engine: the given ones, and what keeps compiled code and puts off what no program uses. */
export function quickStart(given: string | undefined): string {
  const files = [join(packageRoot(), "bin", "code-cache.js"), join(compiledRooms(), "runner", "graph", "lazy.js")];
  // As in JSON, a path stands in double quotes, and a backslash takes the next character as it is.
  return [given ?? "", ...files.map((file) => `--require ${JSON.stringify(file)}`)].join(" ").trim();
}
