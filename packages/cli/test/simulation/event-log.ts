/** What happened in a world, in order: one JSON text a line, each with its virtual ms since the world began. */
export interface EventLog {
  /** `event` is asked for only where somebody keeps it. */
  readonly add: (event: () => Readonly<Record<string, unknown>>) => void;
  readonly count: () => number;
  readonly lines: () => readonly string[];
}

/** `keep` false counts only: running thousands of worlds, nobody reads what went well. */
export const createEventLog = (now: () => number, keep: boolean): EventLog => {
  const lines: string[] = [];
  let count = 0;
  return {
    add: (event) => {
      count += 1;
      if (keep) lines.push(JSON.stringify({ t: now(), ...event() }));
    },
    count: () => count,
    lines: () => lines,
  };
};
