import { readdirSync } from "node:fs";
import { generatedFolder, moduleOf, typesOf } from "../schema";
import { suggestion } from "./suggest";

/** `; did you mean ...?` for a type token that is nearly one of the package. */
export function typeSuggestion(type: string): string {
  const types = typesOf(moduleOf(type));
  if (types.length > 0) return suggestion(type, types);
  const modules = readdirSync(generatedFolder).map((file) => file.replace(/\.json$/, ""));
  return suggestion(moduleOf(type), modules);
}
