/**
 * `pulumi-language-nodejs`: runs Node programs and policy packs for a Pulumi CLI that was built from source. The
 * official distribution brings its own. The engine starts it as `pulumi-language-nodejs <engine address>` and reads
 * the port from the first line.
 */
import { fstatSync } from "node:fs";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { children } from "./children";
import { languageRuntime } from "./service";

/** Written in by the bundler: the version of the CLI beside which this file is placed. */
declare const SLIPWAY_CLI_VERSION: string;

const programs = children();
const plugins = children();
let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await Promise.all([programs.stopAll(), plugins.stopAll()]);
  process.exit(0);
}

/** The engine holds the other end of standard input: it closes when the engine dies, even by SIGKILL. */
function endWithEngine(): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.on("end", end).on("error", end).resume();
}

if (process.argv.includes("--version")) {
  console.log(SLIPWAY_CLI_VERSION);
} else {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  endWithEngine();
  // Checkpoint-sized messages are usual: the engine's own limit is 400 MB.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  // Options such as --tracing come first, the engine's address last.
  const engineAddress = process.argv.slice(2).findLast((argument) => /:\d+$/.test(argument)) ?? "";
  server.addService(
    LanguageRuntimeService,
    languageRuntime({ engineAddress, version: SLIPWAY_CLI_VERSION, programs, plugins }),
  );
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
      console.error(`pulumi-language-nodejs: no port on 127.0.0.1: ${error.message}`);
      process.exit(1);
    }
    console.log(String(port));
  });
}
