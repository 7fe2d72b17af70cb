/**
 * The instructions of a Dockerfile, as BuildKit splits it: https://docs.docker.com/reference/dockerfile/
 * Comments, continued lines, here-documents and the leading directives are understood; the rest is left as text.
 */

export interface Instruction {
  /** Number of its first line, from 1. */
  line: number;
  /** In upper case: `FROM`. */
  keyword: string;
  /** Everything after the keyword on one line, without the bodies of here-documents. */
  text: string;
}

export interface Dockerfile {
  instructions: Instruction[];
  /** Image that reads the file, when its first lines name one. */
  syntax?: { line: number; image: string };
  /** Here-documents that never end; BuildKit refuses the file. */
  unended: { line: number; word: string }[];
}

const directive = /^#\s*([A-Za-z]+)\s*=\s*(.+?)\s*$/;

export function readDockerfile(source: string): Dockerfile {
  const lines = source.replace(/^\uFEFF/, "").split(/\r?\n/);
  const file: Dockerfile = { instructions: [], unended: [] };
  let next = 0;
  let joiner = "\\";
  for (; next < lines.length; next++) {
    const [, key, value] = directive.exec(lines[next]!) ?? [];
    if (key === undefined || value === undefined) break;
    if (key.toLowerCase() === "escape") joiner = value;
    if (key.toLowerCase() === "syntax") file.syntax = { line: next + 1, image: value };
  }
  const ignored = (line: string) => /^\s*(#|$)/.test(line);
  const continued = (line: string) => line.trimEnd().endsWith(joiner);
  while (next < lines.length) {
    if (ignored(lines[next]!)) {
      next++;
      continue;
    }
    const first = next;
    const parts: string[] = [];
    for (let more = true; more && next < lines.length; next++) {
      const line = lines[next]!;
      // Comments and empty lines inside a continued instruction are dropped; they do not end it.
      if (next > first && ignored(line)) continue;
      more = continued(line);
      parts.push(more ? line.trimEnd().slice(0, -joiner.length) : line);
    }
    const [, keyword = "", text = ""] = /^\s*(\S+)\s*(.*)$/s.exec(parts.join(" ")) ?? [];
    file.instructions.push({ line: first + 1, keyword: keyword.toUpperCase(), text: text.trim() });
    for (const { word, tabs } of hereDocuments(keyword, text)) {
      const ends = (line: string) => (tabs ? line.replace(/^\t+/, "") : line) === word;
      const end = lines.findIndex((line, index) => index >= next && ends(line));
      if (end < 0) file.unended.push({ line: first + 1, word });
      else next = end + 1;
    }
  }
  return file;
}

/** Words that end the here-documents which an instruction begins, and whether tabs may stand before them. */
function hereDocuments(keyword: string, text: string): { word: string; tabs: boolean }[] {
  if (!/^(run|copy|add)$/i.test(keyword) || text.startsWith("[")) return [];
  return [...text.matchAll(/(?:^|\s)\d*<<(-?)(["']?)(\w+)\2/g)].map(([, dash, , word]) => ({
    word: word!,
    tabs: dash === "-",
  }));
}
