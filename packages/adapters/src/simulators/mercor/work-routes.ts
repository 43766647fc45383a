import { chance, hashNumbers, hashText } from "../world/seeded-random.ts";
import { listOf, numberOf, objectOf, type SimulatedRequest, textOf, textsOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { decide, deliverRecorded, touchItem } from "./deliverables.ts";
import { enqueue, reopener, wakeAll } from "./expert-work.ts";
import { invalid, MercorRefusal, ok } from "./mercor-error.ts";
import { type MercorState, required } from "./mercor-state.ts";
import { pageOf, updatedPage } from "./paging.ts";
import type { Contract, Deliverable, Invoice, Project, WorkItem } from "./state.ts";
import { deliverableView, invoiceView, timeEntryView, workItemView } from "./views.ts";

const REJECT = hashText("unsuitable");
const mostAtOnce = 500;

type BatchResult = Readonly<Record<string, unknown>>;

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number" || typeof value === "boolean") yield String(value);
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}

const addItem = (state: MercorState, project: Project, value: unknown): BatchResult => {
  const sent = objectOf(value);
  const externalId = textOf(sent["external_id"]);
  const reject = (code: string, message: string, workItemId?: string): BatchResult => ({
    external_id: externalId ?? null,
    status: "rejected",
    reason: { code, message, ...(workItemId === undefined ? {} : { work_item_id: workItemId }) },
  });
  if (externalId === undefined) return reject("invalid_item", "external_id is required");
  if (textOf(sent["title"]) === undefined) return reject("invalid_item", "title is required");
  if (sent["payload"] === undefined) return reject("invalid_item", "payload is required");
  const held = project.byExternalId.get(externalId);
  if (held !== undefined) return reject("external_id_taken", "This external_id belongs to another work item", held.id);
  const pinnedId = textOf(sent["contract_id"]);
  const pinnedTo = pinnedId === undefined ? undefined : state.contracts.get(pinnedId);
  if (pinnedId !== undefined && (pinnedTo === undefined || pinnedTo.project !== project || pinnedTo.state === "ended"))
    return reject("contract_not_active", "This contract can take no work");
  const at = state.world.clock.now();
  const texts = [...textsIn(sent["payload"])];
  const seen = state.world.answering.see(texts.length > 0 ? texts : [String(sent["title"])]);
  if (chance(state.world.seed, REJECT, seen.key) < state.options.rejectedShare)
    return reject("unsuitable", "None of the experts can take this item");
  const recorded = state.world.answering.recorded(seen);
  const item: WorkItem = {
    id: state.nextId("work"),
    project,
    externalId,
    title: String(sent["title"]),
    createdAt: at,
    seen,
    reviewersRequired: Math.max(0, Math.floor(numberOf(sent["reviewers_required"]) ?? 0)),
    pinnedTo,
    recorded,
    deliverables: [],
    state: "queued",
    updatedAt: at,
    contract: undefined,
  };
  project.items.set(item.id, item);
  project.byExternalId.set(externalId, item);
  state.items.set(item.id, item);
  touchItem(item, at);
  state.world.tookOn({ created: item.id, at, seen });
  if (recorded?.seconds === undefined) enqueue(item);
  else
    deliverRecorded(state, { item, contract: anyContract(project, hashText(recorded.worker)), seconds: recorded.seconds }, reopener(state));
  return { external_id: externalId, status: "accepted", work_item_id: item.id };
};

const anyContract = (project: Project, pick: number): Contract => {
  const active = project.contracts.filter((contract) => contract.state === "active");
  return active[pick % active.length]!;
};

const addBatch = (state: MercorState, project: Project, request: SimulatedRequest): readonly BatchResult[] => {
  const { items } = objectOf(request.body);
  if (!Array.isArray(items) || items.length === 0) throw invalid("items must be a list with at least one item");
  if (items.length > mostAtOnce) throw new MercorRefusal(422, "too_many_items", `At most ${mostAtOnce} items a request`);
  if (project.state === "paused" || project.state === "closing" || project.state === "closed") {
    throw new MercorRefusal(409, "project_not_active", `The project is ${project.state}`);
  }
  if (!project.contracts.some((contract) => contract.state === "active"))
    throw new MercorRefusal(409, "no_active_contract", "Nobody is under contract for this project yet");
  const results = items.map((item) => addItem(state, project, item));
  wakeAll(state, project, state.world.clock.now());
  if (state.options.batchResults === "in-order") return results;
  return results
    .map((result, i) => ({ result, draw: hashNumbers(state.world.seed, hashText(String(result["external_id"])), i) }))
    .toSorted((a, b) => a.draw - b.draw)
    .map(({ result }) => result);
};

const withdraw = (state: MercorState, id: string): BatchResult => {
  const item = state.items.get(id);
  if (item === undefined) return { work_item_id: id, outcome: "not_found" };
  switch (item.state) {
    case "withdrawn":
      return { work_item_id: id, outcome: "withdrawn", state: item.state };
    case "queued":
    case "assigned":
    case "changes_requested":
      item.state = "withdrawn";
      touchItem(item, state.world.clock.now());
      return { work_item_id: id, outcome: "withdrawn", state: item.state };
    case "in_progress":
    case "submitted":
    case "in_review":
    case "accepted":
    case "rejected":
      return { work_item_id: id, outcome: "too_late", state: item.state };
    default:
      return item.state satisfies never;
  }
};

const review = (state: MercorState, deliverable: Deliverable, request: SimulatedRequest): void => {
  const body = objectOf(request.body);
  const { item } = deliverable;
  const decision = body["decision"];
  if (decision !== "accept" && decision !== "request_changes" && decision !== "reject")
    throw invalid("decision must be accept, request_changes or reject");
  if (item.deliverables.at(-1) !== deliverable)
    throw new MercorRefusal(409, "not_latest_version", "Only the latest version can be reviewed");
  if (item.state === "withdrawn") throw new MercorRefusal(409, "item_withdrawn", "The item was withdrawn");
  const feedback = textOf(body["feedback"]);
  decide(
    state,
    deliverable,
    { decision, ...(feedback === undefined ? {} : { feedback }) },
    { at: state.world.clock.now(), reopen: reopener(state) },
  );
};

export const workRoutes = (state: MercorState): readonly Route[] => {
  const invoice = (held: Invoice): unknown => invoiceView(held, state.options.feePercent);
  return [
    {
      operation: "POST /v1/projects/{id}/work_items:batch",
      answer: (request, { id = "" }) => ok({ results: addBatch(state, required(state.projects, id, "project"), request) }),
    },
    {
      operation: "GET /v1/projects/{id}/work_items",
      answer: (request, { id = "" }) => {
        const project = required(state.projects, id, "project");
        const ids = request.query
          .getAll("external_id")
          .flatMap((text) => text.split(","))
          .filter((text) => text !== "");
        if (ids.length === 0) return updatedPage(request, project.itemUpdates, { view: workItemView });
        if (ids.length > 100) throw invalid("external_id takes at most 100 ids");
        const found = [...new Set(ids)]
          .flatMap((externalId) => project.byExternalId.get(externalId) ?? [])
          .toSorted((a, b) => a.updatedAt - b.updatedAt);
        return pageOf(request, found, workItemView);
      },
    },
    { operation: "GET /v1/work_items/{id}", answer: (_request, { id = "" }) => ok(workItemView(required(state.items, id, "work item"))) },
    {
      operation: "GET /v1/work_items/{id}/deliverables",
      answer: (request, { id = "" }) => pageOf(request, required(state.items, id, "work item").deliverables, deliverableView),
    },
    {
      operation: "POST /v1/work_items:withdraw",
      answer: (request) => {
        const { work_item_ids: ids } = objectOf(request.body);
        if (!Array.isArray(ids)) throw invalid("work_item_ids must be a list");
        if (listOf(ids).length > mostAtOnce) throw new MercorRefusal(422, "too_many_items", `At most ${mostAtOnce} items a request`);
        return ok({ results: textsOf(ids).map((id) => withdraw(state, id)) });
      },
    },
    {
      operation: "POST /v1/deliverables/{id}/review",
      answer: (request, { id = "" }) => {
        const deliverable = required(state.deliverables, id, "deliverable");
        review(state, deliverable, request);
        return ok(deliverableView(deliverable));
      },
    },
    {
      operation: "GET /v1/projects/{id}/time_entries",
      answer: (request, { id = "" }) => {
        const contractId = textOf(request.query.get("contract_id"));
        return updatedPage(request, required(state.projects, id, "project").entryUpdates, {
          view: timeEntryView,
          ...(contractId === undefined ? {} : { keep: (entry) => entry.contract.id === contractId }),
        });
      },
    },
    {
      operation: "POST /v1/time_entries/{id}/dispute",
      answer: (request, { id = "" }) => {
        const entry = required(state.entries, id, "time entry");
        if (textOf(objectOf(request.body)["reason"]) === undefined) throw invalid("reason is required");
        if (entry.status !== "open") throw new MercorRefusal(409, "entry_not_open", `The entry is ${entry.status}`);
        entry.status = "disputed";
        const at = state.world.clock.now();
        entry.contract.project.entryUpdates.touch(entry, at);
        // A person decides within a day: half of the disputed time is voided, the rest stands.
        state.world.agenda.add(at + 86_400_000, (now) => {
          if (entry.status !== "disputed") return;
          entry.status = hashText(entry.id) % 2 === 0 ? "voided" : "locked";
          entry.contract.project.entryUpdates.touch(entry, now);
        });
        return ok(timeEntryView(entry));
      },
    },
    {
      operation: "GET /v1/projects/{id}/invoices",
      answer: (request, { id = "" }) => pageOf(request, [...required(state.projects, id, "project").invoices.values()], invoice),
    },
    { operation: "GET /v1/invoices/{id}", answer: (_request, { id = "" }) => ok(invoice(required(state.invoices, id, "invoice"))) },
  ];
};
