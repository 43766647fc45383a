/* oxlint-disable unicorn/no-thenable -- `then` is a word of the job file */
import { describe, expect, it } from "vitest";
import { checkJob } from "./check-job.ts";
import type { Job } from "./job.ts";

const task = { kind: "classification", instructions: "Choose one.", show: ["text"], answer: { options: ["ham", "spam"] } };
const least = { version: 1, name: "mail", task, items: "./items.jsonl" };

const read = (value: unknown): Job => {
  const checked = checkJob(value);
  if (!checked.ok) throw new Error(checked.issues.map(({ message }) => message).join("\n"));
  return checked.value;
};

/** What is wrong, hints behind an arrow. */
const wrong = (value: unknown): readonly string[] => {
  const checked = checkJob(value);
  return checked.ok ? [] : checked.issues.map(({ message, hint }) => (hint === undefined ? message : `${message} → ${hint}`));
};

describe("a job with nothing but what it must have", () => {
  it("gets every default", () => {
    expect(read(least)).toEqual({
      version: 1,
      name: "mail",
      dataset: "mail",
      task: {
        title: "Labelling task",
        instructions: { from: "text", text: "Choose one." },
        show: ["text"],
        shape: { kind: "classification", options: ["ham", "spam"] },
      },
      items: "./items.jsonl",
      judgments: { perItem: 1, independent: "owner" },
      policy: { maxSharePerMillion: 500_000, deny: [], regions: [] },
      route: { by: "objective", objective: "cost" },
      quality: {},
      vendorOptions: {},
    });
  });
});

describe("a job that says everything", () => {
  it("is read into integers with units", () => {
    const job = read({
      ...least,
      $schema: "./job.json",
      dataset: "mail-2026",
      task: { ...task, title: "Spam?", instructions: "./how.md" },
      vendors: ["scale", "surge"],
      judgments: { perItem: 2, independent: "vendor" },
      policy: { maxShare: 0.57, deny: ["meta"], regions: ["eu"] },
      route: { order: ["surge", "scale"] },
      budget: { total: "500.25 USD" },
      deadline: "48h",
      quality: { gold: "./gold.jsonl" },
      vendorOptions: { surge: { teams: ["a", { b: null }] } },
    });
    expect(job).toMatchObject({
      dataset: "mail-2026",
      task: { title: "Spam?", instructions: { from: "file", path: "./how.md" } },
      vendors: ["scale", "surge"],
      policy: { maxSharePerMillion: 570_000, deny: ["meta"], regions: ["eu"] },
      route: { by: "order", order: ["surge", "scale"] },
      budget: { total: { micros: 500_250_000, currency: "USD" } },
      deadlineMs: 172_800_000,
      quality: { gold: "./gold.jsonl" },
      vendorOptions: { surge: { teams: ["a", { b: null }] } },
    });
  });

  it("has fixed shares that add up to a million exactly, what rounding leaves going to the largest", () => {
    const third = 1 / 3;
    expect(read({ ...least, route: { shares: { a: third, b: third, c: third } } }).route).toEqual({
      by: "shares",
      sharesPerMillion: { a: 333_334, b: 333_333, c: 333_333 },
    });
  });

  it.each([
    ["comparison", { between: ["left", "right"] }, { between: ["left", "right"], strength: 1, tie: false }],
    ["comparison", { between: ["left", "right"], strength: 3, tie: true }, { between: ["left", "right"], strength: 3, tie: true }],
    ["rating", { min: 1, max: 5 }, { min: 1, max: 5, step: 1 }],
    ["rating", { min: 0, max: 1, step: 0.25 }, { min: 0, max: 1, step: 0.25 }],
    ["text", { maxLength: 400 }, { maxLength: 400 }],
    ["text", undefined, {}],
  ])("takes a %s: %j", (kind, answer, shape) => {
    const made = { kind, instructions: "x", show: ["left", "right"], ...(answer === undefined ? {} : { answer }) };
    expect(read({ ...least, task: made }).task.shape).toEqual({ kind, ...shape });
  });
});

describe("what is wrong with a job", () => {
  it("is said all at once, each with its way out", () => {
    expect(
      wrong({
        ...least,
        version: 2,
        itms: "x",
        policy: { maxShare: 40, deny: "meta", maxshare: 0.4 },
        budget: { total: 500 },
        deadline: "2 weeks",
        judgments: { independent: "ownr", perItem: "2" },
      }),
    ).toEqual([
      "version must be 1, got 2",
      'judgments.perItem must be a whole number, got "2" → take the quotes off: 2',
      'judgments.independent must be owner, vendor or worker, got "ownr" → did you mean owner?',
      "policy.maxShare must be between 0 and 1, got 40 → did you mean 0.4?",
      'policy.deny must be a list, got "meta" → did you mean [meta]?',
      "policy.maxshare is not a known key → did you mean maxShare?",
      "budget.total must be money: a decimal and a currency, as in 500 USD, got 500",
      'deadline must be a duration: a number and s, m, h or d, as in 45s, 30m, 6h or 2d, got "2 weeks"',
      "itms is not a known key → did you mean items?",
    ]);
  });

  it.each([
    [{ maxShare: 0.4 }, "maxShare is not a known key → did you mean policy.maxShare?"],
    [{ policy: { maxShare: "40%" } }, 'policy.maxShare must be a number between 0 and 1, got "40%" → did you mean 0.4?'],
    [{ policy: { maxShare: 0 } }, "policy.maxShare must be above 0 and at most 1, got 0"],
    [{ policy: { maxShare: null } }, "policy.maxShare must be a number between 0 and 1, got nothing"],
    [
      { name: "a b" },
      'name must start with a letter or a digit and hold only letters, digits, dot, dash and underscore (at most 64), got "a b"',
    ],
    [{ items: "./items.txt" }, 'items must be a .jsonl or a .csv file, or - for stdin, got "./items.txt"'],
    [{ vendors: ["scale", "scale"] }, 'vendors[1] is there twice, got "scale"'],
    [{ vendors: [] }, "vendors must not be empty"],
    [{ budget: { total: "0 USD" } }, 'budget.total must be above 0, got "0 USD"'],
    [{ deadline: "0h" }, 'deadline must be longer than nothing, got "0h"'],
    [{ route: { objectve: "cost" } }, "route.objectve is not a known key → did you mean objective?"],
    [{ route: "cost" }, 'route must be { objective: … }, { shares: … } or { order: … }, got "cost"'],
    [{ route: { least: { surge: 20 } } }, "route.objective is missing → write cost, time, quality or balanced"],
    [{ route: { shares: { scale: 0.3, surge: 0.6 } } }, "route.shares must add up to 1, got 0.9"],
    [{ task: { ...task, show: ["id"] } }, 'task.show[0] must not hold id: an item\'s id stays here, vendors get their own, got "id"'],
    [
      { task: { ...task, instructions: "how.md" } },
      'task.instructions looks like a path, but a path starts with ./, ../ or /, got "how.md"',
    ],
    [{ task: { ...task, answer: { options: [0, "one"] } } }, 'task.answer.options[0] must be text, got 0 → put it in quotes: "0"'],
    [{ task: { ...task, answer: { options: ["one"] } } }, "task.answer.options must have at least 2 entries"],
    [{ task: undefined }, "task is missing"],
  ])("%j", (part, message) => expect(wrong({ ...least, ...part })).toEqual([message]));

  it.each([
    [null, "the job must be a mapping of keys to values, got nothing"],
    [[], "the job must be a mapping of keys to values, got a list"],
  ])("%j is no job", (value, message) => expect(wrong(value)).toEqual([message]));

  it("compares fields that are shown, and rates in whole steps", () => {
    const comparison = { kind: "comparison", instructions: "x", show: ["left"], answer: { between: ["left", "right"] } };
    expect(wrong({ ...least, task: comparison })).toEqual(['task.answer.between must hold fields that task.show lists, got "right"']);
    const rating = (answer: object): readonly string[] =>
      wrong({ ...least, task: { kind: "rating", instructions: "x", show: ["a"], answer } });
    expect(rating({ min: 5, max: 1 })).toEqual(["task.answer.max must be above min (5), got 1"]);
    expect(rating({ min: 0, max: 1, step: 0.3 })).toEqual(["task.answer.step must lead from 0 to 1 in whole steps, got 0.3"]);
  });
});

describe("hedge", () => {
  it.each([
    ["3%", 30_000],
    ["2.5 %", 25_000],
    [0.03, 30_000],
  ])("at most %s is %i per million", (atMost, atMostPerMillion) => {
    expect(read({ ...least, hedge: { after: "p95", atMost } }).hedge).toEqual({ afterPerMillion: 950_000, atMostPerMillion });
  });

  it("is not there by default, and is no guess", () => {
    expect(read(least).hedge).toBeUndefined();
    expect(checkJob({ ...least, hedge: { after: "p200", atMost: "3%" } }).ok).toBe(false);
    expect(checkJob({ ...least, hedge: { after: "p95", atMost: "three" } }).ok).toBe(false);
    expect(checkJob({ ...least, hedge: { after: "p95" } }).ok).toBe(false);
  });
});

describe("what quality asks for", () => {
  it("is read into parts per million and counts", () => {
    expect(read({ ...least, quality: { gold: "./gold.jsonl", goldShare: 0.05, goldViews: 2, overlap: 0.1 } }).quality).toEqual({
      gold: "./gold.jsonl",
      goldSharePerMillion: 50_000,
      goldViews: 2,
      overlapPerMillion: 100_000,
    });
  });

  it("a pilot is a release in two parts, and its gate asks for the floor", () => {
    expect(read({ ...least, quality: { gold: "./g.csv", pilot: 20, floor: 0.8 } }).release).toEqual({
      firstPerMillion: 0,
      gate: { goldAccuracyPerMillion: 800_000, minGold: 20, answeredPerMillion: 800_000, maxWaitMs: 86_400_000 },
    });
    expect(read({ ...least, release: { first: "5%", then: 0.25, gate: { answered: 0.5, maxWait: "2h" } } }).release).toEqual({
      firstPerMillion: 50_000,
      thenPerMillion: 250_000,
      gate: { minGold: 20, answeredPerMillion: 500_000, maxWaitMs: 7_200_000 },
    });
    expect(read(least).release).toBeUndefined();
  });

  it("adjudication is a confidence and a most", () => {
    expect(read({ ...least, judgments: { perItem: 2, until: 0.9, atMost: 4 } }).judgments).toEqual({
      perItem: 2,
      independent: "owner",
      adjudication: { untilPerMillion: 900_000, atMost: 4 },
    });
    expect(read({ ...least, judgments: { perItem: 2, until: 0.9 } }).judgments.adjudication?.atMost).toBe(3);
  });

  it.each([
    [{ judgments: { until: 0.9 } }, "judgments.until needs judgments.perItem of 2 or more: one answer alone has no confidence, got 0.9"],
    [{ judgments: { perItem: 2, atMost: 3 } }, "judgments.atMost needs judgments.until: the confidence that is asked for, got 3"],
    [{ judgments: { perItem: 2, until: 0.9, atMost: 2 } }, "judgments.atMost must be above perItem (2), got 2"],
    [{ quality: { floor: 0.8 } }, "quality.floor needs quality.gold: the file of known answers, got 0.8"],
    [
      { release: { first: 0.1, gate: { goldAccuracy: 0.8 } } },
      "release.gate.goldAccuracy needs quality.gold: the file of known answers, got 0.8",
    ],
    [{ release: { first: "500%" } }, 'release.first must be a share above 0 and at most 1, as in 0.05 or 5%, got "500%"'],
    [{ release: { first: "60%", then: 0.5 } }, "release.then must leave room for first (60%), got 0.5"],
    [{ release: { first: 0.6, then: 0.5 } }, "release.then must leave room for first (0.6), got 0.5"],
    [{ quality: { goldShare: 0.05 } }, "quality.goldShare needs quality.gold: the file of known answers, got 0.05"],
    [{ quality: { gold: "./g.csv", goldShare: 0.6 } }, "quality.goldShare must be between 0 and 0.5, got 0.6"],
    [
      { judgments: { perItem: 2, independent: "worker" }, quality: { overlap: 0.05 } },
      "quality.overlap needs judgments.independent: owner where perItem is over 1: the one more judgment is another owner's, got 0.05",
    ],
  ])("%j is refused where the rest of the job cannot have it", (part, message) => {
    expect(wrong({ ...least, ...part })).toEqual([message]);
  });
});

describe("groups", () => {
  const groups = (written: unknown): readonly string[] => wrong({ ...least, groups: written });

  it("are by a field, and kept together or apart", () => {
    expect(groups({ by: "customer", keep: "together" })).toEqual([]);
    expect(groups({ by: "customer", keep: "apart", atMost: 0.5 })).toEqual([]);
    const gold = { gold: "./g.csv", goldShare: 0.05 };
    expect(wrong({ ...least, groups: { by: "customer", keep: "together" }, quality: gold })).toEqual([]);
    expect(wrong({ ...least, groups: { near: true, keep: "together" }, quality: gold })[0]).toContain(
      "does not go together with groups.near",
    );
    expect(wrong({ ...least, groups: { by: "customer", keep: "together" }, quality: { ...gold, overlap: 0.05 } })[0]).toContain(
      "quality.overlap does not go together with groups",
    );
    expect(groups({ by: "customer" })[0]).toContain("groups.keep must be together or apart");
    expect(groups({ keep: "together" })[0]).toContain("groups must say by which field, or be near");
    expect(groups({ by: "customer", keep: "apart" })[0]).toContain("groups.atMost");
    expect(groups({ by: "customer", keep: "apart", atMost: 40 })[0]).toContain("groups.atMost");
    expect(groups({ by: "customer", keep: "together", atMost: 0.5 })[0]).toContain("groups.atMost");
  });

  it("are what a share of groups needs, by a field", () => {
    const policy = { maxShareOfBytes: 0.4, maxShareOfGroups: 0.5 };
    const message =
      "policy.maxShareOfGroups needs groups.by: the field that names the groups, as in groups: { by: customer, keep: together }, got 0.5";
    expect(read({ ...least, policy, groups: { by: "customer", keep: "together" } }).policy).toMatchObject({
      maxShareOfBytesPerMillion: 400_000,
      maxShareOfGroupsPerMillion: 500_000,
    });
    expect(wrong({ ...least, policy })).toEqual([message]);
    expect(wrong({ ...least, policy, groups: { near: true, keep: "together" } })).toEqual([message]);
  });

  it("are of what is almost the same, in fields that are visible as they are", () => {
    const job = { ...least, task: { ...least.task, show: ["a", "b", "c"] }, policy: { fields: { c: "redact" } } };
    expect(read({ ...job, groups: { near: true, keep: "together" } }).groups).toEqual({
      keep: "together",
      near: { thresholdPerMillion: 800_000, fields: ["a", "b"] },
    });
    expect(read({ ...job, groups: { by: "x", near: { threshold: 0.7, fields: ["b"] }, keep: "apart", atMost: 0.5 } }).groups).toEqual({
      by: "x",
      keep: "apart",
      atMostPerMillion: 500_000,
      near: { thresholdPerMillion: 700_000, fields: ["b"] },
    });
    const near = (written: unknown): readonly string[] => wrong({ ...job, groups: { near: written, keep: "together" } });
    expect(near(false)).toEqual(["groups.near must be true, or a mapping of threshold and fields"]);
    expect(near({ fields: ["c"] })).toEqual(['groups.near.fields[0] must not be redacted: all items would be alike, got "c"']);
    expect(near({ fields: ["d"] })).toEqual(['groups.near.fields[0] must hold fields that task.show lists, got "d"']);
  });
});

describe("what is declared and not supported yet", () => {
  it.each(["ranking", "spans", "boxes", "rubric", "conversation"])("a task of kind %s is refused by name", (kind) => {
    expect(wrong({ ...least, task: { kind, instructions: "x", show: ["a"] } })).toEqual([
      `task.kind ${kind} is declared but not supported yet; classification, comparison, rating and text work`,
    ]);
  });

  it("a kind that nobody declared is told apart from those", () => {
    expect(wrong({ ...least, task: { kind: "classify", instructions: "x", show: ["a"] } })[0]).toContain(
      '"classify" is not a kind of task',
    );
  });
});
