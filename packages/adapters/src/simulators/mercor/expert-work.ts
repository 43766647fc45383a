import { chance, hashText, lognormal, normalQuantile } from "../world/seeded-random.ts";
import { dayMs, hourMs, secondMs } from "../world/clock.ts";
import { numberOf, textsOf } from "../server/message.ts";
import type { Question } from "../world/question.ts";
import type { MercorState } from "./mercor-state.ts";
import type { Contract, Deliverable, Project, TimeEntry, WorkItem } from "./state.ts";
import { weekOf, weekStart } from "./week.ts";

// How an expert spends time: within a daily window, up to the weekly cap, one item at a time, oldest first. Every stretch of
// work leaves a time entry; the answer comes at its end. A cap reached in the middle leaves the item in progress until the
// next week; an ended contract gives its item back to the queue, with the versions there are and the time already logged.

const CHECK = hashText("second look");
const ADJUST = hashText("adjust");

export const touchItem = (item: WorkItem, at: number): void => item.project.itemUpdates.touch(item, at);

/** First moment at or after `at` in the expert's daily window. */
const nextHour = (state: MercorState, contract: Contract, at: number): number => {
  const begin = contract.beginsAtHour * hourMs;
  const sinceBegin = (((at - begin) % dayMs) + dayMs) % dayMs;
  return sinceBegin < state.options.hoursPerDay * hourMs ? at : at - sinceBegin + dayMs;
};

const mayWork = (contract: Contract): boolean =>
  contract.state === "active" && (contract.project.state === "active" || contract.project.state === "closing");

/** Lets an idle expert look for work. */
export const wake = (state: MercorState, contract: Contract, at: number): void => {
  if (!contract.idle || !mayWork(contract)) return;
  contract.idle = false;
  look(state, contract, at);
};

export const wakeAll = (state: MercorState, project: Project, at: number): void => {
  for (const contract of project.contracts) wake(state, contract, at);
};

/** Puts an item back where anybody may take it. */
export const enqueue = (item: WorkItem): void => {
  if (item.pinnedTo !== undefined && item.pinnedTo.state !== "ended") item.pinnedTo.pinned.push(item);
  else item.project.queue.items.push(item);
};

const takeFrom = (contract: Contract): WorkItem | undefined => {
  for (let item = contract.pinned.shift(); item !== undefined; item = contract.pinned.shift()) if (isOpen(item)) return item;
  const { queue } = contract.project;
  while (queue.head < queue.items.length) {
    const item = queue.items[queue.head++]!;
    if (isOpen(item)) return item;
  }
  queue.items = [];
  queue.head = 0;
  return undefined;
};

const isOpen = (item: WorkItem): boolean => item.state === "queued" || item.state === "changes_requested";

const look = (state: MercorState, contract: Contract, at: number): void => {
  const { epoch } = contract;
  const again = (when: number): void =>
    state.world.agenda.add(when, (now) => {
      if (contract.epoch === epoch) look(state, contract, now);
    });
  if (!mayWork(contract)) {
    contract.idle = true;
    return;
  }
  const open = nextHour(state, contract, at);
  if (open > at) return again(open);
  const week = weekOf(at);
  const left = contract.weeklyCapHours * 3600 - (contract.secondsByWeek.get(week) ?? 0);
  if (left < 1) return again(weekStart(week + 1));
  if (contract.current === undefined) {
    const item = takeFrom(contract);
    if (item === undefined) {
      contract.idle = true;
      return;
    }
    const worked = state.world.workforce.workSeconds(item.seen.key, contract.worker) * (item.deliverables.length > 0 ? 0.4 : 1);
    contract.current = { item, startedAt: at, secondsLeft: Math.max(1, Math.round(worked)) };
    item.contract = contract;
    item.state = "assigned";
    touchItem(item, at);
    state.emit("work_item.assigned", { work_item_id: item.id, contract_id: contract.id });
    // A moment between being given an item and opening it, in which it can still be withdrawn.
    state.world.agenda.add(at + 5 * secondMs, (now) => {
      if (contract.epoch !== epoch) return;
      if (contract.current?.item !== item || item.state !== "assigned") {
        contract.current = undefined;
        return look(state, contract, now);
      }
      item.state = "in_progress";
      touchItem(item, now);
      stretch(state, contract, now, left);
    });
    return;
  }
  contract.current.item.state = "in_progress";
  stretch(state, contract, at, left);
};

/** One unbroken stretch of work on the current item. */
const stretch = (state: MercorState, contract: Contract, at: number, left: number): void => {
  const current = contract.current!;
  const { epoch } = contract;
  const seconds = Math.min(current.secondsLeft, left);
  state.world.agenda.add(at + seconds * secondMs, (now) => {
    if (contract.epoch !== epoch) return;
    logTime(state, contract, current.item, { from: at, to: now, seconds: Math.min(seconds, state.options.secondsCapPerItem) });
    if (current.secondsLeft > seconds) {
      contract.current = { ...current, secondsLeft: current.secondsLeft - seconds };
      touchItem(current.item, now);
    } else {
      contract.current = undefined;
      deliver(state, contract, current.item, now, Math.round((now - current.startedAt) / 6000) / 10);
    }
    look(state, contract, now);
  });
};

/** Interrupts what the expert is at: its time so far is logged, the item goes back to the queue. */
export const interrupt = (state: MercorState, contract: Contract, at: number): void => {
  contract.epoch++;
  contract.idle = false;
  const { current } = contract;
  contract.current = undefined;
  if (current !== undefined) {
    const { item } = current;
    if (item.state === "in_progress") {
      const seconds = Math.max(1, Math.round(Math.min(current.secondsLeft, (at - current.startedAt) / secondMs)));
      logTime(state, contract, item, { from: at - seconds * secondMs, to: at, seconds });
    }
    if (item.state === "in_progress" || item.state === "assigned") {
      item.state = "queued";
      item.contract = undefined;
      touchItem(item, at);
      enqueue(item);
    }
  }
  for (const item of contract.pinned.splice(0)) {
    if (isOpen(item)) item.project.queue.items.push(item);
  }
};

/** Records time of a contract, opens its week's invoice and the events of the week's end. */
export const logTime = (
  state: MercorState,
  contract: Contract,
  item: WorkItem | undefined,
  span: { readonly from: number; readonly to: number; readonly seconds: number; readonly source?: TimeEntry["source"] },
): void => {
  const { project } = contract;
  const week = weekOf(span.to - 1);
  const seconds = Math.round(span.seconds);
  const entry: TimeEntry = {
    id: state.nextId("time"),
    contract,
    item,
    startedAt: span.from,
    endedAt: span.to,
    seconds,
    source: span.source ?? "tracker",
    week,
    status: "open",
    updatedAt: span.to,
  };
  project.entries.push(entry);
  state.entries.set(entry.id, entry);
  project.entryUpdates.touch(entry, state.world.clock.now());
  const firstOfWeek = !contract.secondsByWeek.has(week);
  contract.secondsByWeek.set(week, (contract.secondsByWeek.get(week) ?? 0) + seconds);
  openInvoice(state, project, week);
  if (firstOfWeek && chance(state.world.seed, ADJUST, contract.worker.index, week) < state.options.adjustmentShare) {
    const correctAt = weekStart(week + 1) - 20 * hourMs;
    state.world.agenda.add(correctAt, (now) => {
      if (weekOf(now) === week)
        logTime(state, contract, undefined, {
          from: now,
          to: now,
          seconds: -Math.round(Math.min(1800, 0.1 * (contract.secondsByWeek.get(week) ?? 0))),
          source: "adjustment",
        });
    });
  }
  watchBudget(state, project, contract, seconds);
};

const watchBudget = (state: MercorState, project: Project, contract: Contract, seconds: number): void => {
  project.spentMinor += ((seconds * contract.rateMinor) / 3600) * (1 + state.options.feePercent / 100);
  if (project.budget === undefined || project.budgetWarned || project.spentMinor < 0.8 * project.budget.maxTotalMinor) return;
  project.budgetWarned = true;
  state.emit("project.budget_threshold", {
    project_id: project.id,
    spent_minor: Math.round(project.spentMinor),
    max_total_minor: project.budget.maxTotalMinor,
  });
};

const openInvoice = (state: MercorState, project: Project, week: number): void => {
  if (project.invoices.has(week)) return;
  const invoice = { id: state.nextId("inv"), project, week, status: "accruing" as "accruing" | "locked" | "issued" | "paid" };
  project.invoices.set(week, invoice);
  state.invoices.set(invoice.id, invoice);
  const end = weekStart(week + 1);
  state.world.agenda.add(end, (now) => {
    for (const entry of project.entries) {
      if (entry.week !== week || entry.status !== "open") continue;
      entry.status = "locked";
      project.entryUpdates.touch(entry, now);
    }
    invoice.status = "locked";
    state.emit("time.locked", { project_id: project.id, invoice_id: invoice.id });
  });
  state.world.agenda.add(end + 2 * dayMs, () => {
    invoice.status = "issued";
    state.emit("invoice.issued", { project_id: project.id, invoice_id: invoice.id });
  });
  state.world.agenda.add(end + 4 * dayMs + 12 * hourMs, () => {
    invoice.status = "paid";
  });
};

/** What the project's `response_format` asks for, in the order of the answer's keys. */
export const questionsOf = (format: Readonly<Record<string, unknown>>): Readonly<Record<string, Question>> => {
  switch (format["kind"]) {
    case "classification":
      return { label: { kind: "choice", options: textsOf(format["options"]).map((option) => ({ value: option, label: option })) } };
    case "comparison": {
      const sides = ["a", "b", ...(format["tie"] === true ? ["tie"] : [])];
      const strength = numberOf(format["strength"]) ?? 1;
      return {
        choice: { kind: "choice", options: sides.map((side) => ({ value: side, label: side })) },
        ...(strength > 1 ? { strength: { kind: "number", min: 1, max: strength, step: 1 } } : {}),
      };
    }
    case "rating":
      return {
        rating: {
          kind: "number",
          min: numberOf(format["min"]) ?? 1,
          max: numberOf(format["max"]) ?? 5,
          step: numberOf(format["step"]) ?? 1,
        },
      };
    default: {
      const maxLength = numberOf(format["max_length"]);
      return { text: { kind: "text", ...(maxLength === undefined ? {} : { maxLength }) } };
    }
  }
};

const contentOf = (state: MercorState, contract: Contract, item: WorkItem): Readonly<Record<string, unknown>> => {
  const { answering, seed } = state.world;
  const content: Record<string, unknown> = {};
  // A second look makes most wrong answers right.
  const careful = item.deliverables.length > 0 && chance(seed, CHECK, item.seen.key, item.deliverables.length) < 0.8;
  const worker = careful ? { ...contract.worker, accuracy: 1, spammer: false } : contract.worker;
  for (const [place, [name, question]] of Object.entries(questionsOf(item.project.responseFormat)).entries()) {
    const recorded = item.recorded === undefined ? undefined : answering.fromLabel(question, item.recorded.label);
    const value = recorded ?? answering.answer(question, item.seen, worker, place);
    content[name] = Array.isArray(value) ? (value as readonly string[])[0] : value;
  }
  if (content["choice"] === "tie") delete content["strength"];
  return content;
};

/** The expert hands in a version of the item. */
export const deliver = (state: MercorState, contract: Contract, item: WorkItem, at: number, minutes: number): void => {
  const deliverable: Deliverable = {
    id: state.nextId("dlv"),
    item,
    version: item.deliverables.length + 1,
    contract,
    expertRef: item.recorded?.worker ?? contract.expertRef,
    submittedAt: at,
    content: contentOf(state, contract, item),
    minutes,
    review: undefined,
  };
  if (item.deliverables.length === 0) state.world.answered();
  item.deliverables.push(deliverable);
  state.deliverables.set(deliverable.id, deliverable);
  item.contract = contract;
  item.state = item.reviewersRequired === 0 ? "accepted" : "submitted";
  touchItem(item, at);
  state.emit("deliverable.submitted", { work_item_id: item.id, deliverable_id: deliverable.id, version: deliverable.version });
  if (item.state === "submitted") {
    state.world.agenda.add(at + 10 * 60 * secondMs, (now) => {
      if (item.state !== "submitted" || item.deliverables.at(-1) !== deliverable) return;
      item.state = "in_review";
      touchItem(item, now);
    });
  }
};

/** A recorded answer arrives when it did in life, whoever is free. */
export const deliverRecorded = (state: MercorState, item: WorkItem, contract: Contract, seconds: number): void => {
  const worked = Math.min(seconds, state.world.workforce.workSeconds(item.seen.key, contract.worker));
  const endAt = item.createdAt + Math.round(seconds * secondMs);
  const startAt = Math.max(item.createdAt, endAt - Math.round(worked * secondMs));
  state.world.agenda.add(startAt, (now) => {
    if (item.state !== "queued") return;
    item.state = "in_progress";
    item.contract = contract;
    touchItem(item, now);
  });
  state.world.agenda.add(endAt, (now) => {
    if (item.state !== "in_progress") return;
    logTime(state, contract, item, { from: startAt, to: now, seconds: Math.max(1, (now - startAt) / secondMs) });
    deliver(state, contract, item, now, Math.round((now - startAt) / 6000) / 10);
  });
};

/** A bounded lognormal number of hours that belongs to one person and one purpose. */
export const hoursOf = (
  state: MercorState,
  purpose: string,
  who: number,
  how: { readonly median: number; readonly sigma: number },
): number => lognormal(chance(state.world.seed, hashText(purpose), who), how);

/** Rate an expert asks for, in minor units an hour: at or a little below what the pool costs. */
export const askingRate = (state: MercorState, who: number): number => {
  const factor = 1 - Math.min(0.12, Math.abs(0.05 * normalQuantile(chance(state.world.seed, hashText("asks"), who) * 0.96 + 0.02)));
  return Math.round((state.price * factor * 100) / 25) * 25;
};

export const availability = (state: MercorState, who: number): number =>
  20 + 5 * Math.floor(chance(state.world.seed, hashText("hours"), who) * 5);
