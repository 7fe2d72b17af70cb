import { type ProgramInfo, type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { type Child, type Children, failure } from "./children";
import { optionVariables, type RuntimeOptions, runtimeOptions } from "./options";
import { locateModule } from "./sdk";

/** The SDK's exit code for "the person has been told already": nothing more is to be printed. */
const alreadyReported = 32;

export const noDebugger = "--attach-debugger is not supported by this language host: install the official Pulumi CLI.";

/** The project's `runtime.options`. */
export function optionsOf(info: ProgramInfo | undefined): RuntimeOptions {
  return runtimeOptions((info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>);
}

/** Folder of the program: older requests carry it as `pwd` only. */
function programDirectory(request: RunRequest): string {
  return request.getInfo()?.getProgramDirectory() || request.getPwd();
}

/** Arguments of `cmd/run`, the SDK's starter of programs, ending with the entry point. */
export function runArguments(request: RunRequest, engineAddress: string): string[] {
  const flags: [name: string, value: string | undefined][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", request.getInfo()?.getRootDirectory()],
    ["stack", request.getStack()],
    ["pwd", programDirectory(request)],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...flags.flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getInfo()?.getEntryPoint() || request.getProgram() || ".",
    ...request.getArgsList(),
  ];
}

/** `PULUMI_CONFIG`: the SDK reads keys as `namespace:config:name`, the engine sends `namespace:name`. */
export function configVariables(request: RunRequest): Record<string, string> {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    const [namespace, ...rest] = key.split(":");
    const name = rest[0] === "config" && rest.length > 1 ? rest.slice(1) : rest;
    config[`${namespace}:config:${name.join(":")}`] = value;
  });
  return {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
}

/**
 * Runs the program to its end. Its output is this process's own, which the engine shows. `onStart` is given the
 * process, so that the caller can stop it when the request is cancelled.
 */
export async function runProgram(
  request: RunRequest,
  engineAddress: string,
  children: Children,
  onStart: (child: Child) => void,
): Promise<RunResponse> {
  const response = new RunResponse();
  if (request.getAttachDebugger()) return response.setError(noDebugger);
  try {
    const folder = programDirectory(request);
    const options = optionsOf(request.getInfo());
    const starter = locateModule("@pulumi/pulumi/cmd/run", folder);
    const args = [...options.nodeargs, starter, ...runArguments(request, engineAddress)];
    const env = { ...process.env, ...optionVariables(options), ...configVariables(request) };
    const child = children.start(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "inherit", "inherit"] });
    onStart(child);
    const ended = await child.ended;
    if (ended.code === alreadyReported || ended.stopped) return response.setBail(true);
    return response.setError(failure(ended) ?? "");
  } catch (error) {
    return response.setError((error as Error).message);
  }
}
