import { type ServerUnaryCall, type sendUnaryData, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import {
  AboutResponse,
  type GetProgramDependenciesRequest,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  type LanguageHandshakeRequest,
  LanguageHandshakeResponse,
  type RunRequest,
  type RunResponse,
  RuntimeOptionsResponse,
  TemplateResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Child, Children } from "./children";
import { installDependencies, programDependencies } from "./dependencies";
import { type PluginCall, runPlugin } from "./plugin";
import { runPolicyPack } from "./policy-pack";
import { runProgram } from "./run";

export interface HostOptions {
  /** Address of the engine; a handshake replaces it. */
  engineAddress: string;
  /** Version to report: that of the CLI beside which the host lies. */
  version: string;
  /** Programs: what the engine's `Cancel` stops. */
  programs: Children;
  /** Plugins, policy packs and package managers: each ends with its own call. */
  plugins: Children;
}

interface Closing {
  end(): void;
  emit(event: "error", error: { code: number; details: string }): unknown;
}

/**
 * Pulumi's `LanguageRuntime` for Node, as far as running programs and policy packs needs it. What is missing here
 * (code generation, packing) is answered by gRPC itself with `UNIMPLEMENTED`.
 */
export function languageRuntime(options: HostOptions): UntypedServiceImplementation {
  const { programs, plugins } = options;
  let { engineAddress } = options;

  return {
    handshake: answer((call: ServerUnaryCall<LanguageHandshakeRequest, LanguageHandshakeResponse>) => {
      engineAddress = call.request.getEngineAddress() || engineAddress;
      return new LanguageHandshakeResponse();
    }),
    getPluginInfo: answer(() => new PluginInfo().setVersion(options.version)),
    // Plugins are found when a resource first needs one: the packages of node_modules hold many that no program uses.
    getRequiredPlugins: answer(() => new GetRequiredPluginsResponse()),
    getRequiredPackages: answer(() => new GetRequiredPackagesResponse()),
    runtimeOptionsPrompts: answer(() => new RuntimeOptionsResponse()),
    template: answer(() => new TemplateResponse()),
    about: answer(() => new AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    getProgramDependencies: answer(
      (call: ServerUnaryCall<GetProgramDependenciesRequest, GetProgramDependenciesResponse>) => {
        const folder = call.request.getInfo()?.getProgramDirectory() || call.request.getPwd();
        return new GetProgramDependenciesResponse().setDependenciesList(programDependencies(folder));
      },
    ),
    run: answer((call: ServerUnaryCall<RunRequest, RunResponse>) => {
      const stopWhenCancelled = (child: Child) => call.on("cancelled", () => void child.stop());
      return runProgram(call.request, engineAddress, programs, stopWhenCancelled);
    }),
    runPlugin: stream((call: PluginCall) =>
      call.request.getKind() === "analyzer" ? runPolicyPack(call, plugins) : runPlugin(call, plugins),
    ),
    installDependencies: stream((call: Parameters<typeof installDependencies>[0]) =>
      installDependencies(call, plugins),
    ),
    cancel: answer(() => {
      void programs.stopAll();
      return new Empty();
    }),
  };
}

/** A unary handler: what it throws becomes the call's error. */
function answer<Request, Response>(
  handler: (call: ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
) {
  return async (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    try {
      callback(null, await handler(call));
    } catch (error) {
      callback({ code: status.UNKNOWN, details: (error as Error).message });
    }
  };
}

/** A streaming handler: the stream is closed when it returns, and fails with what it throws. */
function stream<Call extends Closing>(handler: (call: Call) => Promise<void>) {
  return async (call: Call) => {
    try {
      await handler(call);
      call.end();
    } catch (error) {
      call.emit("error", { code: status.UNKNOWN, details: (error as Error).message });
    }
  };
}
