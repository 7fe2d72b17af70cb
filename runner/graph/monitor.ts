/**
 * A resource monitor that answers like the engine's in a first preview and keeps every registration as it came.
 *
 * The SDK's own mock monitor hides providers, dependencies, protection, ignored fields and aliases from its
 * mocks, and knows nothing of a provider's checks; so the recorder stands in its place and reads the requests.
 */
import * as pulumi from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { GraphResource } from "../../analysis/graph/types";
import * as model from "../../local/model";
import { type Place, type ProviderSettings, unknown, type World } from "../../local/model/types";
import { graphMap, isObject, plainObject, secretProperties, type Wire, withSecrets } from "./values";

const providerProto = require("@pulumi/pulumi/proto/provider_pb");
const resourceProto = require("@pulumi/pulumi/proto/resource_pb");

type Callback = (error: Error | null, response?: unknown) => void;
// The generated protobuf classes ship without types for these messages' getters.
type Message = Record<string, (...args: unknown[]) => never>;

export interface Recording {
  resources: GraphResource[];
  /** Failed checks and data sources, in words for a person. */
  problems: string[];
}

export interface MonitorOptions {
  project: string;
  stack: string;
  /** Account and region of a provider without a role. */
  ambient: Place;
  world: World;
}

interface Entry {
  record: GraphResource;
  /** Outputs as the program received them. */
  wire: Wire;
}

export class RecordingMonitor {
  readonly recording: Recording = { resources: [], problems: [] };
  private readonly entries = new Map<string, Entry>();
  private readonly providers = new Map<string, ProviderSettings & { assumeRoles: string[] }>();
  /** References by package that a component was given; its children and remote components inherit them. */
  private readonly handedDown = new Map<string, Map<string, string>>();

  constructor(private readonly options: MonitorOptions) {}

  registerResource(request: Message, callback: Callback): void {
    this.register(request).then((response) => callback(null, response), callback);
  }

  private async register(request: Message): Promise<unknown> {
    const type = call<string>(request, "getType");
    const name = call<string>(request, "getName");
    const raw = call<{ toJavaScript(): Wire } | undefined>(request, "getObject")?.toJavaScript() ?? {};
    if (call<boolean>(request, "getRemote")) return this.construct(type, name, raw, request);
    const urn = this.urn(call(request, "getParent"), type, name);
    this.handedDown.set(urn, this.providersFor(request));
    if (this.entries.has(urn)) {
      throw this.problem(`${urn}: two resources have one name; the engine refuses that. Rename one.`);
    }
    const secrets = secretProperties(raw);
    for (const property of call<string[]>(request, "getAdditionalsecretoutputsList")) secrets.add(property);
    const answer = this.answer(urn, type, name, plainObject(raw), request);
    const record: GraphResource = {
      urn,
      type,
      name,
      custom: call(request, "getCustom"),
      remote: false,
      ...optional("parent", call<string>(request, "getParent")),
      ...optional("provider", answer.provider),
      inputs: graphMap(answer.inputs, secrets),
      outputs: graphMap(answer.outputs, secrets),
      dependencies: [...call<string[]>(request, "getDependenciesList")].sort(),
      propertyDependencies: propertyDependencies(request),
      protect: Boolean(call(request, "getProtect")),
      retainOnDelete: Boolean(call(request, "getRetainondelete")),
      ignoreChanges: call<string[]>(request, "getIgnorechangesList"),
      aliases: call<Message[]>(request, "getAliasesList").map(aliasText),
    };
    const wire = withSecrets(answer.outputs, secrets);
    this.entries.set(urn, { record, wire });
    this.recording.resources.push(record);
    const response = new resourceProto.RegisterResourceResponse();
    response.setUrn(urn);
    // In a preview an id is not known yet.
    response.setId("");
    response.setObject(Struct.fromJavaScript(wire as never));
    return response;
  }

  /** What the provider's Check and the preview of its Create answer. */
  private answer(urn: string, type: string, name: string, inputs: Wire, request: Message) {
    if (type.startsWith("pulumi:providers:")) {
      this.providers.set(urn, this.settingsOf(inputs));
      return { inputs, outputs: inputs };
    }
    if (!call<boolean>(request, "getCustom") || type.startsWith("pulumi:")) return { inputs, outputs: inputs };
    const provider = this.providerOf(call(request, "getProvider"), urn);
    const checked = model.check({ type, name, news: inputs, seed: urn, settings: provider });
    for (const failure of checked.failures) {
      this.problem(`${urn}: ${failure.property}: ${failure.reason}`);
    }
    const { outputs } = model.create({
      type,
      name,
      inputs: checked.inputs,
      place: provider.place,
      preview: true,
      seed: urn,
    });
    const { account, region } = provider.place;
    return {
      inputs: checked.inputs,
      outputs,
      provider: { account, region, assumeRoles: provider.assumeRoles },
    };
  }

  /** A remote component: its provider runs the component's program, which registers it and its children here. */
  private async construct(type: string, name: string, raw: Wire, request: Message): Promise<unknown> {
    const construct = model.constructs[type];
    if (!construct) {
      throw this.problem(`${type} '${name}': the laptop cloud cannot expand this remote component.`);
    }
    const providers = Object.fromEntries(
      [...this.providersFor(request)].map(([pkg, ref]) => [pkg, new pulumi.DependencyProviderResource(ref)]),
    );
    const parent = call<string>(request, "getParent");
    const built = await construct(name, plainObject(raw), {
      ...(parent ? { parent: new pulumi.DependencyResource(parent) } : {}),
      providers,
      protect: Boolean(call(request, "getProtect")),
    });
    const entry = this.entries.get(built.urn)!;
    entry.record.remote = true;
    const response = new resourceProto.RegisterResourceResponse();
    response.setUrn(built.urn);
    response.setObject(Struct.fromJavaScript(built.state as never));
    return response;
  }

  private providersFor(request: Message): Map<string, string> {
    const inherited = this.handedDown.get(call(request, "getParent")) ?? new Map();
    return new Map([...inherited, ...call<Map<string, string>>(request, "getProvidersMap").entries()]);
  }

  readResource(request: Message, callback: Callback): void {
    const type = call<string>(request, "getType");
    callback(this.problem(`${type} '${call(request, "getName")}': existing resources are not read offline.`));
  }

  invoke(request: Message, callback: Callback): void {
    this.answerInvoke(request).then((response) => callback(null, response), callback);
  }

  private async answerInvoke(request: Message): Promise<unknown> {
    const token = call<string>(request, "getTok");
    const args = plainObject(call<{ toJavaScript(): Wire } | undefined>(request, "getArgs")?.toJavaScript() ?? {});
    // A resource reference in a component's outputs is looked up when the program reads it.
    if (token === "pulumi:pulumi:getResource") return invokeResponse(this.registered(String(args.urn)));
    const provider = this.providerOf(call(request, "getProvider"), token);
    const { result, failures } = await model.invoke(token, args, provider, this.options.world, true);
    for (const failure of failures) this.problem(`${token}: ${failure.property}: ${failure.reason}`);
    return invokeResponse(result);
  }

  private registered(urn: string): Wire {
    const entry = this.entries.get(urn);
    if (!entry) throw this.problem(`${urn}: is referred to, but was not registered.`);
    return { urn, id: "", state: entry.wire };
  }

  registerResourceOutputs(request: Message, callback: Callback): void {
    const entry = this.entries.get(call(request, "getUrn"));
    const raw = call<{ toJavaScript(): Wire } | undefined>(request, "getOutputs")?.toJavaScript() ?? {};
    if (entry) entry.record.outputs = graphMap(raw);
    callback(null, {});
  }

  supportsFeature(request: Message, callback: Callback): void {
    const id = call<string>(request, "getId");
    callback(null, { getHassupport: () => id !== "outputValues" && id !== "transforms" });
  }

  registerPackage(_request: Message, callback: Callback): void {
    const response = new resourceProto.RegisterPackageResponse();
    response.setRef("recorded");
    callback(null, response);
  }

  private problem(text: string): Error {
    this.recording.problems.push(text);
    return new Error(text);
  }

  /** The engine's rule: the types of all parents but the stack, then the own one. */
  private urn(parent: string, type: string, name: string): string {
    const parentType = parent ? parent.split("::")[2]! : "";
    const qualified = parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$${type}` : type;
    return ["urn:pulumi:" + this.options.stack, this.options.project, qualified, name].join("::");
  }

  private settingsOf(inputs: Wire): ProviderSettings & { assumeRoles: string[] } {
    // The SDK sends a provider's structured settings as JSON text.
    const parsed = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, fromJson(value)]));
    const roles = (Array.isArray(parsed.assumeRoles) ? parsed.assumeRoles : []).filter(isObject);
    const assumeRoles = roles.map((role) => String(role.roleArn));
    const last = assumeRoles.at(-1)?.split(":");
    const tags = isObject(parsed.defaultTags) && isObject(parsed.defaultTags.tags) ? parsed.defaultTags.tags : {};
    return {
      place: {
        account: last?.[4] ?? this.options.ambient.account,
        region: typeof parsed.region === "string" ? parsed.region : this.options.ambient.region,
        partition: last?.[1] ?? this.options.ambient.partition,
      },
      defaultTags: tags as Record<string, string>,
      assumeRoles,
    };
  }

  private providerOf(reference: string, user: string): ProviderSettings & { assumeRoles: string[] } {
    const settings = this.providers.get(reference.slice(0, reference.lastIndexOf("::")));
    if (!settings) {
      throw this.problem(`${user}: has no explicit provider, so it could land in the wrong account. Pass one.`);
    }
    return settings;
  }
}

function invokeResponse(result: Wire): unknown {
  const response = new providerProto.InvokeResponse();
  response.setReturn(Struct.fromJavaScript(result as never));
  return response;
}

function call<T>(request: Message, getter: string): T {
  return request[getter]!() as T;
}

function optional<K extends string, T>(key: K, value: T | undefined | ""): Partial<Record<K, T>> {
  return value === undefined || value === "" ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || value === unknown || !/^[[{]/.test(value)) return value;
  return JSON.parse(value);
}

function propertyDependencies(request: Message): Record<string, string[]> {
  const found: [string, string[]][] = [];
  for (const [property, urns] of call<Map<string, Message>>(request, "getPropertydependenciesMap").entries()) {
    const list = [...call<string[]>(urns, "getUrnsList")].sort();
    if (list.length > 0) found.push([property, list]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function aliasText(alias: Message): string {
  if (call<boolean>(alias, "hasUrn")) return call(alias, "getUrn");
  const spec = call<Message>(alias, "getSpec");
  return JSON.stringify({
    name: call(spec, "getName"),
    type: call(spec, "getType"),
    stack: call(spec, "getStack"),
    parent: call(spec, "getParenturn"),
  });
}
