import type { Json } from "@tranche/sdk";
import { nearest, REDACTED } from "@tranche/sdk";
import type { ProblemList } from "./problem-list.ts";
import type { Row } from "./rows.ts";

/** What of an item's row is taken. */
export interface ItemShape {
  readonly show: readonly string[];
  /** Fields of `show` whose value is replaced by a token before anything else looks at it. */
  readonly redact?: ReadonlySet<string>;
  /** Field that names the group. */
  readonly groupBy?: string;
}

/** An item as its row says, checked. */
export interface CheckedItem {
  readonly id: string;
  /** The visible fields, in the order of `show`. */
  readonly fields: Readonly<Record<string, Json>>;
  readonly group?: string;
  /** Whether all visible fields are empty text. */
  readonly isBlank: boolean;
}

const longestId = 256;

/** Checks one row; what is wrong goes into `problems`, all of it, and the answer is undefined. */
export const readItemRow = (
  { line, record }: Row,
  { show, redact, groupBy }: ItemShape,
  problems: ProblemList,
): CheckedItem | undefined => {
  const before = problems.total;
  problems.sawRow();
  const id = readId(Object.hasOwn(record, "id") ? record["id"] : undefined);
  if (typeof id !== "string") problems.add({ line, path: "id", ...id });
  const fields: Record<string, Json> = {};
  let isBlank = true;
  for (const name of show) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      const hidden = redact?.has(name) ?? false;
      fields[name] = hidden ? REDACTED : value;
      if (hidden) continue;
      if (typeof value !== "string" || /\S/.test(value)) isBlank = false;
    } else
      problems.add(
        { line, path: name, ...fieldProblem({ name, value, record }) },
        { message: `no item has a field "${name}" that could be shown (task.show lists it)` },
      );
  }
  const named = groupBy === undefined ? null : Object.hasOwn(record, groupBy) ? record[groupBy] : undefined;
  const group = readGroup(named);
  // Only one that says so is of no group: what was left out may have been forgotten.
  if (groupBy !== undefined && group === undefined && named !== null)
    problems.add({
      line,
      path: groupBy,
      message: `field "${groupBy}" must be text or a number, or null where the item is of no group (groups.by names it)`,
    });
  if (problems.total > before || typeof id !== "string") return undefined;
  return group === undefined ? { id, fields, isBlank } : { id, fields, isBlank, group };
};

interface Complaint {
  readonly message: string;
  readonly hint?: string;
}

const readId = (value: unknown): string | Complaint => {
  if (value === undefined || value === null || value === "")
    return { message: "id is missing", hint: 'every item needs one: { "id": "a-1", … }' };
  if (typeof value === "number")
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? { message: "id is a number too large to be read exactly", hint: "put it in quotes" }
      : String(value);
  if (typeof value !== "string") return { message: `id must be text or a number, got ${kindOf(value)}` };
  if (value.length > longestId) return { message: `id has ${value.length} characters; at most ${longestId} are allowed` };
  return /[\u0000-\u001f\u007f]/.test(value) ? { message: "id holds a control character or a line break" } : value;
};

const readGroup = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

interface FieldCase {
  readonly name: string;
  readonly value: unknown;
  readonly record: Readonly<Record<string, unknown>>;
}

const fieldProblem = ({ name, value, record }: FieldCase): Complaint => {
  if (value === null) return { message: `field "${name}" is null (task.show lists it)`, hint: "leave the item out, or write text" };
  if (value !== undefined) return { message: `field "${name}" must be text, a number or true or false, got ${kindOf(value)}` };
  const meant = nearest(name, Object.keys(record));
  return {
    message: `field "${name}" is missing (task.show lists it)`,
    ...(meant === undefined ? {} : { hint: `did you mean "${meant}"?` }),
  };
};

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
