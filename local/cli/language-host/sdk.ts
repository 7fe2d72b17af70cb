import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Absolute path of a module of the SDK that the *program* has installed: program and its starter must share one
 * copy of `@pulumi/pulumi`. Throws with the remedy when it is not installed.
 */
export function locateModule(module: string, programDirectory: string): string {
  try {
    return createRequire(join(programDirectory, "program.js")).resolve(module);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(
      `'${module}' is not installed for ${programDirectory}. Install the program's dependencies there (npm install or pulumi install).`,
    );
  }
}
