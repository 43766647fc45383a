/** Marks and keys of units, by which a list of them is recognised in a body of unknown shape. */
export interface Recognised {
  readonly marks: readonly string[];
}

type Tree = unknown;

/** Keeps only the entries `keep` lets through in the list of units inside a JSON body; undefined where there is no such list. */
export const withFewerUnits = (
  body: string,
  { marks }: Recognised,
  keep: (place: number) => boolean,
): { readonly body: string; readonly kept: number } | undefined => {
  const parsed = parse(body);
  if (parsed === undefined) return undefined;
  let kept: number | undefined;
  const visit = (value: Tree): Tree => {
    if (Array.isArray(value)) {
      const isUnits = value.length === marks.length && value.every((entry) => marks.some((mark) => JSON.stringify(entry).includes(mark)));
      if (!isUnits) return value.map(visit);
      const rest = value.filter((_entry, place) => keep(place));
      kept = rest.length;
      return rest;
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner)]));
  };
  const changed = visit(parsed.value);
  return kept === undefined ? undefined : { body: JSON.stringify(changed), kept };
};

/** Turns every list of that length inside a JSON body around and repeats its first entry: any order, one thing said twice. */
export const inAnotherOrder = (body: string, length: number): string => {
  const parsed = parse(body);
  if (parsed === undefined) return body;
  const visit = (value: Tree): Tree => {
    if (Array.isArray(value)) {
      const inner = value.map(visit);
      return value.length === length && value.every((entry) => typeof entry === "object" && entry !== null)
        ? [...inner.toReversed(), inner[0]]
        : inner;
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner)]));
  };
  return JSON.stringify(visit(parsed.value));
};

/** Leaves the first entry of every list of that length out, and turns the rest around: an answer about some of what was asked. */
export const aboutFewer = (body: string, length: number): string => {
  const parsed = parse(body);
  if (parsed === undefined) return body;
  const visit = (value: Tree): Tree => {
    if (Array.isArray(value)) return value.length === length ? value.slice(1).map(visit).toReversed() : value.map(visit);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner)]));
  };
  return JSON.stringify(visit(parsed.value));
};

const parse = (body: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
};
