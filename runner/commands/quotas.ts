/** `slipway quotas`: what the graph uses of each quota of AWS, the fullest first. */
import type { Command } from "commander";
import { graphQuotas } from "../../analysis/quota";
import type { QuotaRow } from "../../catalog/quota";
import { graphOf } from "../graph/recorded";
import { openSession } from "../session";
import { table } from "../terminal";
import { globals } from "./globals";

/** Lines without `--all`. */
const shown = 20;

export function addQuotasCommand(program: Command): void {
  program
    .command("quotas")
    .description("print what the recorded graph uses of each quota of AWS, the largest shares first")
    .option("--graph <file>", "a graph recorded earlier by `slipway graph --json`")
    .option("--all", `every use, not only the ${shown} with the largest shares (--json has them always)`)
    .action(async (options: { graph?: string; all?: boolean }, command: Command) => {
      const session = openSession(globals(command));
      const { rows } = graphQuotas(await graphOf(session, options.graph));
      const quotas = byShare(rows);
      const some = options.all ? quotas : quotas.slice(0, shown);
      session.terminal.result({ quotas });
      session.terminal.say(quotaTable(some));
      if (some.length < quotas.length) {
        session.terminal.say(
          `\nThe ${some.length} largest of ${quotas.length}; \`slipway quotas --all\` prints every one.`,
        );
      }
    });
}

export interface QuotaShare extends QuotaRow {
  /** Used of the limit, in percent, to one decimal. */
  share: number;
}

/** Largest share first; equal ones in order of their subjects. */
export function byShare(rows: readonly QuotaRow[]): QuotaShare[] {
  return rows
    .map((row) => ({ ...row, share: Math.round((row.used / row.limit) * 1000) / 10 }))
    .sort((one, other) => other.used / other.limit - one.used / one.limit || (one.subject < other.subject ? -1 : 1));
}

/** Used and limit, aligned on the right, as numbers are read. */
export function quotaTable(quotas: readonly QuotaShare[]): string {
  const number = new Intl.NumberFormat("en-GB");
  const rows = quotas.map(({ subject, used, limit, unit, share }) => ({
    subject,
    cells: [number.format(used), number.format(limit), `${share.toFixed(1)} %`],
    unit,
  }));
  const titles = { subject: "subject", cells: ["used", "limit", "share"], unit: "unit" };
  const widths = titles.cells.map((_, column) =>
    Math.max(...[titles, ...rows].map(({ cells }) => cells[column]!.length)),
  );
  return table(
    [titles, ...rows].map(({ subject, cells, unit }) => [
      subject,
      ...cells.map((cell, column) => cell.padStart(widths[column]!)),
      unit,
    ]),
  );
}
