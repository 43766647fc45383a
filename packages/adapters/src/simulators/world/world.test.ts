import { describe, expect, it } from "vitest";
import { createAgenda } from "./agenda.ts";
import { createAnswering } from "./answering.ts";
import { skewed, startClock } from "./clock.ts";
import { parseCsv } from "./csv.ts";
import { chance, hashText, lognormal, normalQuantile } from "./seeded-random.ts";
import { indexRecordedAnswers, indexTruth } from "./truth.ts";
import { createWorkforce, type PoolOptions } from "./workforce.ts";

const pool: PoolOptions = {
  workers: 50,
  accuracy: 0.85,
  spamShare: 0.04,
  secondsPerItem: 30,
  secondsSigma: 0.5,
  pickupHours: { median: 6, sigma: 0.6 },
  capacityPerDay: 20_000,
  price: 0.08,
};
const hour = 3_600_000;

const pick = <T>(list: readonly T[], i: number): T => {
  const found = list.at(i % list.length);
  if (found === undefined) throw new Error("an empty list");
  return found;
};

describe("chance", () => {
  it("depends on its parts and on nothing else", () => {
    expect(chance(1, 2, 3)).toBe(chance(1, 2, 3));
    expect(chance(1, 2, 3)).not.toBe(chance(1, 3, 2));
    expect(hashText("a", 1)).not.toBe(hashText("a", 2));
  });

  it("is spread evenly", () => {
    const draws = Array.from({ length: 20_000 }, (_, i) => chance(7, i));
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(draws.filter((draw) => Math.floor(draw * 10) === tenth).length).toBeGreaterThan(1800);
    }
  });

  it.each([
    [0.5, 0],
    [0.975, 1.959964],
    [0.01, -2.326348],
    [0.9999, 3.719016],
  ])("the normal quantile of %d is %d", (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 5);
  });

  it("a lognormal draw has its median in the middle and a bounded tail", () => {
    expect(lognormal(0.5, { median: 6, sigma: 0.6, tailAt: 1 })).toBeCloseTo(6, 1);
    expect(lognormal(0.999999, { median: 6, sigma: 0.6 })).toBeLessThan(21);
  });
});

describe("the clock", () => {
  it("stands still at speed 0 and goes where it is pushed", () => {
    const clock = startClock({ speed: 0, startAt: 1000 });
    clock.advance(500);
    clock.advance(-100);
    expect(clock.now()).toBe(1500);
    expect(skewed(clock, 600_000).now()).toBe(601_500);
  });
});

describe("the agenda", () => {
  it("lets things happen in order of time, those added on the way included, and never in the past", () => {
    const agenda = createAgenda(0);
    const seen: string[] = [];
    agenda.add(30, (at) => seen.push(`late ${at}`));
    agenda.add(10, (at) => {
      seen.push(`first ${at}`);
      agenda.add(5, (when) => seen.push(`overdue ${when}`));
    });
    agenda.add(10, () => seen.push("second"));
    agenda.advanceTo(20);
    expect(seen).toEqual(["first 10", "second", "overdue 10"]);
    expect(agenda.now()).toBe(20);
    agenda.advanceTo(30);
    expect(seen.at(-1)).toBe("late 30");
    expect(agenda.nextAt()).toBeUndefined();
  });

  it("keeps order over many entries", () => {
    const agenda = createAgenda(0);
    const seen: number[] = [];
    for (let i = 0; i < 2000; i++) agenda.add(Math.floor(chance(3, i) * 1e6), (at) => seen.push(at));
    agenda.advanceTo(1e6);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen).toHaveLength(2000);
  });
});

describe("the people", () => {
  it("are as right as the pool says, spammers included", () => {
    const { workers } = createWorkforce(pool, 5);
    const mean = workers.reduce((sum, worker) => sum + worker.accuracy, 0) / workers.length;
    expect(mean).toBeCloseTo(0.85, 2);
    expect(workers.filter((worker) => worker.spammer)).toHaveLength(2);
  });

  it("start a unit after about the median, and never two answers of one unit are by one person", () => {
    const force = createWorkforce(pool, 5);
    const waits = Array.from({ length: 2000 }, (_, key) => force.assign({ key, at: 0, count: 1 }).at(0)?.endAt ?? 0)
      .map((at) => at / hour)
      .toSorted((a, b) => a - b);
    expect(waits[1000]).toBeGreaterThan(5);
    expect(waits[1000]).toBeLessThan(7);
    const shifts = force.assign({ key: 99, at: 0, count: 5 });
    expect(new Set(shifts.map((shift) => shift.worker.index)).size).toBe(5);
  });

  it("start no more in a day than their capacity: what is beyond waits", () => {
    const force = createWorkforce({ ...pool, capacityPerDay: 960, pickupHours: { median: 1, sigma: 0.1 } }, 5);
    const starts = Array.from({ length: 3000 }, (_, key) => force.assign({ key, at: 0, count: 1 }).at(0)?.startAt ?? 0);
    for (let day = 0; day < 4; day++) {
      expect(starts.filter((at) => at >= day * 24 * hour && at < (day + 1) * 24 * hour).length).toBeLessThanOrEqual(960);
    }
  });

  it("do the same for the same seed", () => {
    const plan = (seed: number): unknown => createWorkforce(pool, seed).assign({ key: 17, at: 0, count: 3 });
    expect(plan(5)).toEqual(plan(5));
    expect(plan(5)).not.toEqual(plan(6));
  });
});

describe("recognising an item by its content", () => {
  const items = [
    { id: "1", text: "Ok lar... Joking wif u oni", prompt: "Same prompt" },
    { id: "2", fields: { text: "Free entry & more", prompt: "Same prompt" } },
    { id: "3", text: "T&C's apply" },
  ];
  const truth = [
    { id: "1", label: "ham" },
    { id: "2", label: "spam" },
    { id: "3", label: "spam" },
  ];
  const index = indexTruth({ items, truth });

  it.each([
    [["Ok lar... Joking wif u oni"], "1"],
    [["  Ok lar...  Joking wif u oni\n"], "1"],
    [["Free entry & more"], "2"],
    [["<p>Free entry &amp; more</p>"], "2"],
    [["**text**\n\nT&C's apply"], "3"],
    [["text: T&C's apply"], "3"],
    [["Same prompt", "Free entry & more"], "2"],
    [["Free entry & more", "Same prompt"], "2"],
  ])("%j is item %s", (pieces, id) => {
    expect(index.find(pieces)?.id).toBe(id);
  });

  it("does not guess where the content fits items with different labels, or none", () => {
    expect(index.find(["Same prompt"])).toBeUndefined();
    expect(index.find(["something else"])).toBeUndefined();
  });

  it("reads CSV with quotes, line breaks and a byte order mark", () => {
    expect(parseCsv('\ufeffid,text\r\n1,"a ""b"",\nc"\r\n2,d')).toEqual([
      { id: "1", text: 'a "b",\nc' },
      { id: "2", text: "d" },
    ]);
  });
});

describe("answers", () => {
  const options = ["ham", "spam"].map((value) => ({ value, label: value }));
  const rows = Array.from({ length: 1500 }, (_, i) => ({ id: `i${i}`, text: `message ${i}`, label: i % 3 === 0 ? "spam" : "ham" }));
  const truth = indexTruth({ items: rows });
  const share = (vendor: string, accuracy: number, known: boolean): number => {
    const answering = createAnswering({
      seed: 1,
      vendor,
      truth: known ? truth : indexTruth({}),
      recorded: indexRecordedAnswers(undefined),
    });
    const { workers } = createWorkforce({ ...pool, accuracy }, 9);
    return (
      rows.filter((row, i) => {
        const [answer] = answering.answer({ kind: "choice", options }, answering.see([row.text]), pick(workers, i));
        return answer === row.label;
      }).length / rows.length
    );
  };

  it("are right as often as the pool is", () => {
    expect(share("scale", 0.85, true)).toBeCloseTo(0.85, 1);
    expect(share("surge", 0.96, true)).toBeGreaterThan(0.94);
  });

  it("without a truth agree between vendors more than chance would, and repeat", () => {
    const say = (vendor: string): readonly (readonly string[])[] => {
      const answering = createAnswering({ seed: 1, vendor, truth: indexTruth({}), recorded: indexRecordedAnswers(undefined) });
      const { workers } = createWorkforce({ ...pool, accuracy: 0.95 }, 9);
      return rows.map((row, i) => answering.answer({ kind: "choice", options }, answering.see([row.text]), pick(workers, i)));
    };
    const [a, b] = [say("scale"), say("surge")];
    expect(say("scale")).toEqual(a);
    expect(a.filter((answer, i) => answer[0] === b.at(i)?.[0]).length / rows.length).toBeGreaterThan(0.85);
  });

  it("give recorded answers in turn, per vendor, and for any vendor where none is named", () => {
    const recorded = indexRecordedAnswers([
      { id: "i1", vendor: "scale", worker: "w1", label: "ham", seconds: 60 },
      { id: "i1", vendor: "scale", worker: "w2", label: "spam", seconds: "" },
      { id: "i2", vendor: "", worker: "w3", label: "ham", seconds: "90" },
    ]);
    expect(recorded.take("i1", "scale")).toMatchObject({ worker: "w1", seconds: 60 });
    expect(recorded.take("i1", "scale")).toEqual({ id: "i1", vendor: "scale", worker: "w2", label: "spam" });
    expect(recorded.take("i1", "surge")).toBeUndefined();
    expect(recorded.take("i2", "surge")).toMatchObject({ worker: "w3", seconds: 90 });
  });

  it.each([
    [{ kind: "choice", options } as const, "SPAM", ["spam"]],
    [
      {
        kind: "choice",
        options: [
          { value: "a_strong", label: "a, strongly" },
          { value: "b_slight", label: "b, slightly" },
        ],
      } as const,
      "b",
      ["b_slight"],
    ],
    [{ kind: "number", min: 1, max: 5, step: 1 } as const, "4", 4],
    [{ kind: "number", min: 1, max: 5, step: 1 } as const, "9", undefined],
    [{ kind: "boolean" } as const, "yes", true],
    [{ kind: "text", maxLength: 3 } as const, "abcdef", "abc"],
    [{ kind: "ranking", options } as const, "spam > ham", ["spam", "ham"]],
    [{ kind: "spans", text: "abc", labels: ["x"] } as const, '[{"start":0,"end":2,"label":"x"}]', [{ start: 0, end: 2, label: "x" }]],
    [{ kind: "spans", text: "abc", labels: ["x"] } as const, "no json", undefined],
    [{ kind: "boxes", labels: ["x"] } as const, '{"boxes":[]}', []],
  ])("reads a label for %j: %s", (question, label, expected) => {
    const answering = createAnswering({ seed: 1, vendor: "v", truth: indexTruth({}), recorded: indexRecordedAnswers(undefined) });
    expect(answering.fromLabel(question, label)).toEqual(expected);
  });
});
