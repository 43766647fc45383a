import { readFile, stat } from "node:fs/promises";
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, type Range, visit } from "yaml";
import { maskSecrets } from "./mask-secrets.ts";
import { type Excerpt, type Problem, UserError } from "./problem.ts";

/** A YAML (or JSON) file as plain data that still knows where everything stood. */
export interface YamlFile {
  /** As shown to people. */
  readonly file: string;
  readonly data: unknown;
  /** Where a value or its key stands; of a path that is not there, its nearest place that is. */
  readonly locate: (path: readonly (string | number)[], at: "key" | "value") => YamlPlace;
}

export interface YamlPlace {
  readonly line: number;
  readonly column: number;
  /** Absent where a line around could hold a credential. */
  readonly excerpt?: Excerpt;
}

const largest = 16 * 1024 * 1024;

/**
 * Reads a file of at most 16 MB. `shownAs` is how people know it, `kind` what it is to them (`the job`). Throws a UserError with
 * every syntax mistake, or saying that the file is not there.
 */
export const loadYaml = async (path: string, { shownAs, kind }: { readonly shownAs: string; readonly kind: string }): Promise<YamlFile> => {
  const text = await readText(path, { shownAs, kind });
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: "silent" });
  const lines = maskedLines(text, document, lineCounter);
  const placeOf = ([start, end]: readonly [number, number]): YamlPlace => {
    const { line, col } = lineCounter.linePos(start);
    const here = lines[line - 1] ?? "";
    const before = lines[line - 2];
    const length = Math.max(1, Math.min(end - start, here.length - col + 1));
    return { line, column: col, excerpt: { lines: before === undefined || before.trim() === "" ? [here] : [before, here], length } };
  };
  if (document.errors.length > 0)
    throw new UserError(
      2,
      firstByLine(document.errors, lineCounter).map((error) =>
        syntaxProblem({ error, shownAs, placeOf, secret: text.includes("credential") }),
      ),
    );
  if (document.contents === null) throw new UserError(2, [{ file: shownAs, message: `${kind} is empty` }]);
  return { file: shownAs, data: dataOf(document, shownAs), locate: (path_, at) => placeOf(rangeOf(document, path_, at)) };
};

const readText = async (path: string, { shownAs, kind }: { readonly shownAs: string; readonly kind: string }): Promise<string> => {
  try {
    const { size } = await stat(path);
    if (size > largest) throw new UserError(2, [{ file: shownAs, message: `${kind} has ${size} bytes; at most ${largest} are read` }]);
    return (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if (UserError.is(error)) throw error;
    throw new UserError(2, [{ file: shownAs, message: `${kind} ${whyUnreadable(error)}` }], { cause: error });
  }
};

/** Why a file could not be read, as the end of a sentence. */
export const whyUnreadable = (error: unknown): string => {
  const { code } = Object(error) as { code?: unknown };
  if (code === "ENOENT" || code === "ENOTDIR") return "is not there";
  if (code === "EISDIR") return "is a folder, not a file";
  if (code === "EACCES" || code === "EPERM") return "may not be read (permission denied)";
  return `cannot be read (${String(code ?? "unknown reason")})`;
};

interface SyntaxError {
  readonly error: { readonly code: string; readonly message: string; readonly pos: readonly [number, number] };
  readonly shownAs: string;
  readonly placeOf: (range: readonly [number, number]) => YamlPlace;
  readonly secret: boolean;
}

/** The parser's words for the mistakes people make most are for people who know the grammar. */
const plainWords: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "the next line is indented as if it belonged to this value",
  DUPLICATE_KEY: "this key is there twice",
  TAB_AS_INDENT: "a line begins with a tab; indent with spaces",
  MULTILINE_IMPLICIT_KEY: "a key has to be on one line; is a colon missing?",
};

const syntaxProblem = ({ error, shownAs, placeOf, secret }: SyntaxError): Problem => {
  const { line, column, excerpt } = placeOf(error.pos);
  // Where the file does not parse nobody can say which words belong to a credential.
  return {
    file: shownAs,
    line,
    column,
    message: `is not valid YAML: ${plainWords[error.code] ?? error.message}`,
    ...(secret || excerpt === undefined ? {} : { excerpt }),
  };
};

/** One mistake often breaks several rules of the grammar: the first one of a line says it. */
const firstByLine = <Mistake extends { readonly pos: readonly [number, number] }>(
  errors: readonly Mistake[],
  lines: LineCounter,
): readonly Mistake[] => {
  const lineOf = (error: Mistake): number => lines.linePos(error.pos[0]).line;
  return errors.filter((error, index) => errors.findIndex((other) => lineOf(other) === lineOf(error)) === index);
};

const dataOf = (document: Document, shownAs: string): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new UserError(2, [{ file: shownAs, message: "repeats itself too often through aliases (*name)" }], { cause: error });
  }
};

/** The lines for people to see: everything under a key `credential` is blotted out, wherever it goes on. */
const maskedLines = (text: string, document: Document, lineCounter: LineCounter): readonly string[] => {
  const characters = text.split("");
  visit(document, {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || pair.key.value !== "credential") return undefined;
      const range = (pair.value as Node | null)?.range;
      if (range) for (let at = range[0]; at < range[1]; at++) if (characters[at] !== "\n") characters[at] = "•";
      return visit.SKIP;
    },
  });
  return lineCounter.lineStarts.length === 0 ? [] : characters.join("").split(/\r?\n/).map(maskSecrets);
};

const rangeOf = (document: Document, path: readonly (string | number)[], at: "key" | "value"): readonly [number, number] => {
  let node: unknown = document.contents;
  let found: readonly [number, number] = [0, 1];
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const pair = isMap(node)
      ? node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part))
      : undefined;
    const key = isScalar(pair?.key) ? rangeOfNode(pair.key.range) : undefined;
    const next: unknown = pair === undefined ? (isSeq(node) ? node.items[Number(part)] : undefined) : pair.value;
    if (pair === undefined && next === undefined) return found;
    const value = rangeOfNode((next as Node | null | undefined)?.range);
    const last = depth === path.length - 1;
    // A mapping or a list is marked by its key: its own range runs over many lines.
    const compact = isScalar(next) && next.value !== null ? value : (key ?? value);
    found = (last && at === "key" ? key : last ? compact : (key ?? value)) ?? found;
    node = next;
  }
  return found;
};

const rangeOfNode = (range: Range | null | undefined): readonly [number, number] | undefined => (range ? [range[0], range[1]] : undefined);
