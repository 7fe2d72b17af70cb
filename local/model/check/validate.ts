/** Compares arguments with the shapes that the package declares. */
import { type ModuleSchema, type Shapes, shapeOf } from "../schema";
import type { CheckFailure, Properties } from "../types";
import { childPath, isAbsent, isRecord, isUnknown } from "../values";
import { suggestion } from "./suggest";

const kinds: Record<string, string> = { s: "a string", n: "a number", b: "a boolean" };
const types: Record<string, string> = { s: "string", n: "number", b: "boolean" };

/** What the bridge keeps beside the arguments of an object. */
const bookkeeping = new Set(["__defaults", "__meta"]);

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}

export class Validation {
  readonly failures: CheckFailure[] = [];

  constructor(
    private readonly module: ModuleSchema,
    private readonly type: string,
  ) {}

  private fail(property: string, reason: string): void {
    this.failures.push({ property, reason });
  }

  /** Checks the properties of an object; `owner` names the object in messages. */
  object(value: Properties, shapes: Shapes, path: string, owner = this.type): void {
    for (const [name, encoded] of Object.entries(shapes)) {
      const { text: shape, required } = shapeOf(encoded);
      const given = value[name];
      const at = childPath(path, name);
      if (!isAbsent(given)) this.value(given, shape, at);
      else if (required) this.fail(at, `missing required property "${name}" of ${owner}`);
    }
    for (const [name, given] of Object.entries(value)) {
      if (name in shapes || bookkeeping.has(name) || isAbsent(given)) continue;
      this.fail(childPath(path, name), `${owner} has no property "${name}"${suggestion(name, Object.keys(shapes))}`);
    }
  }

  private value(value: unknown, shape: string, path: string): void {
    if (isUnknown(value) || isAbsent(value)) return;
    const inner = shape.slice(1);
    switch (shape[0]) {
      case "*":
        break;
      case "[":
        if (Array.isArray(value)) this.list(value, inner, path);
        else this.fail(path, `must be a list, got ${shown(value)}`);
        break;
      case "{":
        if (isRecord(value)) this.map(value, inner, path);
        else this.fail(path, `must be a map, got ${shown(value)}`);
        break;
      case "#":
        if (isRecord(value)) this.object(value, this.module.types[inner] ?? {}, path, inner);
        else this.fail(path, `must be an object (${inner}), got ${shown(value)}`);
        break;
      case "a":
        if (!isRecord(value)) this.fail(path, `must be an asset or archive, got ${shown(value)}`);
        break;
      case "j":
        this.document(value, path);
        break;
      default:
        if (typeof value !== types[shape]) this.fail(path, `must be ${kinds[shape]}, got ${shown(value)}`);
    }
  }

  private list(value: unknown[], element: string, path: string): void {
    for (const [index, item] of value.entries()) {
      if (isAbsent(item)) this.fail(childPath(path, index), "must have a value");
      else this.value(item, element, childPath(path, index));
    }
  }

  private map(value: Properties, element: string, path: string): void {
    for (const [key, item] of Object.entries(value)) this.value(item, element, childPath(path, key));
  }

  private document(value: unknown, path: string): void {
    if (isRecord(value)) return;
    if (typeof value !== "string") {
      this.fail(path, `must be a JSON document, got ${shown(value)}`);
      return;
    }
    try {
      JSON.parse(value);
    } catch (error) {
      this.fail(path, `contains invalid JSON (${(error as Error).message}), got ${shown(value)}`);
    }
  }
}
