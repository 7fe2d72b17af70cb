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
import type { PackageName } from "../../../local/provider/packages";
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
  update(
    type: string,
    old: Resource,
    inputs: Properties,
    preview?: boolean,
    ignoreChanges?: string[],
  ): Promise<Resource>;
  remove(type: string, old: Resource): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
  close(): void;
}

export interface Resource {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

type Done<A> = (error: grpc.ServiceError | null, answer: A) => void;

/** The answer to a call; errors carry the message alone. */
function ask<A>(call: (done: Done<A>) => void): Promise<A> {
  return new Promise((resolve, reject) => {
    call((error, answer) => (error ? reject(new Error(error.details)) : resolve(answer)));
  });
}

/** A provider process's service, reached over gRPC. */
export async function startProvider(
  laptop: Laptop,
  credentials?: Credentials,
  name: PackageName = "aws",
  changes: NodeJS.ProcessEnv = {},
): Promise<TestProvider> {
  const environment: NodeJS.ProcessEnv = { AWS_REGION: "us-east-1" };
  if (credentials) {
    environment["AWS_ACCESS_KEY_ID"] = credentials.accessKeyId;
    environment["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey;
    environment["AWS_SESSION_TOKEN"] = credentials.sessionToken;
  }
  const { server, port } = await serve(providerService(name, laptop, { ...environment, ...changes }));
  const raw = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const urn = (type: string, name: string) => `urn:pulumi:dev::test::${type}::${name}`;

  const provider: TestProvider = {
    raw,
    checkConfig: (news) => {
      const request = new messages.CheckRequest().setNews(writeStruct(news));
      return ask((done) => raw.checkConfig(request, done));
    },
    diffConfig: (olds, news) => {
      const request = new messages.DiffRequest().setOldInputs(writeStruct(olds)).setNews(writeStruct(news));
      return ask((done) => raw.diffConfig(request, done));
    },
    configure: (inputs) => {
      const request = new messages.ConfigureRequest().setArgs(writeStruct(inputs));
      return ask((done) => raw.configure(request, done));
    },
    check: (type, name, news, olds) => {
      const request = new messages.CheckRequest().setUrn(urn(type, name)).setType(type).setName(name);
      request.setNews(writeStruct(news)).setRandomseed(Buffer.from(name));
      if (olds) request.setOlds(writeStruct(olds));
      return ask((done) => raw.check(request, done));
    },
    diff: (type, olds, news) => {
      const request = new messages.DiffRequest().setType(type).setId("id");
      request.setOldInputs(writeStruct(olds)).setNews(writeStruct(news));
      return ask((done) => raw.diff(request, done));
    },
    async create(type, name, given, preview = false) {
      const checked = await provider.check(type, name, given);
      const failures = checked.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
      if (failures.length > 0) throw new Error(failures.join("\n"));
      const request = new messages.CreateRequest().setUrn(urn(type, name)).setType(type).setName(name);
      request.setProperties(checked.getInputs()).setPreview(preview);
      const made = await ask<messages.CreateResponse>((done) => raw.create(request, done));
      return { id: made.getId(), inputs: readStruct(checked.getInputs()), outputs: readStruct(made.getProperties()) };
    },
    async read(type, id, olds) {
      const request = new messages.ReadRequest().setType(type).setId(id);
      if (olds) request.setProperties(writeStruct(olds.outputs)).setInputs(writeStruct(olds.inputs));
      const found = await ask<messages.ReadResponse>((done) => raw.read(request, done));
      return { id: found.getId(), inputs: readStruct(found.getInputs()), outputs: readStruct(found.getProperties()) };
    },
    async update(type, old, given, preview = false, ignoreChanges = []) {
      const checked = await provider.check(type, "updated", given, old.inputs);
      const request = new messages.UpdateRequest().setType(type).setId(old.id).setPreview(preview);
      request.setOlds(writeStruct(old.outputs)).setOldInputs(writeStruct(old.inputs)).setNews(checked.getInputs());
      request.setIgnorechangesList(ignoreChanges);
      const changed = await ask<messages.UpdateResponse>((done) => raw.update(request, done));
      return { id: old.id, inputs: readStruct(checked.getInputs()), outputs: readStruct(changed.getProperties()) };
    },
    async remove(type, old) {
      const request = new messages.DeleteRequest().setType(type).setId(old.id).setProperties(writeStruct(old.outputs));
      await ask((done) => raw.delete(request, done));
    },
    async invoke(token, args) {
      const request = new messages.InvokeRequest().setTok(token).setArgs(writeStruct(args));
      const answer = await ask<messages.InvokeResponse>((done) => raw.invoke(request, done));
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
