/**
 * A resource monitor that answers like the engine's and keeps every registration as the engine would store it
 * (`resource/deploy/source_eval.go` and `step_generator.go` of the engine).
 *
 * The SDK's own mock monitor hides providers, dependencies, protection, ignored fields and aliases from its
 * mocks, and knows nothing of a provider's checks; so the recorder stands in its place and reads the requests.
 */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { GraphResource } from "../../analysis/graph/types";
import * as model from "../../local/model";
import { checkPulumiCloudProvider } from "../../local/model/pulumi-cloud";
import type { Place, World } from "../../local/model/types";
import { construct } from "./construct";
import { type Provider, providerOf } from "./providers";
import { invocation, type Message, outputsOf, type Registration, read, registration } from "./requests";
import { aliasUrn, urnOf } from "./urn";
import { graphMap, plainObject, type Wire, withSecretOutputs, withSecretsOf } from "./values";

const { InvokeResponse } = require("@pulumi/pulumi/proto/provider_pb");

type Callback = (error: Error | null, response?: unknown) => void;

export interface Recording {
  resources: GraphResource[];
  /** What the engine, a provider or the program itself would fail with, in words for a person. */
  problems: string[];
}

export interface MonitorOptions {
  project: string;
  stack: string;
  /** Account and region of a provider without a role. */
  ambient: Place;
  world: World;
  /** Whether what is computed by making a resource is unknown, as in the first preview, or made up, as after an update. */
  preview: boolean;
}

/** What a resource's provider makes of it. */
interface Made {
  id: string;
  inputs: Wire;
  outputs: Wire;
  provider?: NonNullable<GraphResource["provider"]>;
}

interface Entry {
  asked: Registration;
  record: GraphResource;
  id: string;
  /** Outputs as the program sees them. */
  outputs: Wire;
}

export class RecordingMonitor {
  readonly recording: Recording = { resources: [], problems: [] };
  /** Set when the program is over: what comes later would be lost. */
  closed = false;
  /** Number of requests so far; as long as it grows the program gets on. */
  requests = 0;
  private readonly entries = new Map<string, Entry>();
  private readonly providers = new Map<string, Provider>();

  constructor(private readonly options: MonitorOptions) {}

  registerResource(request: Message, callback: Callback): void {
    this.register(this.inherit(registration(request))).then((response) => callback(null, response), callback);
  }

  private async register(asked: Registration): Promise<unknown> {
    this.requests += 1;
    if (this.closed) throw this.problem(`${label(asked)}: is registered after the program has ended. Await it.`);
    if (asked.remote) return this.expand(asked);
    const urn = urnOf(this.options, asked.parent, asked.type, asked.name);
    if (this.entries.has(urn)) {
      throw this.problem(`${urn}: two resources have one name; the engine refuses that. Rename one.`);
    }
    const made = this.make(urn, asked);
    const record: GraphResource = {
      urn,
      type: asked.type,
      name: asked.name,
      custom: asked.custom,
      remote: false,
      ...(asked.parent ? { parent: asked.parent } : {}),
      ...(made.provider ? { provider: made.provider } : {}),
      inputs: graphMap(made.inputs),
      outputs: graphMap(made.outputs),
      dependencies: asked.dependencies,
      propertyDependencies: asked.propertyDependencies,
      protect: asked.protect ?? false,
      retainOnDelete: asked.retainOnDelete ?? false,
      ignoreChanges: asked.ignoreChanges,
      aliases: [...new Set(asked.aliases.map((alias) => aliasUrn(this.options, asked, alias)))],
    };
    this.entries.set(urn, { asked, record, id: made.id, outputs: made.outputs });
    this.recording.resources.push(record);
    return registered(urn, made.id, made.outputs);
  }

  /** What the engine takes over from the parent: `inheritFromParent` and `resolveProvider`. */
  private inherit(asked: Registration): Registration {
    const parent = this.entries.get(asked.parent)?.asked;
    if (!parent) return asked;
    const pkg = packageOf(asked.type);
    const handedDown = parent.custom ? new Map<string, string>() : parent.providers;
    const siblings = parent.custom && packageOf(parent.type) === pkg ? parent.provider : "";
    return {
      ...asked,
      protect: asked.protect ?? parent.protect,
      retainOnDelete: asked.retainOnDelete ?? parent.retainOnDelete,
      provider: asked.provider || siblings || asked.providers.get(pkg) || handedDown.get(pkg) || "",
      providers: asked.custom ? asked.providers : new Map([...handedDown, ...asked.providers]),
    };
  }

  /** What the provider's Check and Create answer, in a preview or after it. */
  private make(urn: string, asked: Registration): Made {
    const { type, name, raw, custom } = asked;
    // A component's outputs are the ones that it registers.
    if (!custom) return { id: "", inputs: raw, outputs: {} };
    const { preview } = this.options;
    const made = { id: preview ? "" : "recorded", inputs: raw, outputs: withSecretOutputs(raw, asked.secretOutputs) };
    if (type.startsWith("pulumi:providers:")) {
      const { provider, problems } = providerOf(plainObject(raw), this.options.ambient);
      if (type.endsWith(":pulumiservice")) problems.push(...checkPulumiCloudProvider(plainObject(raw)).map(failed));
      for (const each of problems) this.problem(`${urn}: ${each}`);
      this.providers.set(urn, provider);
      return made;
    }
    if (packageOf(type) === "pulumi") return made;
    const provider = this.provider(asked.provider, urn);
    const checked = model.check({ type, name, news: plainObject(raw), seed: urn, settings: provider });
    for (const failure of checked.failures) this.problem(`${urn}: ${failed(failure)}`);
    const { place, assumeRoles } = provider;
    const created = model.create({ type, name, inputs: checked.inputs, place, preview, seed: urn });
    const inputs = withSecretsOf(checked.inputs, raw);
    return {
      id: created.id,
      inputs,
      outputs: withSecretOutputs(withSecretsOf(created.outputs, inputs), asked.secretOutputs),
      // Pulumi Cloud is in no account and no region.
      ...(packageOf(type) === "pulumiservice"
        ? {}
        : { provider: { account: place.account, region: place.region, assumeRoles } }),
    };
  }

  private async expand(asked: Registration): Promise<unknown> {
    const built = await construct(asked).catch((error: Error) => {
      throw this.problem(`${label(asked)}: ${error.message}`);
    });
    this.entries.get(built.urn)!.record.remote = true;
    return registered(built.urn, "", built.state, built.dependencies);
  }

  readResource(request: Message, callback: Callback): void {
    const [type, name] = [read<string>(request, "getType"), read<string>(request, "getName")];
    callback(this.problem(`${type} '${name}': existing resources are not read offline.`));
  }

  invoke(request: Message, callback: Callback): void {
    this.answer(request).then((result) => {
      const response = new InvokeResponse();
      response.setReturn(Struct.fromJavaScript(result as never));
      callback(null, response);
    }, callback);
  }

  private async answer(request: Message): Promise<Wire> {
    this.requests += 1;
    const { token, args, provider } = invocation(request);
    // A resource reference in a component's outputs is looked up when the program reads it.
    if (token === "pulumi:pulumi:getResource") return this.lookUp(String(args.urn));
    const { world, preview } = this.options;
    const { result, failures } = await model.invoke(token, args, this.provider(provider, token), world, preview);
    if (failures.length > 0) throw this.problem(`${token}: ${failures.map(failed).join("; ")}`);
    return result;
  }

  private lookUp(urn: string): Wire {
    const entry = this.entries.get(urn);
    if (!entry) throw this.problem(`${urn}: is referred to, but was not registered.`);
    return { urn, id: entry.id, state: entry.outputs };
  }

  registerResourceOutputs(request: Message, callback: Callback): void {
    const { urn, outputs } = outputsOf(request);
    const entry = this.entries.get(urn);
    if (entry) {
      entry.outputs = outputs;
      entry.record.outputs = graphMap(outputs);
      callback(null, {});
    } else callback(this.problem(`${urn}: has outputs, but was not registered.`));
  }

  supportsFeature(request: Message, callback: Callback): void {
    const id = read<string>(request, "getId");
    callback(null, { getHassupport: () => !["outputValues", "transforms", "invokeTransforms"].includes(id) });
  }

  registerPackage(_request: Message, callback: Callback): void {
    callback(null, { getRef: () => "recorded" });
  }

  private problem(text: string): Error {
    this.recording.problems.push(text);
    // Of a failed data source the SDK passes on only this, which errors of gRPC have.
    return Object.assign(new Error(text), { details: text });
  }

  private provider(reference: string, user: string): Provider {
    const provider = this.providers.get(reference.slice(0, reference.lastIndexOf("::")));
    if (provider) return provider;
    throw this.problem(`${user}: has no explicit provider, so it could land in the wrong account. Pass one.`);
  }
}

function packageOf(type: string): string {
  return type.split(":")[0]!;
}

function label({ type, name }: Registration): string {
  return `${type} '${name}'`;
}

function failed({ property, reason }: { property: string; reason: string }): string {
  return property ? `${property}: ${reason}` : reason;
}

/** The SDK reads an answer through these getters only, so no message is built. */
function registered(urn: string, id: string, outputs: Wire, dependencies: Map<string, string[]> = new Map()): unknown {
  const lists = [...dependencies].map(([key, urns]) => [key, { getUrnsList: () => urns }] as const);
  return {
    getUrn: () => urn,
    getId: () => id,
    getObject: () => struct(outputs),
    getPropertydependenciesMap: () => new Map(lists),
    getResult: () => 0,
  };
}

function struct(value: Wire): unknown {
  return { toJavaScript: () => value };
}
