/** What a command says: progress and results for people, one JSON value for machines. */

export interface Terminal {
  /** Whether standard output carries JSON only. */
  readonly json: boolean;
  /** One line of progress, on standard error. */
  progress(line: string): void;
  /** Result text for people; silent with `--json`. */
  say(text: string): void;
  /** The command's result for machines; silent without `--json`. */
  result(value: unknown): void;
}

export function terminal(options: { json: boolean }): Terminal {
  // `slipway graph | head` closes the pipe: that is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    json: options.json,
    progress: (line) => process.stderr.write(`${line}\n`),
    say: (text) => {
      if (!options.json) process.stdout.write(`${text}\n`);
    },
    result: (value) => {
      if (options.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

/** A terminal whose every line of progress begins with a name, for work that goes on beside other work. */
export function prefixed(to: Terminal, name: string): Terminal {
  return { ...to, progress: (text) => to.progress(text.replace(/^/gm, `${name}: `)) };
}

/** Aligned columns, two spaces apart. */
export function table(rows: string[][]): string {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** `2 d 3 h`, `4 min 5 s`: a duration in its two largest units. */
export function duration(milliseconds: number): string {
  const units: [number, string][] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  let seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts: string[] = [];
  for (const [size, unit] of units) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}
