/**
 * Enough of the shell's grammar to say which programs a script runs, with which words, and what feeds them.
 * It reads quotes, comments, continued lines, operators, here-documents, subshells and command substitution; it
 * never runs or expands anything: `$NAME` stays as it is written.
 */

export interface ShellCommand {
  /** Words without their outer quotes, assignments and redirections included. */
  words: string[];
  /** Line of the script, from 0. */
  line: number;
  /** Index in the list of the command that reads this one's output through a pipe or substitution. */
  feeds?: number;
  /** Runs in a shell of its own: what it assigns is lost. */
  isolated: boolean;
}

interface Frame {
  line: number;
  words: string[];
  isolated: boolean;
  /** Commands substituted into this one's words. */
  inner: number[];
}

/** Every simple command of a script, in the order in which it ends. */
export function shellCommands(script: string, isolated = false): ShellCommand[] {
  return new Reader(script).read(isolated);
}

/** A class only because the position, the line and the list move together. */
class Reader {
  private at = 0;
  private line = 0;
  private readonly found: ShellCommand[] = [];
  private heredocs: { word: string; strip: boolean }[] = [];

  constructor(private readonly text: string) {}

  read(isolated: boolean): ShellCommand[] {
    this.list(isolated, "");
    return this.found;
  }

  /** Commands up to the closing character; returns the indexes of those whose output leaves the list. */
  private list(isolated: boolean, closing: string): number[] {
    const outputs: number[] = [];
    let frame = this.frame(isolated);
    let piped: number[] = [];
    const end = (pipe: boolean) => {
      const index = this.finish(frame);
      if (index !== undefined) {
        for (const each of piped) this.found[each]!.feeds = index;
        if (pipe) piped = [index];
        else {
          outputs.push(index);
          piped = [];
        }
      }
      frame = this.frame(isolated);
    };
    while (this.at < this.text.length) {
      const char = this.text[this.at]!;
      if (closing !== "" && char === closing) break;
      if (char === "\n") {
        end(false);
        this.newline();
      } else if (/\s/.test(char) || this.text.startsWith("\\\n", this.at)) this.space();
      else if (char === "#") this.comment();
      else if (/[;&|]/.test(char) && !this.text.startsWith("&>", this.at)) {
        const operator = /^(\|\||&&|\|&|;;|[;&|])/.exec(this.text.slice(this.at))![0];
        this.at += operator.length;
        end(operator === "|" || operator === "|&");
      } else if (char === "(") {
        this.at++;
        const inside = this.list(true, ")");
        this.at++;
        outputs.push(...inside);
        // A function's `()` has nothing inside and ends nothing.
        if (inside.length > 0) piped = inside;
      } else if (char === ")") {
        // The end of a pattern of `case`.
        end(false);
        this.at++;
      } else this.word(frame);
    }
    end(false);
    return outputs;
  }

  private frame(isolated: boolean): Frame {
    return { line: this.line, words: [], isolated, inner: [] };
  }

  private finish({ words, line, isolated, inner }: Frame): number | undefined {
    if (words.length === 0) return undefined;
    const index = this.found.push({ words, line, isolated }) - 1;
    for (const each of inner) this.found[each]!.feeds = index;
    return index;
  }

  private space(): void {
    if (this.text[this.at] === "\\") {
      this.at += 2;
      this.line++;
    } else this.at++;
  }

  private comment(): void {
    while (this.at < this.text.length && this.text[this.at] !== "\n") this.at++;
  }

  /** The end of a line, and the here-documents that begin after it. */
  private newline(): void {
    this.at++;
    this.line++;
    for (const { word, strip } of this.heredocs.splice(0)) {
      while (this.at < this.text.length) {
        const end = this.text.indexOf("\n", this.at);
        const stop = end === -1 ? this.text.length : end;
        const line = this.text.slice(this.at, stop);
        this.at = Math.min(stop + 1, this.text.length);
        this.line++;
        if ((strip ? line.replace(/^\t+/, "") : line) === word) break;
      }
    }
  }

  private word(frame: Frame): void {
    if (frame.words.length === 0) frame.line = this.line;
    const heredoc = /^\d*<<(-?)\s*(["']?)([\w.-]+)\2/.exec(this.text.slice(this.at));
    if (heredoc) {
      this.heredocs.push({ word: heredoc[3]!, strip: heredoc[1] === "-" });
      this.at += heredoc[0].length;
      return;
    }
    let word = "";
    while (this.at < this.text.length) {
      const char = this.text[this.at]!;
      if (/[\s;|)]/.test(char) || (char === "&" && !/[<>]$/.test(word) && this.text[this.at + 1] !== ">")) break;
      if (char === "(" && !/[$<>]$/.test(word) && word !== "" && !word.endsWith("=")) break;
      word += this.piece(frame, char);
    }
    frame.words.push(word);
  }

  /** One quoted part, substitution or character of a word. */
  private piece(frame: Frame, char: string): string {
    if (char === "'") return this.upTo("'");
    if (char === '"') return this.quoted(frame);
    if (char === "`") return this.backquoted(frame);
    if (char === "\\") {
      const next = this.text[this.at + 1] ?? "";
      this.at += 2;
      if (next === "\n") this.line++;
      return next === "\n" ? "" : next;
    }
    if (this.text.startsWith("$((", this.at)) return this.arithmetic();
    if (/^[$<>]\(/.test(this.text.slice(this.at, this.at + 2))) return this.substitution(frame);
    if (char === "\n") this.line++;
    this.at++;
    return char;
  }

  private upTo(quote: string): string {
    const end = this.text.indexOf(quote, this.at + 1);
    const stop = end === -1 ? this.text.length : end;
    const inside = this.text.slice(this.at + 1, stop);
    this.line += inside.split("\n").length - 1;
    this.at = stop + 1;
    return inside;
  }

  private quoted(frame: Frame): string {
    this.at++;
    let inside = "";
    while (this.at < this.text.length && this.text[this.at] !== '"') {
      const char = this.text[this.at]!;
      inside += /['<>]/.test(char) ? this.plain(char) : this.piece(frame, char);
    }
    this.at++;
    return inside;
  }

  private backquoted(frame: Frame): string {
    const line = this.line;
    const inside = this.upTo("`");
    const offset = this.found.length;
    for (const each of shellCommands(inside, true)) {
      if (each.feeds === undefined) frame.inner.push(this.found.length);
      else each.feeds += offset;
      this.found.push({ ...each, line: each.line + line });
    }
    return `\`${inside}\``;
  }

  private arithmetic(): string {
    const end = this.text.indexOf("))", this.at);
    const start = this.at;
    this.at = end === -1 ? this.text.length : end + 2;
    return this.text.slice(start, this.at);
  }

  private plain(char: string): string {
    this.at++;
    return char;
  }

  /** `$(...)`, `<(...)`: the commands inside feed the one outside. */
  private substitution(frame: Frame): string {
    const start = this.at;
    this.at += 2;
    frame.inner.push(...this.list(true, ")"));
    this.at++;
    return this.text.slice(start, this.at);
  }
}
