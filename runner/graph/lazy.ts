/**
 * Puts off loading parts of the Pulumi SDK that only serialised functions and awsx's old code line need. No program
 * of ours uses them, and they make up two thirds of the time that `require("@pulumi/pulumi")` takes.
 *
 * Imported before the SDK: by the recorder, and with `--require` in the engine's programs. Whoever does use one of them gets the real module at the first look at it.
 */
import Module from "node:module";
import { dirname, join } from "node:path";

const sdk = require.resolve("@pulumi/pulumi/package.json");
const awsx = require.resolve("@pulumi/awsx/package.json");

/**
 * Each with the package that asks for it, because a tree may hold several. `esModule`: what compiled code asks of every
 * import, and copies all properties when it is not so. `meanwhile`: answers that need no module.
 */
const modules = [
  {
    // Attaches a debugger to every program, under which V8 is slow, to be told the names of files. It tells those of
    // files that are loaded already as well, so the first function that is serialised is early enough.
    name: "@pulumi/pulumi/runtime/closure/v8Hooks",
    from: sdk,
    esModule: true,
    meanwhile: { isInitializedAsync: async () => {} },
  },
  { name: "@npmcli/arborist", from: sdk, esModule: true },
  { name: "typescript", from: sdk, esModule: false },
  { name: join(dirname(awsx), "classic"), from: awsx, esModule: true },
];

for (const { name, from, esModule, meanwhile } of modules) {
  putOff(require.resolve(name, { paths: [dirname(from)] }), esModule, meanwhile);
}

/** Puts a placeholder in the place of a module file that is not loaded yet. */
export function putOff(file: string, esModule: boolean, meanwhile: Record<string, unknown> = {}): void {
  // Already loaded by somebody else, such as ts-node: nothing to save.
  if (require.cache[file]) return;
  const placeholder = new Module(file);
  placeholder.filename = file;
  placeholder.loaded = true;
  let real: object | undefined;
  const load = (): object => {
    if (real) return real;
    delete require.cache[file];
    real = require(file) as object;
    return real;
  };
  placeholder.exports = new Proxy({} as object, {
    get: (_target, key) => {
      if (key === "__esModule") return esModule;
      return !real && Object.hasOwn(meanwhile, key) ? meanwhile[String(key)] : Reflect.get(load(), key);
    },
    has: (_target, key) => Reflect.has(load(), key),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_target, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(load(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
  require.cache[file] = placeholder;
}
