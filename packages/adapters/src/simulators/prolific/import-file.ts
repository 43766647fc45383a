import type { JsonObject } from "../server/message.ts";
import type { Dataset, Datapoint, Import, ProlificState } from "./state.ts";

/** Takes an uploaded file on: one import of a dataset at a time, the others queue. */
export const takeFile = (state: ProlificState, to: { readonly dataset: Dataset; readonly job: Import }, text: string): void => {
  const { world, options } = state;
  const { dataset, job } = to;
  const busy = dataset.imports.filter((other) => other.status === "processing" || other.status === "queued").length;
  job.status = busy > 0 ? "queued" : "processing";
  job.updatedAt = world.clock.now();
  const wait = (busy + 1) * options.importSeconds * 1000;
  if (wait === 0) return finish(state, to, text);
  world.agenda.add(world.clock.now() + wait, () => finish(state, to, text));
};

const finish = (state: ProlificState, { dataset, job }: { readonly dataset: Dataset; readonly job: Import }, text: string): void => {
  const { world, options } = state;
  job.updatedAt = world.clock.now();
  const errors: JsonObject[] = [];
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  for (const [place, line] of lines.entries()) {
    const record = readRecord(line, dataset);
    if (typeof record === "string") errors.push({ [options.errorPlace]: place + 1, message: record });
    else if (dataset.records.has(line)) {
      job.duplicates++;
      job.accepted++;
    } else {
      dataset.records.add(line);
      job.accepted++;
      dataset.datapoints.push(toDatapoint(state, dataset, record));
    }
  }
  job.errors = errors;
  job.status = lines.length === 0 || errors.length === lines.length ? "failed" : errors.length > 0 ? "partial" : "complete";
  job.reason = job.status === "failed" ? "no record could be read" : undefined;
};

/** The record, or what is wrong with it. */
const readRecord = (line: string, dataset: Dataset): Readonly<Record<string, string>> | string => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "the record is not valid JSON";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "the record is not an object";
  const record: Record<string, string> = {};
  for (const [name, held] of Object.entries(value)) {
    const field = dataset.fields.get(name);
    if (field === undefined) {
      if (dataset.strict) return `the field ${name} is not in the schema`;
      continue;
    }
    if (typeof held !== "string") return `the field ${name} is not a text`;
    record[name] = held;
  }
  return record;
};

const toDatapoint = ({ world, uuid }: ProlificState, dataset: Dataset, fields: Readonly<Record<string, string>>): Datapoint => {
  const id = uuid();
  // What can be shown is what participants will see; metadata is not.
  const pieces = Object.entries(fields).flatMap(([name, text]) =>
    ["metadata", "task_group_id"].includes(dataset.fields.get(name)?.type ?? "") ? [] : [text],
  );
  const seen = world.answering.see(pieces);
  world.tookOn({ created: id, at: world.clock.now(), seen });
  return { id, fields, seen };
};
