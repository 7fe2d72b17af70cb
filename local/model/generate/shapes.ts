import ts from "typescript";

/** Nested types met on the way, as `module.Name`. */
export type Met = (reference: string) => void;

const keywords: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.StringKeyword]: "s",
  [ts.SyntaxKind.NumberKeyword]: "n",
  [ts.SyntaxKind.BooleanKeyword]: "b",
  [ts.SyntaxKind.AnyKeyword]: "*",
};

const document = /(?:^|\.)PolicyDocument$/;

function qualifiedName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${qualifiedName(name.left)}.${name.right.text}`;
}

function isUndefined(node: ts.TypeNode): boolean {
  return node.kind === ts.SyntaxKind.UndefinedKeyword;
}

function unionShape(node: ts.UnionTypeNode, home: string, met: Met): string {
  const shapes = [...new Set(node.types.filter((t) => !isUndefined(t)).map((t) => typeShape(t, home, met)))];
  if (shapes.includes("j")) return "j";
  if (shapes.includes("a")) return "a";
  return shapes.length === 1 ? shapes[0]! : "*";
}

function referenceShape(node: ts.TypeReferenceNode, home: string, met: Met): string {
  const name = qualifiedName(node.typeName);
  if (["pulumi.Input", "pulumi.Output", "Input", "Output"].includes(name)) {
    return typeShape(node.typeArguments![0]!, home, met);
  }
  if (name.startsWith("pulumi.asset.")) return "a";
  if (name.startsWith("enums.")) return "s";
  if (document.test(name)) return "j";
  const nested = /^(?:inputs|outputs)\.(.+)$/.exec(name)?.[1];
  if (nested === undefined) return "s"; // A resource or an enumeration stands for its ARN, id or text.
  const qualified = nested.includes(".") ? nested : `root.${nested}`;
  met(qualified);
  return `#${qualified.startsWith(`${home}.`) ? qualified.slice(home.length + 1) : qualified}`;
}

/** The shape of a declared type; `home` is the module whose nested types need no prefix. */
export function typeShape(node: ts.TypeNode, home: string, met: Met): string {
  const keyword = keywords[node.kind];
  if (keyword) return keyword;
  if (ts.isUnionTypeNode(node)) return unionShape(node, home, met);
  if (ts.isArrayTypeNode(node)) return `[${typeShape(node.elementType, home, met)}`;
  if (ts.isParenthesizedTypeNode(node)) return typeShape(node.type, home, met);
  if (ts.isTypeReferenceNode(node)) return referenceShape(node, home, met);
  if (ts.isLiteralTypeNode(node)) return "s";
  const index = ts.isTypeLiteralNode(node) ? node.members.find(ts.isIndexSignatureDeclaration) : undefined;
  return index ? `{${typeShape(index.type, home, met)}` : "*";
}

/** Whether `undefined` is among the values of an output's type. */
export function mayBeUndefined(node: ts.TypeNode): boolean {
  const inner = ts.isTypeReferenceNode(node) && node.typeArguments ? node.typeArguments[0]! : node;
  return ts.isUnionTypeNode(inner) && inner.types.some(isUndefined);
}
