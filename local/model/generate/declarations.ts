/** Reads the declarations that a package ships; only their syntax, which is quick and needs no type checker. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Shapes } from "../schema";
import { type Met, mayBeUndefined, typeShape } from "./shapes";

export function packageFolder(name: "aws" | "pulumiservice"): string {
  return dirname(require.resolve(`@pulumi/${name}/package.json`));
}

/** Members of nested types by `module.Name`. */
export type NestedTypes = Map<string, readonly ts.TypeElement[]>;

export interface DeclaredResource {
  type: string;
  inputs: Shapes;
  outputs: Shapes;
  /** The class as JavaScript: some facts stand only there. */
  script: string;
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, false);
}

/** `types/input.d.ts` or `types/output.d.ts` of a package. */
export function nestedTypes(folder: string, kind: "input" | "output"): NestedTypes {
  const found: NestedTypes = new Map();
  const collect = (statements: readonly ts.Statement[], module: string) => {
    for (const statement of statements) {
      if (ts.isInterfaceDeclaration(statement)) found.set(`${module}.${statement.name.text}`, statement.members);
      if (ts.isModuleDeclaration(statement) && statement.body && ts.isModuleBlock(statement.body)) {
        collect(statement.body.statements, statement.name.text);
      }
    }
  };
  collect(parse(join(folder, "types", `${kind}.d.ts`)).statements, "root");
  return found;
}

/** The properties of an interface; those not optional are marked. */
export function interfaceShapes(members: readonly ts.TypeElement[], home: string, met: Met): Shapes {
  const shapes: Shapes = {};
  for (const member of members) {
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = (member.name as ts.Identifier | ts.StringLiteral).text;
    shapes[name] = typeShape(member.type, home, met) + (member.questionToken ? "" : "!");
  }
  return shapes;
}

function outputShapes(declaration: ts.ClassDeclaration, home: string, met: Met): Shapes {
  const shapes: Shapes = {};
  for (const member of declaration.members) {
    if (!ts.isPropertyDeclaration(member) || !member.type) continue;
    if (member.modifiers?.some((m) => m.kind === ts.SyntaxKind.StaticKeyword)) continue;
    const name = (member.name as ts.Identifier).text;
    shapes[name] = typeShape(member.type, home, met) + (mayBeUndefined(member.type) ? "" : "!");
  }
  return shapes;
}

/** Folders of a package that hold resources. */
export function moduleNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "index.d.ts")))
    .map((entry) => entry.name)
    .filter((name) => !["types", "config"].includes(name))
    .sort();
}

/**
 * The resources declared in one folder, with the nested types they mention passed to `met`; those of module `home`
 * need no prefix.
 */
export function declaredResources(folder: string, home: string, metInput: Met, metOutput: Met): DeclaredResource[] {
  const resources: DeclaredResource[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".d.ts"))) {
    if (!readFileSync(join(folder, file), "utf8").includes("extends pulumi.CustomResource")) continue;
    const script = readFileSync(join(folder, file.replace(/\.d\.ts$/, ".js")), "utf8");
    const type = /__pulumiType = '([a-z]+:[^']+)'/.exec(script)?.[1];
    const { statements } = parse(join(folder, file));
    const declaration = statements.find(ts.isClassDeclaration);
    if (!type || !declaration?.name) continue;
    const argsName = `${declaration.name.text}Args`;
    const args = statements.filter(ts.isInterfaceDeclaration).find((s) => s.name.text === argsName);
    resources.push({
      type,
      inputs: interfaceShapes(args?.members ?? [], home, metInput),
      outputs: outputShapes(declaration, home, metOutput),
      script,
    });
  }
  return resources;
}
