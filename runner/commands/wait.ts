/** `--wait [time]`, the same for every command that can find its way barred for a while. */
import { Option } from "commander";
import { UsageError } from "../exit";

const units: Record<string, number> = { "": 1000, s: 1000, m: 60_000, h: 3_600_000 };

/** The option; its value is in milliseconds, 0 without it. */
export function waitOption(): Option {
  return new Option(
    "--wait [time]",
    "wait so long, instead of refusing, for a stack's lock and for executions that a change of their pipeline would cancel: seconds, or 30m, 2h; 60m when no time is said",
  )
    .preset("60m")
    .argParser(milliseconds)
    .default(0, "refuse at once");
}

export function milliseconds(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  if (number === undefined)
    throw new UsageError(`--wait takes seconds, or a time such as 90s, 30m or 2h, not '${text}'.`);
  return Number(number) * units[unit]!;
}
