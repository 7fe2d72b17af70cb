/** JSON schemas of the files, with which editors complete and check while somebody types. */
import { z } from "zod";
import { deploymentsFileSchema } from "./deployments";
import { environmentFileSchema } from "./environment";
import { governanceFileSchema } from "./governance";
import { projectSchema } from "./organization";
import { serviceSchema } from "./service";
import { stateFileSchema } from "./state";
import { toolchainFileSchema } from "./toolchain";

/** Every kind of file, with the name of its schema in `catalog/schemas/`. */
export const fileSchemas = {
  organization: projectSchema,
  environment: environmentFileSchema,
  state: stateFileSchema,
  toolchain: toolchainFileSchema,
  governance: governanceFileSchema,
  deployments: deploymentsFileSchema,
  service: serviceSchema,
} as const;

export type FileKind = keyof typeof fileSchemas;

/** Text of one kind's JSON schema. Draft 7 is what editors' YAML servers know best. */
export function jsonSchema(kind: FileKind): string {
  return `${JSON.stringify(z.toJSONSchema(fileSchemas[kind], { io: "input", target: "draft-7" }), null, 2)}\n`;
}
