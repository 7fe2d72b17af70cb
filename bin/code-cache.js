// Keeps V8's compiled code of what a program loads: every run of the engine starts half a dozen Node processes, each
// of which would parse and compile the same hundreds of files. First line of `slipway`, and with `--require` in the
// engine's processes. V8 itself refuses code of another version or of other flags; texts are told apart by digest.

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");

const folder = join(__dirname, "..", "node_modules", ".cache", "slipway-code");

/** Milliseconds after which a process keeps what it has compiled up to then: the engine kills its plugins. */
const moments = [1000, 4000];

/** Bytes of a program's file from which on only the code of its last run is kept. */
const plenty = 48 * 1024 * 1024;

/** A file that is as old is made anew: what nobody starts any more goes. */
const keptMilliseconds = 7 * 24 * 3600 * 1000;

/**
 * V8 forgets with what a kept text may be imported: one that calls import() is left to Node. A bundle of ours whose
 * strings only look like it says so in its first line.
 */
const imports = /\bimport\s*(?:\(|\/[*/])/;
const withoutImports = "// Without import().\n";

const digest = (...texts) =>
  texts.reduce((hash, text) => hash.update(text).update("\0"), createHash("sha1")).digest("hex");

/** Code by the digest of its source. The first line of a file lists names and lengths, then the code follows. */
function read(file) {
  const kept = new Map();
  try {
    const bytes = fs.readFileSync(file);
    const line = bytes.indexOf("\n");
    let at = line + 1;
    for (const [name, length] of JSON.parse(bytes.toString("utf8", 0, line))) {
      kept.set(name, bytes.subarray(at, at + length));
      at += length;
    }
    return at === bytes.length ? kept : new Map();
  } catch {
    return new Map();
  }
}

function write(file, codes) {
  const scratch = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    const index = JSON.stringify([...codes].map(([name, code]) => [name, code.length]));
    fs.writeFileSync(scratch, Buffer.concat([Buffer.from(`${index}\n`), ...codes.values()]));
    fs.renameSync(scratch, file);
    for (const name of fs.readdirSync(folder)) {
      const path = join(folder, name);
      if (Date.now() - fs.statSync(path).mtimeMs > keptMilliseconds) fs.rmSync(path, { force: true });
    }
  } catch {
    // Without the cache a program is slower and nothing else; another process may be sweeping at the same time.
  }
}

/** A module's own `require`, as Node makes it. */
function requireOf(module) {
  const require = (path) => module.require(path);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function install() {
  const file = join(folder, digest(process.argv[1] ?? "", process.version, String(v8.cachedDataVersionTag())));
  const kept = read(file);
  const scripts = new Map();
  let missing = 0;
  const { _compile: compile } = Module.prototype;

  Module.prototype._compile = function (content, filename) {
    if (!content.startsWith(withoutImports) && imports.test(content)) return compile.call(this, content, filename);
    const name = digest(filename, content);
    const cachedData = kept.get(name);
    const script = new vm.Script(Module.wrap(content.replace(/^#!.*/, "")), {
      filename,
      // Columns of the first line are those of the file.
      columnOffset: -Module.wrapper[0].length,
      cachedData,
    });
    if (!cachedData || script.cachedDataRejected) missing += 1;
    scripts.set(name, script);
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
  };

  const keep = () => {
    if (missing === 0) return;
    const fresh = [...scripts].map(([name, script]) => [name, script.createCachedData()]);
    const others = [...kept.values()].reduce((sum, { length }) => sum + length, 0) < plenty ? kept : [];
    write(file, new Map([...others, ...fresh]));
  };
  process.on("exit", keep);
  for (const moment of moments) setTimeout(keep, moment).unref();
}

// Later versions of Node have such a cache themselves.
if (Module.enableCompileCache) Module.enableCompileCache(folder);
else install();
