/** What a Pulumi command line asks for, so that it can be guarded. */

export interface PulumiWords {
  /** The command without options: `stack export`. */
  command: string;
  /** Stack named by `-s` or `--stack`, without organisation and project. */
  stack: string | undefined;
  /** Whether it can change state or cloud. */
  writes: boolean;
  /** Why it is not run at all. */
  refusal?: string;
}

/** Options of Pulumi that are followed by a value. */
const valued = new Set([
  ...["-s", "--stack", "-C", "--cwd", "-c", "--config", "-m", "--message", "-p", "--parallel", "-t", "--target"],
  ...["--policy-pack", "--policy-pack-config", "--color", "--config-file", "--secrets-provider", "--file", "-f"],
  ...[
    "--replace",
    "--target-replace",
    "--exclude",
    "-x",
    "--import-pending-creates",
    "--tracing",
    "--save-plan",
    "--plan",
    "-v",
  ],
]);
const reading = new Set([
  ...["preview", "about", "version", "whoami", "help", "logs", "console", "stack", "stack ls", "stack output"],
  ...[
    "stack export",
    "stack graph",
    "stack history",
    "stack tag ls",
    "stack tag get",
    "plugin ls",
    "config",
    "config get",
  ],
  ...["policy analyze", "policy validate-config", "schema", "state"],
]);
/** Commands with commands below them. */
const groups = new Set(["config", "stack", "state"]);
/** Commands that name no stack. */
const withoutStack = new Set(["about", "version", "whoami", "help", "stack ls", "plugin ls", "schema", "state"]);

const refused: Record<string, string> = {
  login: "the backend of each stack comes from the catalog, and your own Pulumi login stays as it is",
  logout: "your own Pulumi login stays as it is",
  new: "the program is Slipway's; add a file Pulumi.<environment>.yaml or services/<name>.yaml instead",
  "config set": "programs read their configuration from the files only; edit Pulumi.<environment>.yaml",
  "config rm": "programs read their configuration from the files only; edit Pulumi.<environment>.yaml",
  "stack init": "stacks are derived from the files; `slipway up <stack>` makes a new one in its store",
  "stack select": "no stack is kept selected; name it with -s",
  "stack rename": "a stack's name is derived from the files",
  watch: "it would update without an end under one lock",
};

export function readWords(args: string[]): PulumiWords {
  const words: string[] = [];
  const flags = new Set<string>();
  let stack: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index]!;
    const [flag, inline] = word.startsWith("--") && word.includes("=") ? word.split(/=(.*)/s) : [word, undefined];
    if (!word.startsWith("-")) words.push(word);
    else flags.add(flag!);
    // `-f` is --skip-preview for up, destroy and refresh, and --file elsewhere.
    const takesValue =
      valued.has(flag!) &&
      inline === undefined &&
      !(flag === "-f" && /^(up|update|destroy|refresh)$/.test(words[0] ?? ""));
    const value = inline ?? (takesValue ? args[index + 1] : undefined);
    if (flag === "-s" || flag === "--stack") stack = value?.split("/").at(-1);
    if (takesValue) index += 1;
  }
  const aliases: Record<string, string> = { update: "up", pre: "preview", down: "destroy", dn: "destroy" };
  words[0] = aliases[words[0] ?? ""] ?? words[0] ?? "help";
  const known = [words.slice(0, 3), words.slice(0, 2), words.slice(0, 1)]
    .map((parts) => parts.join(" "))
    .find((text) => reading.has(text) || refused[text] !== undefined);
  // `stack` and the like read when they stand alone, but an unknown `stack <word>` may write.
  const exact = known && groups.has(known) && words.length > 1 ? undefined : known;
  const command = exact ?? words.slice(0, 2).join(" ");
  const asksOnly = flags.has("--help") || flags.has("-h") || flags.has("--preview-only");
  return {
    command,
    stack,
    writes: !asksOnly && !(exact !== undefined && reading.has(exact)),
    ...(refused[command] && !asksOnly ? { refusal: refused[command] } : {}),
  };
}

export function needsStack(words: PulumiWords): boolean {
  return !withoutStack.has(words.command);
}
