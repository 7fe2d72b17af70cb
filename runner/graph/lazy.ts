/**
 * Puts off loading parts of the Pulumi SDK that only serialised functions, programs in TypeScript, its Automation API
 * and awsx's old code line need. No program of ours uses them, and they make up two thirds of the time that
 * `require("@pulumi/pulumi")` takes.
 *
 * Imported before the SDK: by the recorder, and with `--require` in the engine's processes. Whoever does use one of
 * them gets the real module at the first look at it.
 */
import Module from "node:module";
import { dirname, join } from "node:path";

/** What a placeholder answers itself, by name; `load` gives the real module. */
type Answers = Record<string, (load: () => object) => unknown>;

interface PutOff {
  name: string;
  /** File of the package that asks for it, because a tree may hold several. */
  from: string;
  /** What compiled code asks of every import, and copies all properties when it is not so. */
  esModule: boolean;
  answers?: Answers;
}

const sdk = require.resolve("@pulumi/pulumi/package.json");
const awsx = require.resolve("@pulumi/awsx/package.json");

const modules: PutOff[] = [
  { name: "@npmcli/arborist", from: sdk, esModule: true },
  { name: "@pulumi/pulumi/automation", from: sdk, esModule: true },
  { name: join(dirname(awsx), "classic"), from: awsx, esModule: true },
  // A policy pack is asked for both, be it in TypeScript or not.
  { name: "typescript", from: sdk, esModule: false, answers: { version: () => versionOf("typescript") } },
  {
    name: "ts-node",
    from: sdk,
    esModule: true,
    answers: { VERSION: () => versionOf("ts-node"), register: registerLater },
  },
  {
    // Attaches a debugger to every program, under which V8 is slow, to be told the names of files. It tells those of
    // files that are loaded already as well, so the first function that is serialised is early enough.
    name: "@pulumi/pulumi/runtime/closure/v8Hooks",
    from: sdk,
    esModule: true,
    answers: { isInitializedAsync: () => async () => {} },
  },
  { name: "@pulumi/pulumi/runtime/debuggable", from: sdk, esModule: true, answers: { debuggablePromise: untraced } },
];

for (const { name, from, esModule, answers } of modules) {
  putOff(require.resolve(name, { paths: [dirname(from)] }), esModule, answers);
}

/** Puts a placeholder in the place of a module file that is not loaded yet. */
export function putOff(file: string, esModule: boolean, answers: Answers = {}): void {
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
  const given = new Map(Object.entries(answers).map(([key, answer]) => [key as string | symbol, answer(load)]));
  placeholder.exports = new Proxy({} as object, {
    get: (_target, key) => {
      if (key === "__esModule") return esModule;
      return given.has(key) ? given.get(key) : Reflect.get(load(), key);
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

function versionOf(name: string): string {
  return require(require.resolve(`${name}/package.json`, { paths: [dirname(sdk)] })).version;
}

/** Registers the compiler when the first file in TypeScript is loaded. */
function registerLater(load: () => object): (options: object) => void {
  return (options) => {
    require.extensions[".ts"] = (module, file) => {
      delete require.extensions[".ts"];
      (load() as { register(options: object): void }).register(options);
      require.extensions[".ts"]!(module, file);
    };
  };
}

type Promising = <T>(promise: Promise<T>, context: unknown) => Promise<T>;

/**
 * Every promise of the SDK is given the stack of its making, for whom `PULUMI_DEBUG_PROMISE_LEAKS` asks for it; to
 * map these to sources takes a third of a program's time.
 */
function untraced(load: () => object): Promising {
  const wanted = Boolean(process.env["PULUMI_DEBUG_PROMISE_LEAKS"]);
  let traced: Promising | undefined;
  return (promise, context) => {
    traced ??= (load() as { debuggablePromise: Promising }).debuggablePromise;
    if (wanted || Error.stackTraceLimit === 0) return traced(promise, context);
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return traced(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
