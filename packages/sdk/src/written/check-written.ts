import type { z } from "zod";
import { nearest } from "./nearest.ts";
import { branchesOf, chosen, keysOf, meantBranch, neededKeysOf, type Place, placeAt, placesOf, type SchemaNode } from "./schema-keys.ts";
import { type Checked, formatPath, type SpecIssue } from "./spec-issue.ts";

/**
 * Holds a value against a schema and says everything that is wrong with it in plain words. Nothing of the schema library
 * leaves, and nothing that stands where a credential belongs is ever repeated. `subject` names the whole: `the job`.
 */
export const checkWritten = <T>(schema: z.ZodType<T>, value: unknown, subject: string): Checked<T> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const root = { node: schema, value };
  return { ok: false, issues: parsed.error.issues.flatMap((issue) => spoken({ subject, root, base: [], top: root }, issue)) };
};

type Path = readonly (string | number)[];

interface Scope {
  readonly subject: string;
  /** What the paths of the issues start from, and where that is. */
  readonly root: Place;
  readonly base: Path;
  /** The whole. */
  readonly top: Place;
}

const spoken = (scope: Scope, issue: z.core.$ZodIssue): readonly SpecIssue[] => {
  const path: Path = [...scope.base, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
  const place = placeAt(scope.root, issue.path);
  const got = isSecret(path) ? "" : `, got ${shown(issue.input)}`;
  const at = (message: string, hint?: string): readonly SpecIssue[] => [
    { path, at: "value", message: `${nameOf(scope, path)} ${message}`, ...(hint === undefined ? {} : { hint }) },
  ];
  if (issue.input === undefined && issue.code !== "unrecognized_keys")
    return at(
      "is missing",
      issue.code === "invalid_value" && issue.values.length > 1
        ? `write ${listed(issue.values.map(String))}`
        : place && missingHint(place.node),
    );
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey({ scope, path, key, known: knownKeys(place) }));
    case "invalid_union":
      return place === undefined ? at(issue.message) : spokenUnion({ scope, path, issue, place });
    case "invalid_value": {
      const allowed = issue.values.map(String);
      const meant = typeof issue.input === "string" && got !== "" ? nearest(issue.input, allowed) : undefined;
      return at(`must be ${listed(allowed)}${got}`, meant === undefined ? undefined : `did you mean ${meant}?`);
    }
    case "invalid_type":
      return at(
        `${ownWords(issue.message) ?? `must be ${kinds[issue.expected] ?? issue.expected}`}${got}`,
        got === "" ? undefined : typeHint(place, issue),
      );
    case "too_big":
    case "too_small":
      return at(`${bounds(place, issue)}${issue.origin === "number" ? got : ""}`, sizeHint(place, issue.input));
    case "invalid_key":
      return [{ path, at: "key", message: `${nameOf(scope, path)}: a name ${issue.issues[0]?.message ?? "is wrong"}` }];
    default:
      return at(`${issue.message}${got}`);
  }
};

interface UnionCase {
  readonly scope: Scope;
  readonly path: Path;
  readonly issue: z.core.$ZodIssueInvalidUnion;
  readonly place: Place;
}

/** Speaks of the branch that was meant, as if there were no other; of all of them where none was. */
const spokenUnion = ({ scope, path, issue, place }: UnionCase): readonly SpecIssue[] => {
  const value: unknown = issue.input;
  const { options, discriminator } = branchesOf(place.node);
  const branch = meantBranch(options, discriminator, value);
  const node = options[branch ?? -1];
  const inner = issue.errors[branch ?? -1];
  if (node !== undefined && inner !== undefined)
    return inner.flatMap((one) => spoken({ ...scope, root: { node, value }, base: path }, one));
  const keys = typeof value === "object" && value !== null && discriminator === undefined ? Object.keys(value) : [];
  const known = options.flatMap(keysOf);
  if (keys.some((key) => nearest(key, known) !== undefined)) return keys.map((key) => unknownKey({ scope, path, key, known }));
  const words = ownWords(issue.message) ?? `must be ${forms(options)}`;
  const got = isSecret(path) || ownWords(issue.message) !== undefined ? "" : `, got ${shown(value)}`;
  return [{ path, at: "value", message: `${nameOf(scope, path)} ${words}${got}` }];
};

interface UnknownKey {
  readonly scope: Scope;
  readonly path: Path;
  readonly key: string;
  readonly known: readonly string[];
}

const knownKeys = (place: Place | undefined): readonly string[] => {
  const node = place === undefined ? undefined : chosen(place);
  return node === undefined ? [] : keysOf(node);
};

const unknownKey = ({ scope, path, key, known }: UnknownKey): SpecIssue => {
  const full = [...path, key];
  // A key pasted as `{ sk_live_… }` is a key of the mapping: only short plain words are repeated.
  if (isSecret(full) && !/^[a-z]{1,12}$/i.test(key))
    return { path: full, at: "key", message: `${nameOf(scope, path)} holds something that is not known there; it takes ${listed(known)}` };
  const near = nearest(key, known);
  const elsewhere = placesOf(scope.top.node, key).find((found) => formatPath(found.slice(0, -1)) !== formatPath(path));
  const hint =
    near !== undefined
      ? `did you mean ${near}?`
      : elsewhere !== undefined
        ? `did you mean ${formatPath(elsewhere)}?`
        : known.length > 0
          ? `known here: ${known.filter((name) => name !== "$schema").join(", ")}`
          : undefined;
  return { path: full, at: "key", message: `${nameOf(scope, full)} is not a known key`, ...(hint === undefined ? {} : { hint }) };
};

const nameOf = (scope: Scope, path: Path): string => (path.length === 0 ? scope.subject : formatPath(path));

/** Whether a path lies at or under a credential. */
const isSecret = (path: Path): boolean => path.includes("credential");

/** What a schema says in our own words, undefined where it only has the library's. */
const ownWords = (message: string): string | undefined => (message.startsWith("Invalid ") ? undefined : message);

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a mapping of keys to values",
  record: "a mapping of names to values",
  array: "a list",
  tuple: "a list",
};

const shown = (value: unknown): string => {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  // A URL may carry a password.
  const text = typeof value === "string" ? JSON.stringify(value).replaceAll(/:\/\/[^/@\s]*@/g, "://…@") : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "nothing") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

const forms = (options: readonly SchemaNode[]): string =>
  listed(
    options.map(
      (option) =>
        `{ ${neededKeysOf(option)
          .map((key) => `${key}: …`)
          .join(", ")} }`,
    ),
  );

const missingHint = (node: SchemaNode): string | undefined => {
  const { options } = branchesOf(node);
  return options.length === 0 || branchesOf(node).discriminator !== undefined ? undefined : `write ${forms(options)}`;
};

const limitsOf = (place: Place | undefined): { readonly min?: number | null; readonly max?: number | null } => {
  const node = place === undefined ? undefined : chosen(place);
  const number = node as { readonly minValue?: number | null; readonly maxValue?: number | null } | undefined;
  return number === undefined ? {} : { min: number.minValue ?? null, max: number.maxValue ?? null };
};

const bounds = (place: Place | undefined, issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string => {
  const limit = Number(issue.code === "too_big" ? issue.maximum : issue.minimum);
  if (issue.origin === "string") return issue.code === "too_big" ? `must have at most ${limit} characters` : "must not be empty";
  if (issue.origin === "array")
    return issue.code === "too_big"
      ? `must have at most ${limit} entries`
      : limit === 1
        ? "must not be empty"
        : `must have at least ${limit} entries`;
  const { min, max } = limitsOf(place);
  if (typeof min === "number" && typeof max === "number" && max <= 1_000)
    return min === 0 && Number(issue.input) === 0 ? `must be above 0 and at most ${max}` : `must be between ${min} and ${max}`;
  if (issue.code === "too_small") return issue.inclusive === false ? `must be above ${limit}` : `must be at least ${limit}`;
  return `must be at most ${limit}`;
};

const isShare = (place: Place | undefined): boolean => {
  const { min, max } = limitsOf(place);
  return min === 0 && max === 1;
};

const sizeHint = (place: Place | undefined, value: unknown): string | undefined =>
  isShare(place) && typeof value === "number" && value > 1 && value <= 100
    ? `did you mean ${Number((value / 100).toFixed(6))}?`
    : undefined;

const typeHint = (place: Place | undefined, issue: z.core.$ZodIssueInvalidType): string | undefined => {
  const value: unknown = issue.input;
  if (typeof value === "number" || typeof value === "boolean")
    return issue.message === "must be text" ? `put it in quotes: "${value}"` : undefined;
  if (typeof value !== "string") return undefined;
  const percent = /^(\d{1,3}(?:\.\d+)?)\s?%$/.exec(value.trim())?.[1];
  if (percent !== undefined && isShare(place)) return `did you mean ${Number((Number(percent) / 100).toFixed(6))}?`;
  if (issue.expected === "number" && value.trim() !== "" && Number.isFinite(Number(value))) return `take the quotes off: ${Number(value)}`;
  return issue.expected === "array" ? `did you mean [${value}]?` : undefined;
};
