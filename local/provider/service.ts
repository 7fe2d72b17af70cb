/** The gRPC service of the stand-in: Pulumi's messages on one side, property bags on the other. */
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as model from "../model";
import { type ChangeKind, type CheckFailure, type Properties, unknown } from "../model/types";
import type { Configured } from "./configured";
import { answering } from "./engine";
import type { Laptop } from "./laptop";
import * as lifecycle from "./lifecycle";
import { type PackageName, settingsOf } from "./packages";
import { marker } from "./settings";
import { readStruct, writeStruct } from "./wire";

const { PropertyDiff, DiffResponse } = messages;

const kinds: Record<ChangeKind, messages.PropertyDiff.Kind> = {
  add: PropertyDiff.Kind.ADD,
  "add-replace": PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE,
  "delete-replace": PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE,
  "update-replace": PropertyDiff.Kind.UPDATE_REPLACE,
};

function failuresOf(failures: CheckFailure[]): messages.CheckFailure[] {
  return failures.map(({ property, reason }) => new messages.CheckFailure().setProperty(property).setReason(reason));
}

function detailed(response: messages.DiffResponse, details: Record<string, ChangeKind>): messages.DiffResponse {
  const map = response.getDetaileddiffMap();
  for (const [path, kind] of Object.entries(details))
    map.set(path, new PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
  const changed = map.getLength() > 0;
  response.setDiffsList([...new Set(Object.keys(details).map((path) => /^[^.[]+/.exec(path)?.[0] ?? path))]);
  return response
    .setHasdetaileddiff(true)
    .setChanges(changed ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
}

/** A handler whose errors reach the engine as messages for a person. */
function unary<Q, A>(handler: (request: Q) => Promise<A>): grpc.handleUnaryCall<Q, A> {
  return ({ request }, callback) => {
    answering(handler(request)).then(
      (answer) => callback(null, answer),
      (error: Error) => callback({ code: grpc.status.UNKNOWN, details: messageOf(error) }),
    );
  };
}

/** Errors of the emulator are named by a code that their message lacks. */
function messageOf(error: Error): string {
  const named = "$metadata" in error && !error.message.includes(error.name);
  return named ? `${error.name}: ${error.message}` : error.message;
}

/** Adds what was tried to an error of the emulator. */
async function trying<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ("$metadata" in (error as Error)) throw new Error(`${what}: ${messageOf(error as Error)}`);
    throw error;
  }
}

/** Providers that the bridge makes of Terraform's tell the id among the outputs too, where policies look for it. */
function told(type: string, id: string, outputs: Properties): Properties {
  return type.startsWith("aws:") ? { ...outputs, id: id || unknown } : outputs;
}

/** One provider process: the engine configures it once and then asks about its resources. */
export function providerService(
  name: PackageName,
  laptop: Laptop,
  environment: NodeJS.ProcessEnv,
): Partial<IResourceProviderServer> {
  const { checkSettings, diffSettings, configure } = settingsOf(name);
  let current: Configured | undefined;
  const configured = (): Configured => {
    if (!current) throw new Error("The provider was asked about a resource before it was configured.");
    return current;
  };
  return {
    getPluginInfo: unary(async () => new PluginInfo().setVersion(model.packageVersion(name))),
    attach: unary(async () => new Empty()),
    cancel: unary(async () => new Empty()),
    getSchema: unary(async () => new messages.GetSchemaResponse().setSchema("{}")),
    // Every answer is "no": secrets and references arrive as plain values.
    handshake: unary(async () => new messages.ProviderHandshakeResponse()),

    checkConfig: unary(async (request: messages.CheckRequest) => {
      const news = readStruct(request.getNews());
      return new messages.CheckResponse()
        .setInputs(writeStruct({ ...news, [marker.property]: marker.value }))
        .setFailuresList(failuresOf(checkSettings(news)));
    }),

    diffConfig: unary(async (request: messages.DiffRequest) => {
      const olds = request.getOldInputs() ?? request.getOlds();
      const details = diffSettings(readStruct(olds), readStruct(request.getNews()));
      const replaces = Object.keys(details).filter((name) => details[name]!.endsWith("-replace"));
      return detailed(new DiffResponse().setReplacesList(replaces), details);
    }),

    configure: unary(async (request: messages.ConfigureRequest) => {
      current = await configure(laptop, readStruct(request.getArgs()), environment);
      return new messages.ConfigureResponse().setSupportspreview(true);
    }),

    check: unary(async (request: messages.CheckRequest) => {
      const { inputs, failures } = model.check({
        type: request.getType(),
        name: request.getName(),
        news: readStruct(request.getNews()),
        olds: request.hasOlds() ? readStruct(request.getOlds()) : undefined,
        seed: Buffer.from(request.getRandomseed_asU8()).toString("hex"),
        settings: configured().settings,
      });
      return new messages.CheckResponse().setInputs(writeStruct(inputs)).setFailuresList(failuresOf(failures));
    }),

    diff: unary(async (request: messages.DiffRequest) => {
      const olds = readStruct(request.getOldInputs() ?? request.getOlds());
      const found = model.diff(request.getType(), olds, readStruct(request.getNews()), request.getIgnorechangesList());
      const response = new DiffResponse()
        .setReplacesList(found.replaces)
        .setDeletebeforereplace(found.deleteBeforeReplace);
      return detailed(response, found.details);
    }),

    create: unary(async (request: messages.CreateRequest) => {
      const [type, name] = [request.getType(), request.getName()];
      const inputs = readStruct(request.getProperties());
      const work = lifecycle.create(configured(), { type, name, inputs, preview: request.getPreview() });
      const made = await trying(`creating ${type} (${name})`, work);
      return new messages.CreateResponse().setId(made.id).setProperties(writeStruct(told(type, made.id, made.outputs)));
    }),

    read: unary(async (request: messages.ReadRequest) => {
      const [type, id] = [request.getType(), request.getId()];
      const outputs = readStruct(request.getProperties());
      const inputs = readStruct(request.getInputs());
      const now = await trying(`reading ${type} (${id})`, lifecycle.read(configured(), { type, id, outputs, inputs }));
      if (!now) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(now.id)
        .setProperties(writeStruct(told(type, now.id, now.outputs)))
        .setInputs(writeStruct(now.inputs));
    }),

    update: unary(async (request: messages.UpdateRequest) => {
      const [type, id] = [request.getType(), request.getId()];
      const olds = readStruct(request.getOlds());
      const inputs = readStruct(request.getNews());
      const work = lifecycle.update(configured(), {
        type,
        id,
        olds,
        oldInputs: request.hasOldInputs() ? readStruct(request.getOldInputs()) : olds,
        inputs,
        ignoreChanges: request.getIgnorechangesList(),
        preview: request.getPreview(),
      });
      const outputs = await trying(`updating ${type} (${id})`, work);
      return new messages.UpdateResponse().setProperties(writeStruct(told(type, id, outputs)));
    }),

    delete: unary(async (request: messages.DeleteRequest) => {
      const [type, id] = [request.getType(), request.getId()];
      const outputs = readStruct(request.getProperties());
      await trying(`deleting ${type} (${id})`, lifecycle.remove(configured(), { type, id, outputs }));
      return new Empty();
    }),

    invoke: unary(async (request: messages.InvokeRequest) => {
      const { settings, world } = configured();
      const args = readStruct(request.getArgs());
      const answer = await trying(
        request.getTok(),
        model.invoke(request.getTok(), args, settings, world, request.getPreview()),
      );
      return new messages.InvokeResponse()
        .setReturn(writeStruct(answer.result))
        .setFailuresList(failuresOf(answer.failures));
    }),
  };
}

/** Serves on a free loopback port; resolves to the server and its port. */
export async function serve(service: Partial<IResourceProviderServer>): Promise<{ server: grpc.Server; port: number }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(ResourceProviderService, service as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, port };
}
