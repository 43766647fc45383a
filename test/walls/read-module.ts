import { parseSync } from "oxc-parser";

/** One module named in an import, an export or a dynamic import. */
export interface ModuleUse {
  readonly specifier: string;
  /** Whether nothing of it is left at run time: `import type`, not `import { type A }`. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** What the wall tests know of a source file. */
export interface ModuleFacts {
  readonly uses: readonly ModuleUse[];
  /** Free-standing names and `object.property` pairs the code mentions, with their line; declarations of the same name are not told apart. */
  readonly mentions: readonly { readonly name: string; readonly line: number }[];
  readonly exportsAll: boolean;
  readonly exportsDefault: boolean;
  /** Names it exports, types marked `type X`; sorted. */
  readonly exported: readonly string[];
  readonly lines: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Parses one file. Throws where it does not parse: a wall that cannot read a file does not hold it. */
export const readModule = (path: string, text: string): ModuleFacts => {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message ?? ""}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const nodes = [...walk(program)];
  const exportEntries = module.staticExports.flatMap((one) => one.entries);
  return {
    uses: [...staticUses(nodes, lineAt), ...dynamicUses(nodes, lineAt)],
    mentions: nodes.flatMap((node) => mentionOf(node).map((name) => ({ name, line: lineAt(node.start) }))),
    exportsAll: nodes.some((node) => node.type === "ExportAllDeclaration"),
    exportsDefault: exportEntries.some((entry) => entry.exportName.kind === "Default"),
    exported: exportEntries.map((entry) => `${entry.isType ? "type " : ""}${entry.exportName.name ?? "*"}`).toSorted(),
    lines: text.split("\n").length,
  };
};

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const one of value) yield* walk(one);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const node = value as Node;
  if (typeof node.type === "string") yield node;
  for (const [key, child] of Object.entries(node)) if (!skipped(node, key)) yield* walk(child);
}

/** Names that are no mention: `a.Date`, `{ Date: 1 }`, and the key of a member or of a type's field. */
const skipped = (node: Node, key: string): boolean =>
  (key === "property" && node["computed"] !== true) || (key === "key" && node["computed"] !== true) || key === "parent";

const mentionOf = (node: Node): readonly string[] => {
  switch (node.type) {
    case "Identifier":
      return [String(node["name"])];
    case "MemberExpression": {
      const object = node["object"] as Node;
      const property = node["property"] as Node;
      return object.type === "Identifier" && node["computed"] !== true ? [`${String(object["name"])}.${String(property["name"])}`] : [];
    }
    case "AwaitExpression":
      return ["await"];
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node["async"] === true ? ["async"] : [];
    default:
      return [];
  }
};

const staticUses = (nodes: readonly Node[], lineAt: (offset: number) => number): readonly ModuleUse[] =>
  nodes
    .filter((node) => ["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration"].includes(node.type) && node["source"])
    .map((node) => ({
      specifier: String((node["source"] as { value?: unknown }).value),
      typeOnly: node["importKind"] === "type" || node["exportKind"] === "type",
      line: lineAt(node.start),
    }));

const dynamicUses = (nodes: readonly Node[], lineAt: (offset: number) => number): readonly ModuleUse[] =>
  nodes.flatMap((node) => {
    const argument =
      node.type === "ImportExpression" ? node["source"] : isRequire(node) ? (node["arguments"] as readonly unknown[])[0] : undefined;
    const value = (argument as { value?: unknown } | undefined)?.value;
    return typeof value === "string" ? [{ specifier: value, typeOnly: false, line: lineAt(node.start) }] : [];
  });

const isRequire = (node: Node): boolean => node.type === "CallExpression" && (node["callee"] as Node)["name"] === "require";
