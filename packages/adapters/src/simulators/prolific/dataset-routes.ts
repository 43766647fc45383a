import { type JsonObject, objectOf, type SimulatedReply, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime, secondMs } from "../world/clock.ts";
import { hashNumbers, hashText } from "../world/seeded-random.ts";
import { takeFile } from "./import-file.ts";
import { created, ok, ProlificRefusal } from "./prolific-error.ts";
import { type Dataset, type Import, known, type ProlificState, type SchemaField } from "./state.ts";

const fieldTypes = new Set(["text", "image_url", "audio_url", "video_url", "metadata", "task_group_id"]);
const extensions = /\.(jsonl|csv)$/i;

export const datasetView = (state: ProlificState, dataset: Dataset): JsonObject => ({
  id: dataset.id,
  name: dataset.name,
  created_at: isoTime(dataset.createdAt),
  created_by: "researcher",
  workspace_id: state.options.workspace,
  total_datapoint_count: dataset.datapoints.length,
  schema_version: 4,
  schema: { strict: dataset.strict, fields: Object.fromEntries([...dataset.fields].map(([name, { sent }]) => [name, sent])) },
  imports: dataset.imports.toReversed().map((job) => importView(dataset, job)),
});

const importView = (dataset: Dataset, job: Import): JsonObject => {
  const over = ["complete", "partial", "failed"].includes(job.status);
  return {
    dataset_id: dataset.id,
    import_id: job.id,
    type: "file_upload",
    status: job.status,
    created_at: isoTime(job.createdAt),
    updated_at: isoTime(job.updatedAt),
    ...(over && { accepted_count: job.accepted, rejected_count: job.errors.length, duplicate_count: job.duplicates }),
    ...(job.errors.length > 0 && { errors: job.errors }),
    ...(job.reason !== undefined && { reason: job.reason }),
  };
};

/** Refuses a name that is none, or too long. */
export const checkName = (state: ProlificState, name: unknown): string => {
  const text = textOf(name);
  if (text === undefined) throw new ProlificRefusal(400, "name is required");
  if (text.length > state.options.longestName) throw new ProlificRefusal(400, `name has more than ${state.options.longestName} characters`);
  return text;
};

export const checkWorkspace = (state: ProlificState, workspace: unknown): void => {
  if (workspace !== state.options.workspace) throw new ProlificRefusal(404, "Workspace not found");
};

const readSchema = (sent: unknown): ReadonlyMap<string, SchemaField> => {
  if (sent === undefined) throw new ProlificRefusal(400, "datasets without a schema (V3) are not simulated");
  const fields = Object.entries(objectOf(objectOf(sent)["fields"])).map(([name, field]): readonly [string, SchemaField] => {
    const type = textOf(objectOf(field)["type"]) ?? "";
    if (!fieldTypes.has(type)) throw new ProlificRefusal(400, `the field ${name} has no known type`);
    return [name, { type, sent: objectOf(field) }];
  });
  if (fields.length === 0) throw new ProlificRefusal(400, "the schema has no fields");
  return new Map(fields);
};

/** Datasets and their uploads. */
export const datasetRoutes = (state: ProlificState): readonly Route[] => {
  const { world, options } = state;
  const importOf = (dataset: Dataset, id: string): Import => {
    const job = dataset.imports.find((one) => one.id === id);
    if (job === undefined) throw new ProlificRefusal(404, "Import not found");
    return job;
  };
  return [
    {
      operation: "POST /api/v1/data-collection/datasets",
      answer: (request) => {
        const body = objectOf(request.body);
        checkWorkspace(state, body["workspace_id"]);
        const dataset: Dataset = {
          id: state.uuid(),
          name: checkName(state, body["name"]),
          createdAt: world.clock.now(),
          strict: objectOf(body["schema"])["strict"] === true,
          fields: readSchema(body["schema"]),
          imports: [],
          datapoints: [],
          records: new Set(),
        };
        state.datasets.set(dataset.id, dataset);
        return created(datasetView(state, dataset));
      },
    },
    {
      operation: "GET /api/v1/data-collection/datasets/{id}",
      answer: (_request, { id = "" }) => ok(datasetView(state, known(state.datasets, id, "Dataset"))),
    },
    {
      operation: "GET /api/v1/data-collection/datasets/{id}/upload-url/{file}",
      answer: (_request, { id = "", file = "" }) => {
        const dataset = known(state.datasets, id, "Dataset");
        if (!extensions.test(file)) throw new ProlificRefusal(400, "the file must be .csv or .jsonl");
        const now = world.clock.now();
        const importId = state.uuid();
        const job: Import = {
          id: importId,
          file,
          createdAt: now,
          updatedAt: now,
          expiresAt: now + options.uploadExpiresInSeconds * secondMs,
          token: hashNumbers(world.idSalt, hashText(importId)).toString(16),
          status: "uninitialised",
          accepted: 0,
          duplicates: 0,
          errors: [],
          reason: undefined,
        };
        dataset.imports.push(job);
        return ok({
          upload_url: `${world.origin()}/raw-datasets/${dataset.id}/${job.id}/${file}?X-Amz-Signature=${job.token}`,
          http_method: "PUT",
          expires_at: isoTime(job.expiresAt),
          dataset_id: dataset.id,
          import_id: job.id,
          content_type: file.endsWith(".csv") ? "text/csv" : "application/x-ndjson",
        });
      },
    },
    {
      operation: "GET /api/v1/data-collection/datasets/{id}/imports/{import}",
      answer: (_request, { id = "", import: importId = "" }) => {
        const dataset = known(state.datasets, id, "Dataset");
        return ok(importView(dataset, importOf(dataset, importId)));
      },
    },
    {
      // Not Prolific but its file store: no token, an address that carries its own proof, and XML when it is angry.
      operation: "PUT /raw-datasets/{id}/{import}/{file}",
      answer: (request, { id = "", import: importId = "" }) => {
        const dataset = state.datasets.get(id);
        const job = dataset?.imports.find((one) => one.id === importId);
        if (dataset === undefined || job === undefined || request.query.get("X-Amz-Signature") !== job.token)
          return denied("SignatureDoesNotMatch");
        if (request.headers.authorization !== undefined) return denied("InvalidArgument", 400);
        if (world.clock.now() > job.expiresAt) return denied("AccessDenied");
        if (job.status === "uninitialised") takeFile(state, { dataset, job }, request.raw.toString("utf8"));
        return { status: 200, raw: { type: "application/xml", body: "" } };
      },
    },
  ];
};

const denied = (code: string, status = 403): SimulatedReply => ({
  status,
  raw: { type: "application/xml", body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>` },
});
