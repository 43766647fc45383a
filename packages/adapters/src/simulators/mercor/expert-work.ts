import { dayMs, hourMs, secondMs } from "../world/clock.ts";
import { deliver, type Reopen, touchItem } from "./deliverables.ts";
import type { MercorState } from "./mercor-state.ts";
import { logTime } from "./paid-time.ts";
import type { Contract, Project, WorkItem } from "./state.ts";
import { weekOf, weekStart } from "./week.ts";

// How an expert spends time: within a daily window, up to the weekly cap, one item at a time, oldest first. Every stretch of
// work leaves a time entry; the answer comes at its end. A cap reached in the middle leaves the item in progress until the
// next week; an ended contract gives its item back to the queue, with the versions there are and the time already logged.

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
      deliver(state, { contract, item: current.item, minutes: Math.round((now - current.startedAt) / 6000) / 10 }, now, reopener(state));
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

/** Gives an item that was sent back to whoever wrote it, unless they have left. */
export const reopener =
  (state: MercorState): Reopen =>
  (item, contract, at) => {
    if (contract.state === "ended") enqueue(item);
    else contract.pinned.push(item);
    wakeAll(state, item.project, at);
  };
