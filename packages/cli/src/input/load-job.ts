import { access, constants, readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { checkJob, type Config, type Job } from "@tranche/sdk";
import { canonicalJson } from "../core/plan/canonical-json.ts";
import { checkTogether } from "./check-together.ts";
import type { ProblemAt } from "./load-config.ts";
import { type Problem, UserError } from "./problem.ts";
import { shownPath } from "./shown-path.ts";
import { placed, specProblems } from "./spec-problems.ts";
import { loadYaml, whyUnreadable, type YamlFile } from "./yaml-file.ts";

/** A job that was read from a file, with the files it names. */
export interface LoadedJob {
  readonly job: Job;
  /** Absolute. */
  readonly file: string;
  /** What the paths in it are relative to. */
  readonly folder: string;
  /** The text of the instructions, wherever it was written. */
  readonly instructions: string;
  readonly items: NamedFile | "stdin";
  readonly gold?: NamedFile;
  /** Canonical JSON of everything the file asks for: defaults filled in, instructions as text, no paths. Made to be hashed. */
  readonly hashInput: string;
  /** Worth a look; nothing that stops. */
  readonly warnings: readonly Problem[];
  readonly problemAt: ProblemAt;
}

/** A file by its absolute path and by the name people know it under. */
export interface NamedFile {
  readonly path: string;
  readonly shownAs: string;
}

export interface LoadJobOptions {
  readonly cwd: string;
  /** Holds the job against it as well: vendors that are not there, currencies that do not meet. */
  readonly config?: Config;
}

/**
 * Reads a job and fills in its defaults; sees that the files it names can be read, and reads the instructions. Throws a UserError
 * with everything that is wrong. The items are read by `openItems`.
 */
export const loadJob = async (file: string, options: LoadJobOptions): Promise<LoadedJob> => {
  const { job, problems } = await examineJob(file, options);
  if (job === undefined || problems.length > 0) throw new UserError(2, problems);
  return job;
};

/** A job as far as it could be read. */
export interface ExaminedJob {
  readonly problems: readonly Problem[];
  /** Absent where what it asks for could not be understood at all. */
  readonly job?: LoadedJob;
  /** Whether its items can be read although something else is wrong with the job: they may have mistakes of their own. */
  readonly hasItems: boolean;
}

/**
 * Like {@link loadJob}, but throws only where the file is not there or is not YAML. Where something is wrong beside the task and
 * the items, `job` is good for reading the items and for nothing else.
 */
export const examineJob = async (file: string, { cwd, config }: LoadJobOptions): Promise<ExaminedJob> => {
  const path = resolve(cwd, file);
  const yaml = await loadYaml(path, { shownAs: shownPath(path, cwd), kind: "the job file" });
  const checked = checkJob(yaml.data);
  if (checked.ok) return examined(checked.value, { path, cwd, yaml, ...(config === undefined ? {} : { config }) });
  const problems = specProblems(checked.issues, yaml);
  const rest = checkJob(taskAndItemsOf(yaml.data));
  if (!rest.ok) return { problems, hasItems: false };
  const salvaged = await examined(rest.value, { path, cwd, yaml });
  return { ...salvaged, problems: byLine([...problems, ...salvaged.problems]) };
};

/** What can be read of a job in which something else is wrong. */
const taskAndItemsOf = (data: unknown): unknown => {
  const { task, items, quality } = Object(data) as { readonly task?: unknown; readonly items?: unknown; readonly quality?: unknown };
  const { gold } = Object(quality) as { readonly gold?: unknown };
  return { version: 1, name: "unknown", task, items, ...(gold === undefined ? {} : { quality: { gold } }) };
};

interface ExaminedParts {
  readonly path: string;
  readonly cwd: string;
  readonly yaml: YamlFile;
  readonly config?: Config;
}

const examined = async (job: Job, { path, cwd, yaml, config }: ExaminedParts): Promise<ExaminedJob> => {
  const folder = dirname(path);
  const named = (written: string): NamedFile => ({ path: resolve(folder, written), shownAs: shownPath(resolve(folder, written), cwd) });
  const instructions = await instructionsOf(job, { named, yaml });
  const items = job.items === "-" ? "stdin" : named(job.items);
  const gold = job.quality.gold === undefined ? undefined : named(job.quality.gold);
  const problemAt: ProblemAt = ({ at = "value", ...issue }) => placed({ at, ...issue }, yaml);
  const noItems = items === "stdin" ? [] : await missing(items, { problemAt, path: ["items"], what: "the items file" });
  const noGold = gold === undefined ? [] : await missing(gold, { problemAt, path: ["quality", "gold"], what: "the gold file" });
  const together = config === undefined ? { problems: [], warnings: [] } : checkTogether({ job, config, problemAt });
  const text = typeof instructions === "string" ? instructions : "";
  return {
    problems: byLine([...(typeof instructions === "string" ? [] : [instructions]), ...noItems, ...noGold, ...together.problems]),
    hasItems: noItems.length === 0,
    job: {
      job,
      file: path,
      folder,
      instructions: text,
      items,
      ...(gold === undefined || noGold.length > 0 ? {} : { gold }),
      hashInput: hashInputOf(job, text),
      warnings: together.warnings,
      problemAt,
    },
  };
};

const byLine = (problems: readonly Problem[]): readonly Problem[] => problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));

interface InstructionsParts {
  readonly named: (written: string) => NamedFile;
  readonly yaml: YamlFile;
}

const instructionsOf = async (job: Job, { named, yaml }: InstructionsParts): Promise<string | Problem> => {
  const { instructions } = job.task;
  if (instructions.from === "text") return instructions.text;
  const { path, shownAs } = named(instructions.path);
  const wrong = (message: string, hint?: string): Problem =>
    placed({ path: ["task", "instructions"], at: "value", message, ...(hint === undefined ? {} : { hint }) }, yaml);
  try {
    const text = (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
    return text.trim() === "" ? wrong(`the instructions ${shownAs} are empty`) : text;
  } catch (error) {
    return wrong(`the instructions file ${shownAs} ${whyUnreadable(error)}`, "a path is relative to the job file");
  }
};

interface MissingParts {
  readonly problemAt: ProblemAt;
  readonly path: readonly string[];
  readonly what: string;
}

const missing = async (file: NamedFile, { problemAt, path, what }: MissingParts): Promise<readonly Problem[]> => {
  try {
    await access(file.path, constants.R_OK);
    if (!(await stat(file.path)).isDirectory()) return [];
    return [problemAt({ path, message: `${what} ${file.shownAs} is a folder, not a file` })];
  } catch (error) {
    return [problemAt({ path, message: `${what} ${file.shownAs} ${whyUnreadable(error)}`, hint: "a path is relative to the job file" })];
  }
};

const hashInputOf = (job: Job, instructions: string): string => {
  const { items: _items, quality, task, ...rest } = job;
  const { gold: _gold, ...asked } = quality;
  return canonicalJson({ ...rest, quality: asked, task: { ...task, instructions } });
};
