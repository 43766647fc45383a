import { describe, expect, it } from "vitest";
import { incompleteRun, runVendor, sampleExposure, sampleRun } from "./__fixtures__/sample-documents.ts";
import type { RunDocument, VendorsDocument } from "./documents.ts";
import { exposureText } from "./exposure-text.ts";
import { runEndText, stoppedText } from "./run-end-text.ts";
import { itemText, statusText } from "./status-text.ts";
import { vendorsText } from "./vendors-text.ts";

const text = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;

describe("exposureText", () => {
  it("says who has seen what, and what two would hold together", () => {
    expect(exposureText(sampleExposure, { now: Date.parse("2026-11-03T15:00:00Z") })).toBe(
      text(
        "dataset support-2026 · 5,160 items",
        "  owner     vendors  has seen           cap  in doubt  last",
        "  scale-ai  scale       2,064  40.0 %  40 %         0  today 14:02",
        "  mercor    mercor      2,064  40.0 %  40 %         0  today 14:40",
        "  surge     surge       1,790  34.7 %  40 %         3  2026-11-02 13:33",
        "Nobody has seen everything; any two together have seen at most 80.0 %.",
      ),
    );
  });

  it("takes the counted figure for two owners where there is one", () => {
    const [dataset] = sampleExposure.datasets;
    if (!dataset) throw new Error("the sample has a dataset");
    const counted = { ...dataset, anyTwo: { owners: ["mercor", "scale-ai"], items: 3999, share: 3999 / 5160 } } as const;
    expect(exposureText({ datasets: [counted] })).toContain("any two together have seen at most 77.5 % (mercor and scale-ai).");
  });

  it("tells which job sent what, and everything ever sent, where there are several", () => {
    const [dataset] = sampleExposure.datasets;
    const [owner] = dataset?.owners ?? [];
    if (!dataset || !owner) throw new Error("the sample has an owner");
    const jobs = [
      { job: "may", items: 1_500 },
      { job: "june", items: 564 },
    ];
    const everything = [{ owner: "scale-ai", datasets: 2, items: 4_001, bytes: 90_000 }];
    const text = exposureText({
      datasets: [
        { ...dataset, owners: [{ ...owner, jobs }] },
        { ...dataset, dataset: "other" },
      ],
      everything,
    });
    expect(text).toContain("\nSent scale-ai 1,500 by may, 564 by june.\n");
    expect(text).toContain("\nEverything ever sent: scale-ai 4,001 items of 2 datasets.\n");
    expect(exposureText({ datasets: [dataset], everything })).not.toContain("Everything");
  });

  it("does not soften that one has seen it all, nor that nobody has seen anything", () => {
    const [dataset] = sampleExposure.datasets;
    const [owner] = dataset?.owners ?? [];
    if (!dataset || !owner) throw new Error("the sample has an owner");
    expect(exposureText({ datasets: [{ ...dataset, owners: [{ ...owner, items: 5160, share: 1, cap: 1 }] }] })).toContain(
      "\nscale-ai has seen everything.\n",
    );
    expect(exposureText({ datasets: [{ ...dataset, owners: [{ ...owner, items: 0, share: 0 }] }] })).toContain(
      "\nNobody has seen anything.\n",
    );
    expect(exposureText({ datasets: [] })).toBe("Nothing has been disclosed to anyone.\n");
  });
});

describe("statusText", () => {
  it("shows vendor by state with ages and waits, and only columns that say something", () => {
    expect(statusText(sampleRun)).toBe(
      text(
        "support-intent · run 12 · plan 7f3a91c2 · running",
        "  vendor  health  answered  planned  open  oldest  in doubt  p50 / p90        USD",
        "  scale   ok         1,239    2,064   412   3.2 h         0  6.8 h / 25 h   99.12",
        "  surge   out          702    2,064     0       –         3  8.9 h / 19 h   70.20  unreachable since 00:33, given up at 00:39",
        "  mercor  ok           467    1,032   120    20 h         0  1.9 d / –     221.50  hours lock Friday",
        "  done 2,408 of 5,160 · pending 2,425 · stranded 327 · in doubt 3 (asking surge) · USD 390.82 of 2,000 committed · 414 duplicates sent once",
        "  00:39 surge lost (unreachable for 6 h): 1,359 judgments missing; 1,032 placed again (mercor 1,032), 327 have nowhere to go",
      ),
    );
  });

  it("is coloured only where asked", () => {
    expect(statusText(sampleRun)).not.toContain("\u001b");
    expect(statusText(sampleRun, { color: true })).toContain("\u001b[1m");
  });

  it("does not let a vendor's words move the cursor", () => {
    const run: RunDocument = { ...sampleRun, vendors: [runVendor("scale", { note: "\u001b[2J<html>\r\ngone" })], warnings: ["x\u0007"] };
    expect(statusText(run)).not.toMatch(/[\u001b\u0007\r]/);
  });
});

describe("itemText", () => {
  it("tells one item's story over every attempt", () => {
    const at = (seconds: number): string => new Date(Date.parse("2026-11-03T13:00:00Z") + seconds * 1000).toISOString();
    const events = [
      { at: at(0), slot: 0, epoch: 0, vendor: "surge", what: "reserved" },
      { at: at(1), slot: 0, epoch: 0, vendor: "surge", what: "in-doubt", note: "timed out after 30 s" },
      { at: at(401), slot: 0, epoch: 1, vendor: "mercor", what: "answered", note: "ham" },
    ];
    expect(itemText({ item: "sms-00219", status: "done", events, nowhere: [] })).toBe(
      text(
        "sms-00219 · done · since 2026-11-03T13:00:00.000Z",
        "  after  slot  try  vendor  what",
        "  00:00     1    1  surge   reserved",
        "  00:01     1    1  surge   in-doubt  timed out after 30 s",
        "  06:41     1    2  mercor  answered  ham",
      ),
    );
    expect(itemText({ item: "sms-1", status: "pending", events: [], nowhere: [] })).toBe("sms-1 · pending · nothing has been sent\n");
  });
});

describe("runEndText", () => {
  it("says how a gate that stayed shut is opened", () => {
    const at = incompleteRun.startedAt;
    const hold = (vendor: string) => ({ at, vendor, decision: "hold", tranche: 1, because: "6 of 8 answered" }) as const;
    const opened = { ...hold("mercor"), decision: "release" } as const;
    const text = runEndText(
      { ...incompleteRun, releases: [hold("scale"), hold("mercor"), hold("surge"), opened] },
      { jobFile: "job.yaml" },
    );
    expect(text).toContain(
      "\n  a gate that stayed shut is opened by hand: tranche release scale (likewise surge), then tranche run job.yaml\n",
    );
    expect(runEndText(incompleteRun, { jobFile: "job.yaml" })).not.toContain("gate");
  });

  it("tells gates and failovers in the order in which they came", () => {
    const [lost] = incompleteRun.failovers;
    if (lost === undefined) throw new Error("the fixture has no failover");
    const gate = (tranche: number, ms: number) =>
      ({ at: new Date(Date.parse(lost.at) + ms).toISOString(), vendor: "scale", decision: "release", tranche, because: "enough" }) as const;
    const told = runEndText({ ...incompleteRun, releases: [gate(2, -1000), gate(3, 1000)] }, { jobFile: "job.yaml" });
    expect([...told.matchAll(/tranche [23]|surge lost/g)].map(([found]) => found)).toEqual(["tranche 2", "surge lost", "tranche 3"]);
  });

  it("ends incomplete with how many, why, and what would place them", () => {
    expect(runEndText(incompleteRun, { jobFile: "job.yaml" })).toBe(
      text(
        "support-intent ended with 327 of 5,160 items without a label",
        "  327  no owner left under maxShare 0.4: scale 2,064 of 2,064, mercor 2,064 of 2,064, surge out (unreachable 6 h)",
        "  what would place them:  maxShare 0.464  ·  one more vendor with room for 327  ·  surge back (tranche release surge) (300 of them)",
        "  00:39 surge lost (unreachable for 6 h): 1,359 judgments missing; 1,032 placed again (mercor 1,032), 327 have nowhere to go",
        "  took 50:41 · cost USD 390.82, of which USD 160.20 is settled · 2 late answers kept beside",
      ),
    );
  });

  it("gathers by reason, and says what is pending and what the list leaves out", () => {
    const run: RunDocument = {
      ...incompleteRun,
      items: { ...incompleteRun.items, total: 100, done: 80, pending: 12, stranded: 7, quarantined: 1 },
      stranded: [
        ...Array.from({ length: 2 }, (_, index) => ({ item: `a${index}`, reasons: ["out of budget"] })),
        ...Array.from({ length: 5 }, (_, index) => ({ item: `b${index}`, reasons: ["no room at scale", "surge is held"] })),
      ],
      wouldPlace: [],
    };
    expect(runEndText(run, { jobFile: "job.yaml" }).split("\n").slice(0, 5)).toEqual([
      "support-intent ended with 20 of 100 items without a label",
      "   5  no room at scale; surge is held",
      "   2  out of budget",
      "   1  more, each with its reasons in tranche status --json",
      "  12  still pending, open at scale 412, mercor 120",
    ]);
  });

  it("ends complete with what it took and what it cost", () => {
    const run: RunDocument = {
      ...sampleRun,
      state: "complete",
      endedAt: "2026-11-03T13:00:52.000Z",
      items: { total: 3, done: 3, pending: 0, stranded: 0, quarantined: 0, duplicates: 1 },
      vendors: [
        runVendor("scale", {
          planned: 3,
          attempts: { accepted: 3, answered: 3 },
          cost: { committed: 0.24, settled: 0.24, currency: "USD" },
        }),
      ],
      failovers: [],
      cost: { committed: 0.24, settled: 0.24, cap: null, currency: "USD" },
      stranded: [],
      wouldPlace: [],
    };
    expect(runEndText(run, { jobFile: "job.yaml" })).toBe(
      text(
        "support-intent is complete: 3 of 3 items have a label",
        "  vendor  health  answered  planned  p50 / p90    USD",
        "  scale   ok             3        3  – / –      0.240",
        "  took 00:52 · cost USD 0.240 · 1 duplicate sent once",
        "next: tranche results job.yaml  ·  tranche compare",
      ),
    );
  });

  it("has words for a cancelled and for a running job", () => {
    expect(runEndText({ ...sampleRun, state: "cancelled" }, { jobFile: "j.yaml" })).toMatch(
      /^support-intent is cancelled: 2,408 of 5,160 items have a label\n/,
    );
    expect(runEndText(sampleRun, { jobFile: "j.yaml" })).toMatch(/\ngo on with: tranche run j\.yaml\n$/);
    expect(stoppedText("job.yaml")).toBe("stopped; nothing in doubt is forgotten. Go on with: tranche run job.yaml\n");
  });
});

describe("vendorsText", () => {
  const document: VendorsDocument = {
    vendors: [
      {
        vendor: "scale",
        owner: "scale-ai",
        adapter: "scale",
        baseUrl: "https://api.scale.com/v1",
        health: "ok",
        stakes: [{ holder: "meta", share: 0.49 }],
        price: "USD 0.080 a judgment",
        capabilities: {
          submission: "item",
          idempotency: "key-conflict",
          cancel: "item",
          webhook: "shared-secret",
          priceBasis: "judgment",
          taskKinds: ["classification"],
          regions: ["us"],
        },
      },
    ],
  };

  it("shows vendors, owners with their holders, and what each can do", () => {
    expect(vendorsText(document)).toBe(
      text(
        "  vendor  owner                 adapter  health  price                 sends    asked twice   takes back  regions",
        "  scale   scale-ai (meta 49 %)  scale    ok      USD 0.080 a judgment  by item  key-conflict  item        us",
      ),
    );
  });

  it("adds what the check of the credentials found", () => {
    const [scale] = document.vendors;
    if (!scale) throw new Error("the document has a vendor");
    const checked = {
      vendors: [
        { ...scale, check: { ok: false, why: "401: unknown key" } },
        { ...scale, vendor: "surge", check: { ok: true, note: "team red" } },
      ],
    } as const;
    expect(vendorsText(checked).split("\n").slice(-3)).toEqual(["fails scale: 401: unknown key", "ok    surge: team red", ""]);
    expect(vendorsText({ vendors: [] })).toBe("The config names no vendors.\n");
  });
});
