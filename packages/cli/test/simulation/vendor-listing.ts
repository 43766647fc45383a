import type { CollectPage, Observation } from "@tranche/sdk";
import type { FaultKind, VendorNature } from "./vendor-nature.ts";

/** A unit of work as a simulated vendor keeps it. */
export interface Task {
  readonly ref: string;
  readonly key: string;
  readonly createdAt: number;
  /** From when on it can be found and listed. */
  readonly visibleAt: number;
  readonly doneAt: number;
  readonly ending: "answered" | "returned" | "nonsense";
  readonly label: string;
  /** A second worker answers it, too. */
  readonly extra: boolean;
  withdrawnAt: number | undefined;
}

export interface Reading {
  readonly nature: VendorNature;
  readonly tasks: readonly Task[];
  readonly now: number;
  readonly cursor: string | undefined;
  /** What it has ever given out, by key and judgment; this page is added. */
  readonly given: Map<string, Map<string, string>>;
  /** Right answers it gave once and for all, each with the cursor of a reader who has it behind it; this page is added. */
  readonly told: { readonly id: string; readonly before: number }[];
  readonly strikes: (kind: FaultKind) => boolean;
}

const PAGE = 5;

/** One page: of everything, oldest first, again at every poll; or of what changed since the cursor, each change once. */
export const readPage = (reading: Reading): CollectPage => {
  const { nature, tasks, now, cursor, strikes } = reading;
  const whole = nature.listing !== "feed";
  const rows = whole ? tasks.filter((task) => task.visibleAt <= now) : changesUntil(tasks, now);
  const from = cursor === undefined ? 0 : Number(cursor);
  const page = rows.slice(from, from + PAGE);
  const more = from + PAGE < rows.length;
  // A row passed over comes with the next pass; a feed gives each change once, and may not pass one over.
  const shown = whole && page.length > 1 && strikes("shift") ? page.slice(1) : page;
  let observations = shown.map((task) => observe(reading, task));
  if (strikes("repeat")) observations = [...observations.toReversed(), ...observations.slice(0, 1)];
  if (strikes("regress"))
    observations = [
      ...observations,
      ...shown.map((task): Observation => ({ ...base(nature, task), status: "open", raw: "in review", judgments: [] })),
    ];
  const next = whole ? (more ? from + PAGE : 0) : from + page.length;
  if (!whole)
    for (const task of page)
      if (task.ending === "answered" && task.withdrawnAt === undefined && now >= task.doneAt)
        reading.told.push({ id: `${task.ref}-1`, before: next });
  return { observations, cursor: String(next), more };
};

/** Tasks in the order in which something became known of them; only ever added to at its end. */
const changesUntil = (tasks: readonly Task[], now: number): readonly Task[] =>
  tasks
    .flatMap((task) => {
      const ends = task.withdrawnAt ?? task.doneAt;
      return [
        { at: task.visibleAt, task },
        { at: Math.max(ends, task.visibleAt), task },
      ];
    })
    // Not what happens at this very moment: more of it may come.
    .filter(({ at }) => at < now)
    .toSorted((a, b) => a.at - b.at)
    .map(({ task }) => task);

const base = ({ skewMs = 0 }: VendorNature, { ref, key, createdAt }: Task) => ({
  type: "unit" as const,
  ref,
  key,
  createdAt: createdAt + skewMs,
});

const observe = ({ nature, now, given }: Reading, task: Task): Observation => {
  const { ref, key, doneAt, label } = task;
  const known = base(nature, task);
  if (task.withdrawnAt !== undefined) return { ...known, status: "withdrawn", raw: "canceled", judgments: [] };
  if (now < doneAt) return { ...known, status: "open", raw: "pending", judgments: [] };
  if (task.ending === "returned") return { ...known, status: "returned", raw: "skipped", judgments: [] };
  const at = doneAt + (nature.skewMs ?? 0);
  const ids = task.extra ? [`${ref}-1`, `${ref}-2`] : [`${ref}-1`];
  const before = given.get(key) ?? new Map<string, string>();
  given.set(key, before);
  for (const id of ids) before.set(id, label);
  return { ...known, status: "answered", raw: "completed", judgments: ids.map((id) => ({ id, answer: label, at })) };
};
