import assert from "node:assert/strict";
import fc from "fast-check";
import { programs } from "../../../catalog/buildspec/programs";

const names = (script: string) => programs(script).map(({ name }) => name);

describe("the reader of shell commands", () => {
  it("finds the programs of lists, pipes, blocks, wrappers and substitutions", () => {
    assert.deepEqual(names("a && b || c; d & e | f"), ["a", "b", "c", "d", "e", "f"]);
    assert.deepEqual(names("if a; then b; else c; fi"), ["a", "b", "c", "fi"]);
    assert.deepEqual(
      names("f() { a; }\n(b; c)"),
      ["a", "}", "b", "c"].map((each) => (each === "}" ? "" : each)),
    );
    assert.deepEqual(names("sudo -E env X=1 timeout 60 /usr/bin/docker ps"), ["docker"]);
    assert.deepEqual(names('X="$(a "b c" | d)" e `g`'), ["a", "d", "g", "e"]);
    assert.deepEqual(names("sh -c 'a; b' && eval 'c d'"), ["sh", "a", "b", "eval", "c"]);
  });

  it("takes neither quotes, comments, here-documents nor arithmetic for commands", () => {
    assert.deepEqual(names("echo 'a; b' \"c | d\" # e; f"), ["echo"]);
    assert.deepEqual(names("cat <<EOF > x\ndocker push y\nEOF\na"), ["cat", "a"]);
    assert.deepEqual(names("cat <<-'END'\n\tdocker\n\tEND\na"), ["cat", "a"]);
    assert.deepEqual(names("N=$((N + 1))\na 2>&1"), ["", "a"]);
    assert.deepEqual(names("case $x in a) b ;; c) d ;; esac"), ["case", "b", "c", "d", "esac"]);
  });

  it("knows what reads a program's output", () => {
    const [curl] = programs("curl x \\\n | tee y | sh");
    assert.equal(curl!.feeds?.name, "tee");
    assert.equal(curl!.feeds?.feeds?.name, "sh");
    assert.equal(programs("bash <(curl x)").find(({ name }) => name === "curl")!.feeds?.name, "bash");
    assert.equal(programs("curl x; sh y")[0]!.feeds, undefined);
  });

  it("knows what a shell of its own keeps to itself", () => {
    const isolated = programs("A=1; (B=2); C=$(D=3)").filter((each) => each.isolated);
    assert.deepEqual(
      isolated.map(({ assigns }) => assigns),
      [["B=2"], ["D=3"]],
    );
  });

  it("counts lines through continued lines, quotes and here-documents", () => {
    const script = "a \\\n  b\nc '\n'\ncat <<E\n1\nE\nd";
    assert.deepEqual(
      programs(script).map(({ name, line }) => [name, line]),
      [
        ["a", 0],
        ["c", 2],
        ["cat", 4],
        ["d", 7],
      ],
    );
  });

  it("ends on any text", () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      "`",
      "$(",
      "$((",
      "((",
      "))",
      "(",
      ")",
      "<<E",
      "\\",
      "&>",
      "|",
      ";",
      "{",
      "#",
      "\n",
      " ",
      "a",
      "E",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        programs(pieces.join(""));
      }),
    );
  });
});
