import { AdapterError, type Call, type Unit } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import { fieldText } from "../field-text.ts";
import type { ProlificContext } from "./context.ts";
import type { ProlificEngagement } from "./engage.ts";
import { lookAtFile } from "./look-at-file.ts";
import { listAll } from "./lists.ts";
import { type Lot, toLot } from "./lot.ts";
import { batchName } from "./marks.ts";
import { referenceField, toBatchItems, toSchema } from "./question.ts";
import { prolificBatch, prolificDataset, type ProlificUploadUrl, prolificUploadUrl } from "./wire.ts";

/**
 * Dataset, address of the upload, batch, and last the file: what fails before that has put nothing of the units at the vendor. A batch and an upload whose
 * answers are lost are looked up on the spot. Throws for the units as a whole; where it returns, the vendor has the file.
 */
export const makeLot = async (
  context: ProlificContext,
  { data, units }: { readonly data: ProlificEngagement; readonly units: readonly Unit[] },
  call: Call,
): Promise<Lot> => {
  const { memory, upload } = context;
  const dataset = memory.takeSpare(data.project) ?? (await makeDataset(context, data, call));
  let address: ProlificUploadUrl;
  try {
    address = await uploadUrl(context, dataset, call);
  } catch (error) {
    memory.spare(data.project, dataset);
    throw afterFirst(error);
  }
  const empty = await makeBatch(context, { data, dataset, keys: units.map(({ key }) => key) }, call).catch((error: unknown) => {
    throw afterFirst(error);
  });
  memory.saw({ ...empty, stage: { at: "empty" } });
  try {
    await upload.put({
      url: address.upload_url,
      body: toFile(data, units),
      type: address.content_type ?? "application/x-ndjson",
      signal: call.signal,
    });
  } catch (error) {
    if (!AdapterError.is(error) || error.kind !== "in-doubt") throw afterFirst(error);
    const lot = await lookAtFile(context, empty, call);
    if (lot.stage.at === "empty") throw error;
    return lot;
  }
  return { ...empty, stage: { at: "uploaded" } };
};

/** Not a byte of any unit has left, but an earlier request has: the vendor can be asked again, and that is all that can be said. */
const afterFirst = (error: unknown): unknown =>
  AdapterError.is(error) && error.kind === "unavailable"
    ? new AdapterError({ kind: "throttled", message: error.message, cause: error, ...(error.code !== undefined && { code: error.code }) })
    : error;

const makeDataset = async ({ http, options }: ProlificContext, { key, show }: ProlificEngagement, { signal }: Call): Promise<string> => {
  const body = { name: key, workspace_id: options.workspace, schema: toSchema(show) };
  const response = await http.request({ method: "POST", path: "/data-collection/datasets", body, effect: "create", signal });
  return readBody(prolificDataset, response, "dataset").id;
};

const uploadUrl = async ({ http }: ProlificContext, dataset: string, { signal }: Call): Promise<ProlificUploadUrl> => {
  const path = `/data-collection/datasets/${segment(dataset)}/upload-url/units.jsonl`;
  return readBody(prolificUploadUrl, await http.request({ method: "GET", path, effect: "read", signal }), "upload address");
};

interface Asked {
  readonly data: ProlificEngagement;
  readonly dataset: string;
  readonly keys: readonly string[];
}

const makeBatch = async (context: ProlificContext, { data, dataset, keys }: Asked, call: Call): Promise<Lot> => {
  const { http, options } = context;
  const name = batchName(data.key, keys);
  const body = {
    name,
    workspace_id: options.workspace,
    dataset_id: dataset,
    task_details: { task_name: data.title, task_introduction: data.introduction, task_steps: "Look at what is shown, then answer." },
    batch_items: toBatchItems(data.task, data.show),
  };
  try {
    const response = await http.request({ method: "POST", path: "/data-collection/batches", body, effect: "create", signal: call.signal });
    const lot = toLot({ ...readBody(prolificBatch, response, "batch"), name, datasets: [{ id: dataset }] }, data.key);
    if (lot !== undefined) return lot;
    throw new AdapterError({ kind: "in-doubt", message: "the vendor's answer is not the batch that was asked for" });
  } catch (error) {
    if (!AdapterError.is(error) || error.kind !== "in-doubt") throw error;
    const found = (await listLots(context, data, call)).find((lot) => lot.name === name && lot.dataset === dataset);
    if (found === undefined) throw error;
    return found;
  }
};

/** Every lot of the engagement, as the list of batches tells them. */
export const listLots = async (context: ProlificContext, { key }: ProlificEngagement, call: Call): Promise<readonly Lot[]> => {
  const query = { workspace_id: context.options.workspace };
  const batches = await listAll(context, { path: "/data-collection/batches", entry: prolificBatch, query, what: "batches" }, call);
  return batches.flatMap((batch) => toLot(batch, key) ?? []);
};

/** A record a line: the visible fields, and the key where nobody sees it. */
const toFile = ({ show }: ProlificEngagement, units: readonly Unit[]): string =>
  units
    .map(({ key, content }) => {
      const visible = show.flatMap((name) => (Object.hasOwn(content, name) ? [[name, fieldText(content[name] ?? null)]] : []));
      return JSON.stringify({ ...Object.fromEntries(visible), [referenceField(show)]: key });
    })
    .join("\n");
