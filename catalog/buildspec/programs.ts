/** The programs that a script runs. */
import { type ShellCommand, shellCommands } from "./shell";

export interface Program {
  /** Without its folder: `/usr/bin/docker` is `docker`. */
  name: string;
  args: string[];
  /** Line of the script, from 0. */
  line: number;
  isolated: boolean;
  /** `NAME=value` words before the program, or alone. */
  assigns: string[];
  /** The program that reads this one's output through a pipe or substitution. */
  feeds?: Program;
}

const reserved = new Set(["if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "(", "time"]);
/** Programs that run the one named after them. */
const wrappers = new Set(["sudo", "env", "exec", "command", "nohup", "nice", "timeout", "xargs"]);
export const shells = new Set(["sh", "bash", "dash", "zsh", "ash", "ksh"]);

/** Every program, those inside `sh -c '...'` and `eval '...'` too; a bare assignment has the name "". */
export function programs(script: string): Program[] {
  const commands = shellCommands(script);
  const found = commands.map(programOf);
  commands.forEach(({ feeds }, index) => {
    if (feeds !== undefined) found[index]!.feeds = found[feeds]!;
  });
  return found.flatMap((each) => [each, ...inside(each)]);
}

function programOf({ words, line, isolated }: ShellCommand): Program {
  const assigns: string[] = [];
  let rest = words[1] === "{" ? words.slice(2) : words;
  for (;;) {
    const [first] = rest;
    if (first === undefined) break;
    if (/^[A-Za-z_]\w*\+?=/.test(first)) assigns.push(first);
    else if (wrappers.has(baseName(first))) {
      rest = rest.slice(1);
      // Options of the wrapper, and the figure of `timeout 60` and `nice -n 5`.
      while (/^(-|\d)/.test(rest[0] ?? "")) rest = rest.slice(1);
      continue;
    } else if (!reserved.has(first)) break;
    rest = rest.slice(1);
  }
  return { name: baseName(rest[0] ?? ""), args: rest.slice(1), line, isolated, assigns };
}

function inside({ name, args, line, isolated }: Program): Program[] {
  const at = args.findIndex((each) => /^-\w*c$/.test(each));
  if (shells.has(name) && at >= 0) return programs(args[at + 1] ?? "").map((each) => below(each, line, true));
  if (name === "eval") return programs(args.join(" ")).map((each) => below(each, line, isolated));
  return [];
}

function below(program: Program, line: number, isolated: boolean): Program {
  return { ...program, line: program.line + line, isolated: isolated || program.isolated };
}

function baseName(word: string): string {
  return /^[\w./+-]+$/.test(word) ? word.slice(word.lastIndexOf("/") + 1) : word;
}
