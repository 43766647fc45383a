/** One thing that is wrong with a job or a config, in words for the person who wrote it. */
export interface SpecIssue {
  /** Where: keys and list places from the top. Of a key that is missing: where it should be. */
  readonly path: readonly (string | number)[];
  /** Whether the key itself is wrong (not known) or its value. */
  readonly at: "key" | "value";
  /** A whole sentence that names the field; never a credential. */
  readonly message: string;
  /** The way out, where one is known. */
  readonly hint?: string;
}

/** A value that was held against a schema: what it means, or everything that is wrong with it. */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly SpecIssue[] };

/** Writes a path as a person would: `owners.scale-ai.stakes[0].share`. */
export const formatPath = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`), "");
