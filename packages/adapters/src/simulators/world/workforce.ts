import { chance, hashNumbers, hashText, lognormal, normalQuantile } from "./seeded-random.ts";
import { hourMs, secondMs } from "./clock.ts";

/** The people of one vendor, as a seeded pool. */
export interface PoolOptions {
  /** How many people there are. */
  readonly workers: number;
  /** Share of right answers of the pool as a whole, spammers (right half of the time) included. */
  readonly accuracy: number;
  /** Share of workers who answer at random and fast. */
  readonly spamShare: number;
  /** Median working time of one answer; lognormal around it. */
  readonly secondsPerItem: number;
  /** Spread of the working time (sigma of the logarithm). */
  readonly secondsSigma: number;
  /** How long a unit lies before somebody starts it; lognormal, bounded at its 98th percentile. */
  readonly pickupHours: { readonly median: number; readonly sigma: number };
  /** Most answers the pool starts in 24 hours; what is beyond waits. */
  readonly capacityPerDay: number;
  /** USD: for one answer, or for one hour where the vendor bills time. The simulators charge by it, no API shows more than the vendor would. */
  readonly price: number;
}

export interface Worker {
  readonly index: number;
  readonly id: string;
  /** Chance of a right answer. */
  readonly accuracy: number;
  readonly spammer: boolean;
  /** Factor on working time; below 1 is fast. */
  readonly pace: number;
}

/** One answer to come: by whom, from when to when (epoch ms, simulated). */
export interface Shift {
  readonly worker: Worker;
  readonly startAt: number;
  readonly endAt: number;
}

export interface Workforce {
  readonly workers: readonly Worker[];
  /** Plans `count` answers by distinct workers to a unit taken on at `at`. `key` decides who and how fast; the load decides how late. */
  readonly assign: (unit: {
    readonly key: number;
    readonly at: number;
    readonly count: number;
    readonly exclude?: ReadonlySet<number>;
  }) => readonly Shift[];
  /** Working time of one answer in seconds. */
  readonly workSeconds: (key: number, worker: Worker) => number;
}

const PICKUP = hashText("pickup");
const WORK = hashText("work");
const WHO = hashText("who");
const bucketMs = 15 * 60 * secondMs;

/** Builds the pool of one vendor. The same seed and options give the same people. */
export const createWorkforce = (options: PoolOptions, seed: number): Workforce => {
  const workers = createWorkers(options, seed);
  const count = workers.length;
  const perWorker = Math.max(1, Math.floor(bucketMs / secondMs / options.secondsPerItem));
  const perBucket = Math.max(1, Math.min(Math.floor((options.capacityPerDay * bucketMs) / (24 * hourMs)), count * perWorker));
  const used = new Map<number, Uint16Array>();
  const load = new Map<number, number>();
  const jump = new Map<number, number>();

  const firstFree = (bucket: number): number => {
    let free = bucket;
    while (jump.has(free)) free = jump.get(free)!;
    for (let b = bucket; b !== free;) {
      const next = jump.get(b)!;
      jump.set(b, free);
      b = next;
    }
    return free;
  };
  const occupy = (bucket: number): void => {
    const held = (load.get(bucket) ?? 0) + 1;
    load.set(bucket, held);
    if (held >= perBucket) jump.set(bucket, bucket + 1);
  };
  const workSeconds: Workforce["workSeconds"] = (key, worker) =>
    Math.max(
      1,
      lognormal(chance(seed, WORK, key, worker.index), { median: options.secondsPerItem, sigma: options.secondsSigma, tailAt: 0.995 }) *
        worker.pace,
    );

  return {
    workers,
    workSeconds,
    assign: (unit) => {
      const taken = new Set<number>(unit.exclude);
      const shifts: Shift[] = [];
      for (let n = 0; n < unit.count; n++) {
        const pickup = lognormal(
          chance(seed, PICKUP, unit.key, n),
          options.pickupHours.median === 0 ? { median: 0, sigma: 0 } : options.pickupHours,
        );
        const wanted = unit.at + pickup * hourMs;
        const wantedBucket = Math.floor(wanted / bucketMs);
        const bucket = firstFree(wantedBucket);
        occupy(bucket);
        let busy = used.get(bucket);
        if (busy === undefined) {
          busy = new Uint16Array(count);
          used.set(bucket, busy);
        }
        const first = hashNumbers(seed, WHO, unit.key, n) % count;
        let index = first;
        // Probe for a worker who is free in this quarter of an hour and has not answered this unit; in a crowd too small for that, reuse.
        for (let tries = 0; tries < count && (taken.has(index) || busy[index]! >= perWorker); tries++) index = (index + 1) % count;
        busy[index] = busy[index]! + 1;
        taken.add(index);
        const worker = workers[index]!;
        const startAt = bucket === wantedBucket ? wanted : bucket * bucketMs + chance(seed, unit.key, n) * bucketMs;
        shifts.push({ worker, startAt: Math.floor(startAt), endAt: Math.floor(startAt + workSeconds(unit.key, worker) * secondMs) });
      }
      return shifts;
    },
  };
};

const createWorkers = (options: PoolOptions, seed: number): readonly Worker[] => {
  const count = Math.max(1, Math.floor(options.workers));
  const spammers = Math.round(count * options.spamShare);
  const honest = count - spammers;
  const honestMean = honest === 0 ? 0.5 : Math.min(1, (options.accuracy * count - 0.5 * spammers) / honest);
  // Symmetric quantiles around the mean, so that a finite pool has exactly the accuracy it was given.
  const spread = Math.min(0.06, (1 - honestMean) / 2.2, Math.max(0, honestMean - 0.5));
  const ranked = Array.from({ length: count }, (_, index) => ({ index, draw: chance(seed, hashText("rank"), index) })).toSorted(
    (a, b) => a.draw - b.draw,
  );
  const places = new Map(ranked.map(({ index }, place) => [index, place] as const));
  return Array.from({ length: count }, (_, index): Worker => {
    const place = places.get(index)!;
    const spammer = place >= honest;
    const quantile = Math.max(-2.2, Math.min(2.2, normalQuantile((place + 0.5) / Math.max(1, honest))));
    return {
      index,
      id:
        hashNumbers(seed, hashText("worker"), index).toString(16).padStart(8, "0") +
        hashNumbers(seed, index, 7).toString(16).padStart(8, "0"),
      accuracy: spammer ? 0.5 : Math.min(1, Math.max(0, honestMean + spread * quantile)),
      spammer,
      pace: spammer ? 0.35 : Math.exp(0.25 * normalQuantile(chance(seed, hashText("pace"), index) * 0.98 + 0.01)),
    };
  });
};
