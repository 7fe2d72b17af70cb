/** `npm run generate`: writes the types of the installed packages to `local/model/generated/`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFolder } from "../schema";
import { moduleSchema, moduleText, sources } from "./compose";
import { moduleNames } from "./declarations";
import { pulumiserviceSchema } from "./pulumiservice";

function main(): void {
  const from = sources();
  rmSync(generatedFolder, { recursive: true, force: true });
  mkdirSync(generatedFolder, { recursive: true });
  let count = 0;
  for (const module of moduleNames(from.folder)) {
    const schema = moduleSchema(module, from);
    if (!schema) continue;
    writeFileSync(join(generatedFolder, `${module}.json`), moduleText(schema));
    count += Object.keys(schema.resources).length;
  }
  const cloud = pulumiserviceSchema();
  writeFileSync(join(generatedFolder, "pulumiservice.json"), moduleText(cloud));
  console.log(`${count} resource types of @pulumi/aws ${from.version}`);
  console.log(`${Object.keys(cloud.resources).length} resource types of @pulumi/pulumiservice ${cloud.package}`);
}

main();
