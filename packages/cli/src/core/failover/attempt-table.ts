import { type AttemptEffect, type AttemptEvent, type AttemptState, stepAttempt } from "./attempt.ts";

/** One state of the machine as the table names it; where a state's own facts decide, it is there once for each. */
export interface TabledState {
  readonly name: string;
  readonly state: AttemptState;
  /** Why everything that is not listed changes nothing. */
  readonly otherwise: string;
}

/** One event as the table names it. */
export interface TabledEvent {
  readonly name: string;
  readonly event: AttemptEvent;
}

const ended = "it has ended: what comes after is kept beside, and never brings it back";

/** Every state, and every variant of it that the machine tells apart. */
export const everyState: readonly TabledState[] = [
  { name: "sending, the first time", state: { at: "sending", sends: 1 }, otherwise: "nobody has been told of it yet" },
  {
    name: "sending again, under the same key",
    state: { at: "sending", sends: 2 },
    otherwise: "what is said of a second sending says nothing of the first",
  },
  {
    name: "in doubt",
    state: { at: "in-doubt", since: 1, sends: 1, lookUps: 0 },
    otherwise: "only proof, or a person, ends a doubt",
  },
  { name: "accepted", state: { at: "accepted", ref: "r", since: 1 }, otherwise: "the vendor has it, whatever else is said" },
  { name: "answered", state: { at: "answered", ref: "r" }, otherwise: ended },
  { name: "refused", state: { at: "refused", why: "w", scope: "item" }, otherwise: ended },
  { name: "throttled", state: { at: "throttled" }, otherwise: ended },
  { name: "released", state: { at: "released" }, otherwise: ended },
  { name: "absent", state: { at: "absent" }, otherwise: ended },
  { name: "returned", state: { at: "returned", ref: "r", why: "w" }, otherwise: ended },
  { name: "invalid", state: { at: "invalid", ref: "r", why: "w" }, otherwise: ended },
  { name: "withdrawn", state: { at: "withdrawn", ref: "r" }, otherwise: ended },
  {
    name: "expired, never known to have landed",
    state: { at: "expired", why: "vendor-lost", mayHaveLanded: true },
    otherwise: "it was given up, and may still be answered and billed",
  },
  {
    name: "expired, known to have landed",
    state: { at: "expired", ref: "r", why: "vendor-lost", mayHaveLanded: true },
    otherwise: "it was given up, and may still be answered and billed",
  },
  { name: "late", state: { at: "late", ref: "r" }, otherwise: ended },
];

/** Every event, and every variant of it that the machine tells apart. */
export const everyEvent: readonly TabledEvent[] = [
  { name: "submission-accepted", event: { event: "submission-accepted", ref: "r", at: 2 } },
  { name: "submission-refused", event: { event: "submission-refused", why: "w", scope: "item", at: 2 } },
  { name: "submission-throttled", event: { event: "submission-throttled", at: 2 } },
  { name: "submission-not-sent", event: { event: "submission-not-sent", at: 2 } },
  { name: "submission-in-doubt", event: { event: "submission-in-doubt", at: 2 } },
  { name: "process-restarted", event: { event: "process-restarted", at: 2 } },
  { name: "found-present", event: { event: "found-present", ref: "r", at: 2 } },
  { name: "found-absent, and a repeat is recognised", event: { event: "found-absent", resend: true } },
  { name: "found-absent, and a repeat is not recognised", event: { event: "found-absent", resend: false } },
  { name: "look-up-failed", event: { event: "look-up-failed" } },
  { name: "answered", event: { event: "answered", ref: "r" } },
  { name: "answer-invalid", event: { event: "answer-invalid", ref: "r", why: "w" } },
  { name: "returned", event: { event: "returned", ref: "r", why: "w" } },
  { name: "withdrawal-agreed", event: { event: "withdrawal-agreed", ref: "r" } },
  { name: "withdrawal-failed", event: { event: "withdrawal-failed", ref: "r", outcome: "too-late", why: "w" } },
  { name: "declared-absent", event: { event: "declared-absent" } },
  { name: "declared-accepted", event: { event: "declared-accepted", ref: "r", at: 2 } },
  { name: "given-up", event: { event: "given-up", why: "operator" } },
];

/** The machine as Markdown: for every state what each event makes of it. docs/attempts.md is this text. */
export const attemptTable = (): string =>
  [
    "# Attempts, state by state",
    "",
    `Every pair of state and event, ${everyState.length * everyEvent.length} of them, written by \`pnpm attempt-table\` from the machine itself (\`core/failover/attempt.ts\`, which`,
    "also says what the words mean). A test holds this file against it. While an attempt is *sending*, *in doubt* or *accepted* its slot is its own, and",
    "nobody else is given that slot. Exposure is spent in every state but *released*.",
    ...everyState.flatMap(sectionOf),
    "",
  ].join("\n");

const sectionOf = ({ name, state, otherwise }: TabledState): readonly string[] => {
  const rows: string[] = [];
  const nothing: string[] = [];
  for (const { name: eventName, event } of everyEvent) {
    const step = stepAttempt(state, event);
    if (JSON.stringify(step.state) === JSON.stringify(state) && step.effects.length === 0) nothing.push(`\`${eventName}\``);
    else rows.push(`| ${eventName} | ${goesTo(state, step.state)} | ${step.effects.map(effectWords).join("; ")} |`);
  }
  return [
    "",
    `## ${name}`,
    "",
    ...(rows.length === 0 ? [] : ["| event | becomes | and |", "|---|---|---|", ...rows, ""]),
    ...(nothing.length === 0 ? [] : [`Nothing changes (${otherwise}): ${nothing.join(", ")}.`]),
  ];
};

const goesTo = (from: AttemptState, to: AttemptState): string => (from.at === to.at ? `${to.at} (stays)` : to.at);

const effectWords = (effect: AttemptEffect): string => {
  switch (effect.do) {
    case "free-slot":
      return effect.next === "again"
        ? "the slot is free; this vendor may be asked again"
        : "the slot is free; this vendor is not asked again for the item";
    case "fill-slot":
      return "the answer fills the slot";
    case "keep-extra":
      return effect.late
        ? "the answer is kept, as late; it fills the slot only where nobody is at work on it"
        : "the answer is kept beside";
    case "release-disclosure":
      return "the disclosure is taken back: nothing was sent";
    case "disclose-again":
      return "it was sent after all: the disclosure is counted again";
    case "send-again":
      return "the same unit is sent again under the same key";
    default:
      return effect satisfies never;
  }
};
