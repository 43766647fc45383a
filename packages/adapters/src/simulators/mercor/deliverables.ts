import { chance, hashText, lognormal } from "../world/seeded-random.ts";
import { hourMs, isoTime, secondMs } from "../world/clock.ts";
import { numberOf, textsOf } from "../server/message.ts";
import type { Question } from "../world/question.ts";
import type { MercorState } from "./mercor-state.ts";
import { logTime } from "./paid-time.ts";
import type { Contract, Deliverable, WorkItem } from "./state.ts";

const CHECK = hashText("second look");
const REVIEW = hashText("review");

/** Notes a change of an item. */
export const touchItem = (item: WorkItem, at: number): void => item.project.itemUpdates.touch(item, at);

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
export const deliver = (
  state: MercorState,
  work: { readonly contract: Contract; readonly item: WorkItem; readonly minutes: number },
  at: number,
  reopen: Reopen,
): void => {
  const { contract, item, minutes } = work;
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
  if (item.state === "submitted") state.world.agenda.add(at + 10 * 60 * secondMs, (now) => takeUp(state, deliverable, reopen, now));
};

/** What happens to an item whose answer is sent back. */
export type Reopen = (item: WorkItem, contract: Contract, at: number) => void;

/** The vendor's reviewers begin with a version, and decide one after the other unless that is left to the client. */
const takeUp = (state: MercorState, deliverable: Deliverable, reopen: Reopen, at: number): void => {
  const { item, contract } = deliverable;
  const isCurrent = (): boolean => item.deliverables.at(-1) === deliverable;
  if (item.state !== "submitted" || !isCurrent()) return;
  item.state = "in_review";
  touchItem(item, at);
  if (state.options.review === "left-to-client") return;
  const key = item.seen.key + deliverable.version;
  const hours = lognormal(chance(state.world.seed, REVIEW, key), state.options.reviewHours) * item.reviewersRequired;
  state.world.agenda.add(at + hours * hourMs, (now) => {
    if (item.state !== "in_review" || !isCurrent()) return;
    const sentBack = deliverable.version === 1 && chance(state.world.seed, REVIEW, key, 1) > contract.worker.accuracy;
    decide(
      state,
      deliverable,
      sentBack ? { decision: "request_changes", feedback: "Please look at this again." } : { decision: "accept" },
      { at: now, reopen },
    );
  });
};

/** Settles the review of a version: accepted, rejected (its hours stand), or back to whoever wrote it. */
export const decide = (
  state: MercorState,
  deliverable: Deliverable,
  verdict: { readonly decision: "accept" | "request_changes" | "reject"; readonly feedback?: string },
  how: { readonly at: number; readonly reopen: Reopen },
): void => {
  const { item } = deliverable;
  deliverable.review = { ...verdict, reviewed_at: isoTime(how.at) };
  item.state = verdict.decision === "accept" ? "accepted" : verdict.decision === "reject" ? "rejected" : "changes_requested";
  touchItem(item, how.at);
  state.emit("deliverable.reviewed", { work_item_id: item.id, deliverable_id: deliverable.id, decision: verdict.decision });
  if (verdict.decision === "request_changes") how.reopen(item, deliverable.contract, how.at);
};

/** A recorded answer arrives when it did in life, whoever is free. */
export const deliverRecorded = (
  state: MercorState,
  work: { readonly item: WorkItem; readonly contract: Contract; readonly seconds: number },
  reopen: Reopen,
): void => {
  const { item, contract, seconds } = work;
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
    deliver(state, { contract, item, minutes: Math.round((now - startAt) / 6000) / 10 }, now, reopen);
  });
};
