/** One emulator for all tests of the stand-in, and a client that talks to it as the engine does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { type Emulator, startEmulator } from "../../../local/emulator";
import type { Properties } from "../../../local/model/types";
import { assumeRole, type Credentials } from "../../../local/provider/accounts";
import type { Laptop } from "../../../local/provider/laptop";
import { providerService, serve } from "../../../local/provider/service";
import { readStruct, writeStruct } from "../../../local/provider/wire";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export const toolchain = "111111111111";

/** Long enough for the first start on a machine, which installs moto. */
export const startTimeout = 180_000;

let started: Promise<Emulator> | undefined;
const folders: string[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "slipway-provider-"));
  folders.push(path);
  return path;
}

process.once("exit", () => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** A laptop cloud: the emulator is shared, the records are its own. */
export async function laptopCloud(changes: Partial<Laptop> = {}): Promise<Laptop> {
  started ??= startEmulator({ dataDirectory: folder(), accountId: toolchain, detached: false });
  const { endpoint, token } = await started;
  return { endpoint, token, data: folder(), administrator: "OrganizationAccountAccessRole", ...changes };
}

/** Credentials of a session of any role, as the emulator gives them to everybody. */
export function session(laptop: Laptop, roleArn: string): Promise<Credentials> {
  return assumeRole(laptop.endpoint, undefined, roleArn, "test");
}

export interface TestProvider {
  raw: ResourceProviderClient;
  checkConfig(news: Properties): Promise<messages.CheckResponse>;
  diffConfig(olds: Properties, news: Properties): Promise<messages.DiffResponse>;
  configure(inputs: Properties): Promise<messages.ConfigureResponse>;
  check(type: string, name: string, news: Properties, olds?: Properties): Promise<messages.CheckResponse>;
  diff(type: string, olds: Properties, news: Properties): Promise<messages.DiffResponse>;
  /** Checks, then creates. */
  create(type: string, name: string, inputs: Properties, preview?: boolean): Promise<Resource>;
  read(type: string, id: string, olds?: Resource): Promise<Resource>;
  update(type: string, old: Resource, inputs: Properties, preview?: boolean): Promise<Resource>;
  remove(type: string, old: Resource): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
  close(): void;
}

export interface Resource {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

type Method = (request: never, callback: (error: grpc.ServiceError | null, answer: never) => void) => unknown;

/** A provider process's service, reached over gRPC; errors carry the message alone. */
export async function startProvider(laptop: Laptop, credentials?: Credentials): Promise<TestProvider> {
  const environment: NodeJS.ProcessEnv = { AWS_REGION: "us-east-1" };
  if (credentials) {
    environment["AWS_ACCESS_KEY_ID"] = credentials.accessKeyId;
    environment["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey;
    environment["AWS_SESSION_TOKEN"] = credentials.sessionToken;
  }
  const { server, port } = await serve(providerService(laptop, environment));
  const raw = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const ask = <A>(method: Method, request: unknown): Promise<A> =>
    new Promise((resolve, reject) => {
      method.call(raw, request as never, (error, answer) => (error ? reject(new Error(error.details)) : resolve(answer as A)));
    });
  const urn = (type: string, name: string) => `urn:pulumi:dev::test::${type}::${name}`;

  const provider: TestProvider = {
    raw,
    checkConfig: (news) => ask(raw.checkConfig as Method, new messages.CheckRequest().setNews(writeStruct(news))),
    diffConfig: (olds, news) =>
      ask(raw.diffConfig as Method, new messages.DiffRequest().setOldInputs(writeStruct(olds)).setNews(writeStruct(news))),
    configure: (inputs) => ask(raw.configure as Method, new messages.ConfigureRequest().setArgs(writeStruct(inputs))),
    check: (type, name, news, olds) => {
      const request = new messages.CheckRequest().setUrn(urn(type, name)).setType(type).setName(name);
      request.setNews(writeStruct(news)).setRandomseed(Buffer.from(name));
      if (olds) request.setOlds(writeStruct(olds));
      return ask(raw.check as Method, request);
    },
    diff: (type, olds, news) =>
      ask(
        raw.diff as Method,
        new messages.DiffRequest().setType(type).setId("id").setOldInputs(writeStruct(olds)).setNews(writeStruct(news)),
      ),
    async create(type, name, given, preview = false) {
      const checked = await provider.check(type, name, given);
      const failures = checked.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
      if (failures.length > 0) throw new Error(failures.join("\n"));
      const request = new messages.CreateRequest().setUrn(urn(type, name)).setType(type).setName(name);
      const made = await ask<messages.CreateResponse>(
        raw.create as Method,
        request.setProperties(checked.getInputs()).setPreview(preview),
      );
      return { id: made.getId(), inputs: readStruct(checked.getInputs()), outputs: readStruct(made.getProperties()) };
    },
    async read(type, id, olds) {
      const request = new messages.ReadRequest().setType(type).setId(id);
      if (olds) request.setProperties(writeStruct(olds.outputs)).setInputs(writeStruct(olds.inputs));
      const found = await ask<messages.ReadResponse>(raw.read as Method, request);
      return { id: found.getId(), inputs: readStruct(found.getInputs()), outputs: readStruct(found.getProperties()) };
    },
    async update(type, old, given, preview = false) {
      const checked = await provider.check(type, "updated", given, old.inputs);
      const request = new messages.UpdateRequest().setType(type).setId(old.id).setPreview(preview);
      request.setOlds(writeStruct(old.outputs)).setNews(checked.getInputs());
      const changed = await ask<messages.UpdateResponse>(raw.update as Method, request);
      return { id: old.id, inputs: readStruct(checked.getInputs()), outputs: readStruct(changed.getProperties()) };
    },
    async remove(type, old) {
      const request = new messages.DeleteRequest().setType(type).setId(old.id).setProperties(writeStruct(old.outputs));
      await ask(raw.delete as Method, request);
    },
    async invoke(token, args) {
      const request = new messages.InvokeRequest().setTok(token).setArgs(writeStruct(args));
      const answer = await ask<messages.InvokeResponse>(raw.invoke as Method, request);
      const failures = answer.getFailuresList().map((failure) => failure.getReason());
      if (failures.length > 0) throw new Error(failures.join("\n"));
      return readStruct(answer.getReturn());
    },
    close() {
      raw.close();
      server.forceShutdown();
    },
  };
  return provider;
}
