import type { ServerWritableStream } from "@grpc/grpc-js";
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Child, Children } from "./children";
import { optionVariables } from "./options";
import { noDebugger, optionsOf } from "./run";
import { locateModule } from "./sdk";

/** What a plugin written in Node is started with. */
export interface PluginCommand {
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/**
 * A policy pack takes its folder as last argument and runs in it; every other plugin takes its folder first and
 * runs in the engine's folder.
 */
export function pluginCommand(request: RunPluginRequest): PluginCommand {
  if (request.getAttachDebugger()) throw new Error(noDebugger);
  const folder = request.getInfo()?.getProgramDirectory() || request.getProgram();
  const options = optionsOf(request.getInfo());
  const pack = request.getKind() === "analyzer";
  const starter = locateModule(`@pulumi/pulumi/cmd/${pack ? "run-policy-pack" : "run-plugin"}`, folder);
  const given = request.getArgsList();
  return {
    args: [...options.nodeargs, starter, ...(pack ? [...given, folder] : [folder, ...given])],
    cwd: pack ? folder : request.getPwd() || folder,
    env: { ...variables(request.getEnvList()), ...optionVariables(options) },
  };
}

export type PluginCall = ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/** Runs a plugin, streaming what it prints (its first line is its port), until it ends or the call is cancelled. */
export async function runPlugin(call: PluginCall, children: Children): Promise<void> {
  const { args, cwd, env } = pluginCommand(call.request);
  const child = children.start(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  call.on("cancelled", () => void child.stop());
  child.process.stdout?.on("data", (data: Buffer) => call.write(new RunPluginResponse().setStdout(data)));
  streamErrors(child, call);
  const ended = await child.ended;
  call.write(new RunPluginResponse().setExitcode(ended.stopped ? 0 : (ended.code ?? 1)));
}

export function streamErrors(child: Child, call: PluginCall): void {
  child.process.stderr?.on("data", (data: Buffer) => call.write(new RunPluginResponse().setStderr(data)));
}

/** The engine sends the whole environment as `NAME=value`; a later entry wins. */
function variables(list: string[]): NodeJS.ProcessEnv {
  const pairs = list.map((entry): [string, string] => {
    const cut = entry.indexOf("=", 1);
    return cut < 0 ? [entry, ""] : [entry.slice(0, cut), entry.slice(cut + 1)];
  });
  return Object.fromEntries(pairs);
}
