/** The tables of fields in `docs/pipelines.md`, from the descriptions that editors show. */
import { z } from "zod";
import { build, step } from "./build";
import { ecs } from "./ecs";
import { lambda } from "./lambda";
import { ownFunction, pause, rollout, smoke } from "./rollout";
import { serviceSchema } from "./service";
import { source } from "./source";
import { stage, wave } from "./stages";
import { ec2InPlace } from "./target";
import { task } from "./task";
import { toolchainSchema } from "./toolchain";

type Node = z.core.JSONSchema.BaseSchema;

/** What a table says of itself, and no more than it: fields in `without` have a table of their own. */
interface Table {
  schema: z.ZodType;
  without?: RegExp;
}

const globs = /\.(includes|excludes)$/;
const [connection, codecommit, s3, ecr] = source.options;
const flow = Object.keys(wave.shape).filter((key) => key in stage.shape);

/** By the name in the document's markers. */
export const tables: Record<string, Table> = {
  service: { schema: serviceSchema, without: /^(source|build|target|stages)[.[]/ },
  connection: { schema: connection!, without: globs },
  codecommit: { schema: codecommit! },
  s3: { schema: s3! },
  ecr: { schema: ecr! },
  build: { schema: build },
  step: { schema: step.pick({ name: true, buildspec: true }) },
  task: { schema: task },
  target: { schema: ec2InPlace },
  ecs: { schema: ecs },
  lambda: { schema: lambda },
  rollout: { schema: rollout, without: /^hooks\[/ },
  smoke: { schema: smoke },
  function: { schema: ownFunction },
  pause: { schema: pause },
  stage: { schema: stage, without: new RegExp(`^((before|after)\\[|rollout\\.|(${flow.join("|")})\\b)`) },
  wave: { schema: wave, without: new RegExp(`^(stages\\[|(${flow.join("|")})\\b)`) },
  flow: { schema: stage, without: new RegExp(`^(?!(${flow.join("|")})\\b)`) },
  toolchain: { schema: toolchainSchema },
};

/** A table in Markdown; a field without default is required. */
export function fieldTable(name: string): string {
  const { schema, without } = tables[name]!;
  const root = z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" }) as Node;
  const seen = new Set<string>();
  const rows = [...fieldsOf(root, "")].filter(({ path }) => {
    const first = !seen.has(path) && !without?.test(path);
    seen.add(path);
    return first;
  });
  const lines = rows.map(({ path, node, required }) => {
    const meaning = [required ? "Required." : "", node.description ?? "", valuesOf(node)].filter((each) => each !== "");
    return `| \`${path}\` | ${meaning.join(" ").replaceAll("|", "\\|")} |`;
  });
  return ["| Field | Meaning |", "|---|---|", ...lines].join("\n");
}

interface Field {
  path: string;
  node: Node;
  required: boolean;
}

/** Every described field below a map, lists with `[]`, keys of one's own choice as `<name>`. */
function* fieldsOf(node: Node, path: string): Generator<Field> {
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    const inside = value as Node;
    yield { path: below(key), node: inside, required: node.required?.includes(key) ?? false };
    yield* fieldsOf(inside, below(key));
  }
  if (isNode(node.additionalProperties)) yield* fieldsOf(node.additionalProperties, below("<name>"));
  if (isNode(node.items)) yield* fieldsOf(node.items, `${path}[]`);
  for (const way of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) yield* fieldsOf(way as Node, path);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The words that a field takes, unless its description names them. */
function valuesOf(node: Node): string {
  const values = (isNode(node.items) ? node.items.enum : node.enum)?.map(String) ?? [];
  const said = values.every((value) => node.description?.includes(value));
  return values.length === 0 || said ? "" : `One of ${values.map((value) => `\`${value}\``).join(", ")}.`;
}

/** A document with its tables written anew: what stands between `<!-- fields: name -->` and `<!-- end -->`. */
export function withTables(document: string): string {
  return document.replace(
    /(<!-- fields: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_all, begin: string, name: string, end: string) => `${begin}${fieldTable(name)}\n${end}`,
  );
}
