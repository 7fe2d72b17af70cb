/** What a Pulumi command line asks for, so that it can be guarded. */

export interface PulumiWords {
  /** The command without options: `stack export`. */
  command: string;
  /** Stack named by `-s` or `--stack`, without organisation and project. */
  stack: string | undefined;
  /** Whether it can change state or cloud. */
  writes: boolean;
  /** Whether it names policy packs of its own. */
  ownPacks: boolean;
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
    "--event-log",
    "--plan",
    "-v",
    "--verbose",
  ],
  ...["--memprofilerate", "--otel-traces", "--override-env", "--profiling"],
  // Of `import`, `logs` and `state move`.
  ...["--dest", "--from", "-o", "--out", "--parent", "--properties", "--provider", "--since", "--source"],
]);
/** Options that may stand before the command; of any other it is not known here whether a value follows. */
const leading = new Set([
  ...["-s", "--stack", "-C", "--cwd", "--color", "-v", "--tracing"],
  ...["--non-interactive", "-e", "--emoji", "-Q", "--logtostderr", "--logflow", "-h", "--help", "--version"],
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

interface Part {
  /** The arguments that it consists of: an option, with its value where that stands apart, or a word. */
  args: string[];
  flag?: string;
  value?: string | undefined;
}

function parts(args: string[]): Part[] {
  const found: Part[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index]!;
    if (!word.startsWith("-")) {
      found.push({ args: [word] });
      continue;
    }
    const [flag, inline] = word.startsWith("--") && word.includes("=") ? word.split(/=(.*)/s) : [word, undefined];
    // `-f` is --skip-preview for up, destroy and refresh, and --file elsewhere.
    const command = found.find((part) => part.flag === undefined)?.args[0] ?? "";
    const takesValue =
      valued.has(flag!) && inline === undefined && !(flag === "-f" && /^(up|update|destroy|refresh)$/.test(command));
    found.push({
      args: takesValue ? args.slice(index, index + 2) : [word],
      flag: flag!,
      value: inline ?? (takesValue ? args[index + 1] : undefined),
    });
    if (takesValue) index += 1;
  }
  return found;
}

export function readWords(args: string[]): PulumiWords {
  const read = parts(args);
  const words = read.filter(({ flag }) => flag === undefined).map((part) => part.args[0]!);
  const flags = new Set(read.map(({ flag }) => flag));
  const stack = read.findLast(isStackFlag)?.value?.split("/").at(-1);
  const aliases: Record<string, string> = { update: "up", pre: "preview", down: "destroy", dn: "destroy" };
  words[0] = aliases[words[0] ?? ""] ?? words[0] ?? "help";
  const known = [words.slice(0, 3), words.slice(0, 2), words.slice(0, 1)]
    .map((parts) => parts.join(" "))
    .find((text) => reading.has(text) || refused[text] !== undefined);
  // `stack` and the like read when they stand alone, but an unknown `stack <word>` may write.
  const exact = known && groups.has(known) && words.length > 1 ? undefined : known;
  const command = exact ?? words.slice(0, 2).join(" ");
  const ownPacks = flags.has("--policy-pack") || flags.has("--policy-pack-config");
  const asksOnly = ["--help", "-h", "--preview-only"].some((flag) => isOn(read, flag));
  const refusal = refused[command] && !asksOnly ? refused[command] : refusalOf(command, read, ownPacks);
  return {
    command,
    stack,
    writes: !asksOnly && !(exact !== undefined && reading.has(exact)),
    ownPacks,
    ...(refusal ? { refusal } : {}),
  };
}

/** Whether an option without a value is given, and nowhere taken back as by `--preview-only=false`. */
function isOn(read: Part[], option: string): boolean {
  const given = read.filter(({ flag }) => flag === option);
  return given.length > 0 && given.every(({ value }) => value === undefined || value === "true");
}

/** What could make the engine read another command than is guarded here, or judge by another pack. */
function refusalOf(command: string, read: Part[], ownPacks: boolean): string | undefined {
  const word = read.findIndex(({ flag }) => flag === undefined);
  const early = read.slice(0, Math.max(word, 0)).find(({ flag }) => !leading.has(flag ?? ""));
  if (early) return `${early.flag} stands before the command; put options after it`;
  const end = read.findIndex(({ flag }) => flag === "--");
  const late = end < 0 ? undefined : read.slice(end).find(({ flag }) => flag !== undefined && flag !== "--");
  if (late) return `${late.flag} stands after --, where it is an option no more; put options before it`;
  // `-ys prod` and `-sprod` name a stack to Pulumi; here they would be options of their own.
  const joined = read.find(({ flag }) => /^-(s.|[^-s].*s)/.test(flag ?? ""));
  if (joined) return `${joined.flag} could name another stack; write each option apart`;
  if (!ownPacks || (command !== "up" && command !== "preview")) return undefined;
  return "it is judged by Slipway's own policy pack, which takes its configuration from policies.yaml; leave --policy-pack and --policy-pack-config out";
}

/**
 * The command line with more options right after its command: behind the rest they could become the value of an
 * option that was left without one, or words after `--`.
 */
export function afterCommand(args: string[], options: string[]): string[] {
  const all = parts(args);
  const word = all.findIndex(({ flag }) => flag === undefined);
  // `policy analyze` has its options after the second word.
  const last = all[word]?.args[0] === "policy" ? word + 1 : word;
  return [
    ...all.slice(0, last + 1).flatMap((part) => part.args),
    ...options,
    ...all.slice(last + 1).flatMap((part) => part.args),
  ];
}

/** The command line with another name for the stack that it names. */
export function withStack(args: string[], stack: string): string[] {
  return parts(args).flatMap((part) => (isStackFlag(part) ? ["--stack", stack] : part.args));
}

const isStackFlag = ({ flag }: Part) => flag === "-s" || flag === "--stack";

/** Options of up and destroy that their previews do not know or do not go with. */
const onlyForReal = new Set([
  ...["--yes", "--skip-preview", "--continue-on-error", "--remove"],
  ...["--plan", "--strict", "--secrets-provider", "--show-secrets"],
]);

/** The command line that shows, without asking, what `up` or `destroy` with these arguments would do. */
export function previewArgs(args: string[]): string[] {
  const kept = parts(args).filter(({ flag }) => !onlyForReal.has(flag ?? "") && !/^-[yf]+$/.test(flag ?? ""));
  const command = kept.find(({ flag }) => flag === undefined);
  const up = /^up(date)?$/.test(command?.args[0] ?? "");
  const words = kept.flatMap((part) => (part === command && up ? ["preview"] : part.args));
  return [...words, ...(up ? [] : ["--preview-only"]), "--non-interactive"];
}

export function needsStack(words: PulumiWords): boolean {
  return !withoutStack.has(words.command);
}
