/** The `runtime.options` of a project, plugin or policy pack that this host understands. */
export interface RuntimeOptions {
  /** Load TypeScript through ts-node. Default: true. */
  typescript: boolean;
  /** Arguments for `node` itself, before the program. Default: none. */
  nodeargs: string[];
  /** Path of the `tsconfig.json`, relative to the program. Default: the SDK's own search. */
  tsconfig?: string;
  /** Program that installs dependencies. Default (`auto`): npm. */
  packagemanager: "npm" | "yarn" | "pnpm" | "bun";
}

const managers = ["npm", "yarn", "pnpm", "bun"] as const;

/** Reads the options; throws one error that names every option of a wrong kind. */
export function runtimeOptions(options: Record<string, unknown>): RuntimeOptions {
  const problems: string[] = [];
  const read = <T>(name: string, kind: "boolean" | "string", fallback: T): T => {
    const value = options[name];
    if (value === undefined || value === null) return fallback;
    if (typeof value === kind) return value as T;
    problems.push(`runtime option '${name}' must be a ${kind}, found ${JSON.stringify(value)}`);
    return fallback;
  };
  const typescript = read("typescript", "boolean", true);
  const nodeargs = words(read("nodeargs", "string", ""));
  const tsconfig = read<string | undefined>("tsconfig", "string", undefined);
  const named = read("packagemanager", "string", "auto");
  const packagemanager = named === "auto" ? "npm" : managers.find((manager) => manager === named);
  if (!packagemanager) {
    problems.push(`runtime option 'packagemanager' must be auto, ${managers.join(", ")}, found "${named}"`);
  }
  if (problems.length > 0) throw new Error(`${problems.join("; ")}. Correct 'runtime.options' in the project's file.`);
  return { typescript, nodeargs, tsconfig, packagemanager: packagemanager ?? "npm" };
}

/** What the options set in the environment of the program. */
export function optionVariables(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
  };
}

/** Splits as a shell would: blanks separate, quotes keep together, a backslash takes the next character as it is. */
export function words(line: string): string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)) {
    found.push(
      word.replace(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
        (_all, double?: string, single?: string, escaped?: string) =>
          double !== undefined ? double.replace(/\\(["\\$`])/g, "$1") : (single ?? escaped ?? ""),
      ),
    );
  }
  return found;
}
