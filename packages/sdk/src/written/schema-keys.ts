import type { z } from "zod";

/** A schema as the tree of its parts. */
export type SchemaNode = z.core.$ZodType;

type Definition = z.core.$ZodTypes["_zod"]["def"];
const definition = (node: SchemaNode): Definition => (node as z.core.$ZodTypes)._zod.def;

/** The branch of a union that a value was meant for: by its discriminator, else the one it shares most keys with. */
export const meantBranch = (options: readonly SchemaNode[], discriminator: string | undefined, value: unknown): number | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  if (discriminator !== undefined) {
    const found = options.findIndex((option) => literalAt(option, discriminator) === (value as Record<string, unknown>)[discriminator]);
    return found === -1 ? undefined : found;
  }
  const shared = options.map((option) => keysOf(option).filter((key) => Object.hasOwn(value, key)).length);
  const most = Math.max(...shared);
  return most === 0 ? undefined : shared.indexOf(most);
};

const literalAt = (node: SchemaNode, key: string): unknown => {
  const outer = definition(node);
  if (outer.type !== "object") return undefined;
  const inner = outer.shape[key];
  if (inner === undefined) return undefined;
  const literal = definition(inner);
  return literal.type === "literal" ? literal.values[0] : undefined;
};

/** A part of a schema and the value that was held against it. */
export interface Place {
  readonly node: SchemaNode;
  readonly value: unknown;
}

/** Takes wrappers (optional and the like) off. */
export const unwrapped = (node: SchemaNode): SchemaNode => {
  const def = definition(node);
  return "innerType" in def ? unwrapped(def.innerType) : node;
};

/** The branches of a union, with its discriminator; none for anything but a union. */
export const branchesOf = (node: SchemaNode): { readonly options: readonly SchemaNode[]; readonly discriminator?: string } => {
  const def = definition(unwrapped(node));
  if (def.type !== "union") return { options: [] };
  return "discriminator" in def ? { options: def.options, discriminator: String(def.discriminator) } : { options: def.options };
};

/** Chooses a union's branch by its value, unions of unions included; undefined where no branch was meant. */
export const chosen = (place: Place): SchemaNode | undefined => {
  const node = unwrapped(place.node);
  const { options, discriminator } = branchesOf(node);
  if (options.length === 0) return node;
  const option = options[meantBranch(options, discriminator, place.value) ?? -1];
  return option === undefined ? undefined : chosen({ node: option, value: place.value });
};

/** The place a path leads to, its union not yet chosen; undefined where the schema knows no such place. */
export const placeAt = (root: Place, path: readonly PropertyKey[]): Place | undefined => {
  let place: Place | undefined = root;
  for (const part of path) {
    const node: SchemaNode | undefined = place === undefined ? undefined : chosen(place);
    if (place === undefined || node === undefined) return undefined;
    const def = definition(node);
    const next: SchemaNode | undefined =
      def.type === "object"
        ? def.shape[String(part)]
        : def.type === "record"
          ? def.valueType
          : def.type === "array"
            ? def.element
            : undefined;
    const outer: unknown = place.value;
    const held: unknown = typeof outer === "object" && outer !== null ? (outer as Record<PropertyKey, unknown>)[part] : undefined;
    place = next === undefined ? undefined : { node: next, value: held };
  }
  return place;
};

/** The keys an object may have; none for anything but an object. */
export const keysOf = (node: SchemaNode): readonly string[] => {
  const def = definition(node);
  return def.type === "object" ? Object.keys(def.shape) : [];
};

/** The keys an object must have. */
export const neededKeysOf = (node: SchemaNode): readonly string[] => {
  const def = definition(node);
  return def.type === "object" ? Object.keys(def.shape).filter((key) => def.shape[key]?._zod.optin === undefined) : [];
};

/** Every place of the schema that has this key, as paths of keys; records and lists are not entered. */
export const placesOf = (root: SchemaNode, key: string): readonly (readonly string[])[] => {
  const found: string[][] = [];
  const visit = (node: SchemaNode, path: readonly string[]): void => {
    const def = definition(unwrapped(node));
    switch (def.type) {
      case "union":
        for (const option of def.options) visit(option, path);
        return;
      case "object":
        for (const [name, inner] of Object.entries(def.shape)) {
          if (name === key && !found.some((known) => known.join("\n") === [...path, name].join("\n"))) found.push([...path, name]);
          visit(inner, [...path, name]);
        }
        return;
      default:
        return;
    }
  };
  visit(root, []);
  return found;
};
