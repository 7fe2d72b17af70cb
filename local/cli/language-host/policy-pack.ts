/**
 * Policy packs read project, stack and configuration from their environment, but the engine tells them only in a
 * call to the running pack. So the engine is first given a stand-in that waits for this call, starts the pack with
 * what it says, and hands every other call on to it.
 */
import { createInterface } from "node:readline";
import {
  Client,
  credentials,
  type requestCallback,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzerHandshakeResponse, AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Child, Children } from "./children";
import { type PluginCall, type PluginCommand, pluginCommand, streamErrors } from "./plugin";

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

type Method = (typeof AnalyzerService)["analyze"];
type Handler = (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => void;

/** Messages pass as they are: those of a run tell of every resource, and only one is of interest here. */
const asItIs = (bytes: Buffer): Buffer => bytes;
const methods = Object.entries(AnalyzerService as unknown as Record<string, Method>);
const passing = Object.fromEntries(
  methods.map(([name, method]) => [
    name,
    {
      ...method,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    },
  ]),
);

/** Serves the pack until it ends or the call is cancelled. */
export async function runPolicyPack(call: PluginCall, children: Children): Promise<void> {
  const command = pluginCommand(call.request);
  const server = new Server(unlimited);
  await new Promise<void>((resolve, reject) => {
    let pack: Promise<Client> | undefined;
    const start = (stack?: AnalyzerStackConfigureRequest): Promise<Client> => {
      pack ??= startPack({ ...command, env: { ...command.env, ...stackVariables(stack) } }, children, call, resolve);
      return pack;
    };
    server.addService(passing, standIn(start));
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else call.write(new RunPluginResponse().setStdout(Buffer.from(`${port}\n`)));
    });
    call.on("cancelled", () => resolve());
  }).finally(() => server.forceShutdown());
}

/** What the SDK inside the pack reads: `getProject()`, `getStack()`, `new Config()`. */
export function stackVariables(stack?: AnalyzerStackConfigureRequest): Record<string, string> {
  if (!stack) return {};
  return {
    PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
    PULUMI_NODEJS_PROJECT: stack.getProject(),
    PULUMI_NODEJS_STACK: stack.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(stack.getConfigSecretKeysList()),
  };
}

/** A handler for every method of the service. Without a stack (`pulumi policy publish`) the first call starts the pack. */
function standIn(start: (stack?: AnalyzerStackConfigureRequest) => Promise<Client>): Record<string, Handler> {
  const handlers = methods.map(([name, { path }]): [string, Handler] => [
    name,
    (call, callback) => {
      const stack =
        name === "configureStack" ? AnalyzerStackConfigureRequest.deserializeBinary(call.request) : undefined;
      start(stack).then(
        (pack) => pack.makeUnaryRequest(path, asItIs, asItIs, call.request, callback as requestCallback<Buffer>),
        (error: Error) => callback({ code: status.UNAVAILABLE, details: error.message }),
      );
    },
  ]);
  const greeting = Buffer.from(new AnalyzerHandshakeResponse().serializeBinary());
  return { ...Object.fromEntries(handlers), handshake: (_call, callback) => callback(null, greeting) };
}

/** Starts the pack; its first line is its port, all else that it prints goes to the engine. */
function startPack(command: PluginCommand, children: Children, call: PluginCall, onEnd: () => void): Promise<Client> {
  const { args, cwd, env } = command;
  const child: Child = children.start(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  call.on("cancelled", () => void child.stop());
  streamErrors(child, call);
  return new Promise((resolve, reject) => {
    let port: string | undefined;
    if (child.process.stdout) {
      createInterface({ input: child.process.stdout }).on("line", (line) => {
        if (port !== undefined || !/^\d+$/.test(line)) {
          call.write(new RunPluginResponse().setStdout(Buffer.from(`${line}\n`)));
          return;
        }
        port = line;
        resolve(new Client(`127.0.0.1:${port}`, credentials.createInsecure(), unlimited));
      });
    }
    const ended = (reason: string) => {
      reject(new Error(`the policy pack in ${cwd} ${reason} before it was ready; what it printed stands above`));
      onEnd();
    };
    child.ended.then(
      ({ code, signal }) => ended(`ended with ${signal ?? `code ${code}`}`),
      (error: Error) => ended(`could not be started (${error.message})`),
    );
  });
}
