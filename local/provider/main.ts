/** The program that the engine starts for each provider resource: `main <package> <engine address> ...`. */
import { probeEmulator } from "../emulator/probe";
import { endWithEngine } from "./engine";
import { readLaptop } from "./laptop";
import { packageNamed } from "./packages";
import { providerService, serve } from "./service";

async function main(): Promise<void> {
  // Older than its next major version wants, and nothing that a reader of the engine's output can act on.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  endWithEngine();
  const name = packageNamed(process.argv[2]);
  const laptop = readLaptop(process.env);
  if (!(await probeEmulator(laptop.endpoint, laptop.token))) {
    throw new Error(
      `No laptop cloud answers at ${laptop.endpoint} to this run's mark (SLIPWAY_LAPTOP). Start it with \`slipway local up\`.`,
    );
  }
  const { port } = await serve(providerService(name, laptop, process.env));
  process.stdout.write(`${port}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
