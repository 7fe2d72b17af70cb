/**
 * Builds components and stack programs under mocks and says what they registered.
 *
 * It awaits everything and rejects on what Pulumi's mocks swallow: a failing mock, and two resources of one
 * type and name under one parent.
 */
import * as pulumi from "@pulumi/pulumi";
import { type Place, type Properties, type ProviderSettings, unknown } from "../../local/model/types";
import { simulate } from "./cloud";

export interface Registered {
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  /** What the program gave; secrets are unwrapped, unknowns are `unknown` of `local/model/types`. */
  inputs: Properties;
  /** What the simulated cloud answered. */
  outputs: Properties;
  /** Logical name of the parent, or undefined below the stack itself. */
  parent?: string;
  /** The explicit provider's registration. */
  provider?: Registered;
  dependencies: string[];
  protect: boolean;
  retainOnDelete: boolean;
  ignoreChanges: string[];
}

export interface Built {
  /** The program's outputs, resolved. */
  outputs: Properties;
  /** In the order of registration, without the stack itself. */
  resources: Registered[];
  all(type: string): Registered[];
  /** The only resource of a type (and name); fails when there are none or several. */
  one(type: string, name?: string): Registered;
}

export interface BuildOptions {
  /** Stack name. Default `test`. */
  stack?: string;
  /** Whether computed values are unknown. Default false. */
  preview?: boolean;
  /** Account and region of resources without an explicit provider. */
  place?: Place;
  /** Answers of data sources by token, before those of the simulated cloud. */
  invokes?: Record<string, (inputs: Properties) => Properties>;
  /** Values of Parameter Store parameters by name. */
  parameters?: Record<string, string>;
  /** Outputs of remote components by type. */
  components?: Record<string, (inputs: Properties) => Properties>;
}

export const defaultPlace: Place = { account: "111111111111", region: "us-east-1", partition: "aws" };

type Program = () => object | undefined | Promise<object | undefined>;

/** Runs a program (anything that constructs resources) to its end. */
export async function build(program: Program, options: BuildOptions = {}): Promise<Built> {
  const resources: Registered[] = [];
  const failures: Error[] = [];
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const note = (error: Error) => {
    failures.push(error);
    fail(error);
  };
  const byUrn = (urn: string) => resources.find((each) => each.urn === urn);
  const cloud = simulate({
    preview: options.preview ?? false,
    parameters: options.parameters ?? {},
    invokes: options.invokes ?? {},
  });
  const byReference = (reference: string) => byUrn(reference.slice(0, reference.lastIndexOf("::")));
  const noting =
    (callback: Callback): Callback =>
    (error, answer) => {
      if (error) note(error);
      callback(error, answer);
    };

  const settingsOf = (provider: Registered | undefined): ProviderSettings =>
    provider
      ? { place: providerPlace(provider.inputs), defaultTags: tagsOf(provider.inputs) }
      : { place: options.place ?? defaultPlace, defaultTags: {} };

  let registering: Registered | undefined;
  const answer = async (resource: Registered) => {
    if (!resource.custom || resource.type.startsWith("pulumi:")) {
      const component = options.components?.[resource.type]?.(resource.inputs);
      return { id: `${resource.name}-id`, state: { ...resource.inputs, ...component } };
    }
    const created = await cloud.create(resource, settingsOf(resource.provider));
    resource.outputs = created.outputs;
    return { id: created.id, state: created.outputs };
  };

  await pulumi.runtime.setMocks(
    {
      newResource: () => answer(registering!) as unknown as pulumi.runtime.MockResourceResult,
      call: (call) => {
        return cloud.invoke(call.token, call.inputs, settingsOf(byReference(call.provider ?? "")));
      },
    },
    "slipway",
    options.stack ?? "test",
    options.preview ?? false,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const urn = monitor.newUrn(request.getParent(), request.getType(), request.getName());
    const provider = byReference(request.getProvider());
    const parent = byUrn(request.getParent());
    registering = {
      urn,
      type: request.getType(),
      name: request.getName(),
      custom: request.getCustom(),
      inputs: plain(request.getObject().toJavaScript()) as Properties,
      outputs: {},
      ...(parent ? { parent: parent.name } : {}),
      ...(provider ? { provider } : {}),
      dependencies: request.getDependenciesList(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      ignoreChanges: request.getIgnorechangesList(),
    };
    if (registering.type !== "pulumi:pulumi:Stack") {
      if (byUrn(urn)) note(new Error(`two resources have the URN ${urn}; give one of them another name`));
      resources.push(registering);
    }
    return register(request, noting(callback));
  };
  const invoke = monitor.invoke.bind(monitor);
  monitor.invoke = (request, callback) => invoke(request, noting(callback));

  const outputs = await listening(note, async () => {
    const result = await Promise.race([pulumi.runtime.runInPulumiStack(async () => await program()), failed]);
    await pulumi.runtime.disconnect();
    return result;
  });
  if (failures.length > 0) throw failures[0];
  const all = (type: string) => resources.filter((each) => each.type === type);
  return {
    outputs: (outputs ?? {}) as Properties,
    resources,
    all,
    one: (type, name) => {
      const found = all(type).filter((each) => name === undefined || each.name === name);
      if (found.length === 1) return found[0]!;
      const have = resources.map((each) => `${each.type} ${each.name}`).join(", ");
      throw new Error(`expected one ${type}${name ? ` ${name}` : ""}, found ${found.length} among: ${have}`);
    },
  };
}

/** Runs work while rejections that nothing handles, which is how the SDK reports a failing `apply`, go to `note`. */
async function listening<T>(note: (error: Error) => void, work: () => Promise<T>): Promise<T> {
  // The SDK takes a stack trace per registration, which is most of the time of a test.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", note);
  try {
    const result = await work();
    // Node reports rejections only after the queue of microtasks is empty.
    await new Promise(setImmediate);
    return result;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
  }
}

/** The error that building a program must end with; fails when it succeeds. */
export async function buildError(program: Program, options: BuildOptions = {}): Promise<Error> {
  try {
    await build(program, options);
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected the program to fail, but it succeeded");
}

/** A policy document as a registered input carries it: JSON text. */
export function documentOf(value: unknown): import("../../catalog/iam/document").PolicyDocument {
  if (typeof value !== "string" || value === unknown) throw new Error(`expected the text of a policy, got ${value}`);
  return JSON.parse(value);
}

function providerPlace(inputs: Properties): Place {
  const accounts = nested(inputs["allowedAccountIds"]) as string[] | undefined;
  const region = (inputs["region"] as string | undefined) ?? defaultPlace.region;
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return { account: accounts?.[0] ?? defaultPlace.account, region, partition };
}

function tagsOf(inputs: Properties): Record<string, string> {
  const tags = nested(inputs["defaultTags"]) as { tags?: Record<string, string> } | undefined;
  return tags?.tags ?? {};
}

/** Providers receive everything that is not a string as JSON text. */
function nested(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : value;
}

/** The key that marks a value of a special kind on Pulumi's wire, and its value for secrets: `@pulumi/pulumi/runtime/rpc`. */
const signature = { key: "4dabf18193072939515e22adb298388d", secret: "1b47061264138c4ac30d75fd1eb44270" } as const;

/** Unwraps secrets; assets and archives stay as the wire writes them, `{ text }` and `{ assets }` beside their mark. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if ((value as Properties)[signature.key] === signature.secret) return plain((value as Properties)["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** The part of the SDK's mock monitor that is used here; it is not exported. */
interface MockMonitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, callback: Callback): Promise<void>;
  invoke(request: unknown, callback: Callback): Promise<void>;
}
type Callback = (error: Error | null, answer: unknown) => void;
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Properties };
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
}
