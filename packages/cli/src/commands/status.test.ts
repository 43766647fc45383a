import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ItemDocument, RunDocument } from "../report/index.ts";
import { beginFolder, type BegunFolder } from "./__fixtures__/begun-folder.ts";
import { runStatus } from "./status.ts";

let place: BegunFolder;
beforeEach(async () => {
  place = await beginFolder();
});
afterEach(() => place.close());

const status = async <T>(item?: string): Promise<T> => {
  expect(await runStatus({ ...place.json, watch: false, ...(item === undefined ? {} : { item }) }, place.context())).toBe(0);
  return JSON.parse(place.printed()) as T;
};
/** Gives the slot of an item to a vendor, as a re-plan would. */
const moveTo = (item: string, vendor: string): Promise<void> =>
  place.withStore(async (store) => {
    const slot = store.database.get("SELECT s.slot FROM slots s JOIN items i ON i.job = s.job AND i.seq = s.seq WHERE i.item = ?", item)?.[
      "slot"
    ];
    store.database.run("UPDATE slots SET position = -1, vendor = ? WHERE slot = ?", vendor, slot as number);
  });

describe("tranche status", () => {
  it("shows a wait that a vendor asked for, until it is over", async () => {
    const until = Date.now() + 3_600_000;
    const wait = { why: "over the quota", since: Date.now() - 1_000, until };
    await place.withStore((store) => store.saveWait(place.job, "surge", wait));
    const shown = (await status<RunDocument>()).vendors.find(({ vendor }) => vendor === "surge");
    expect(shown).toMatchObject({ health: "ok", wait: { until: new Date(until).toISOString(), why: "over the quota" } });
    expect(shown?.note).toMatch(/^quota, until \d\d:\d\d:\d\d UTC: over the quota$/);
    await place.withStore((store) => store.saveWait(place.job, "surge", { ...wait, until: Date.now() - 1 }));
    expect((await status<RunDocument>()).vendors.find(({ vendor }) => vendor === "surge")?.wait).toBeUndefined();
  });
});

describe("when a job ended", () => {
  it("is when it became complete, however often it is run again", async () => {
    const ran = (begin: number, state: string, end: number): Promise<void> =>
      place.withStore(async (store) => store.endRun(await store.startRun(place.job, 1, begin), state, end));
    await ran(1_000, "incomplete", 5_000);
    expect((await status<RunDocument>()).endedAt).toBe("1970-01-01T00:00:05.000Z");
    await ran(6_000, "complete", 9_000);
    await ran(60_000, "complete", 61_000);
    expect(await status<RunDocument>()).toMatchObject({ startedAt: "1970-01-01T00:00:01.000Z", endedAt: "1970-01-01T00:00:09.000Z" });
  });
});

describe("what people have to know of a job", () => {
  it("that it was cancelled, and why", async () => {
    expect((await status<RunDocument>()).cancelled).toBeUndefined();
    await place.withStore((store) => store.cancelJob(place.job, { why: "no budget", at: 5_000 }));
    await place.withStore((store) => store.cancelJob(place.job, { why: "again", at: 9_000 }));
    expect(await status<RunDocument>()).toMatchObject({
      state: "cancelled",
      cancelled: { at: "1970-01-01T00:00:05.000Z", why: "no budget" },
    });
  });

  it("that a vendor is not ready yet, and for what it waits", async () => {
    const engagement = { ref: "P-1", state: "pending", waitingFor: "three of five experts", data: {} } as const;
    await place.withStore((store) => store.saveEngagement(place.job, "mercor", engagement));
    expect((await status<RunDocument>()).vendors.find(({ vendor }) => vendor === "mercor")?.note).toBe(
      "not ready yet: three of five experts",
    );
  });
});

describe("what a vendor gave and nobody acts on", () => {
  it("is said for each vendor, and the most that any run saw", async () => {
    expect((await status<RunDocument>()).warnings).toEqual([]);
    await place.withStore(async (store) => {
      await store.recordPassedOver(place.job, "surge", "not-ours", 3);
      await store.recordPassedOver(place.job, "surge", "not-ours", 2);
      await store.recordPassedOver(place.job, "scale", "answers", 9_900);
    });
    const told = [
      "scale gave more answers to one unit than are kept of it (100); not kept: 9,900",
      "surge lists work under names that this folder cannot have made (3): somebody else's, or nobody's; it is passed over",
    ];
    expect((await status<RunDocument>()).warnings).toEqual(told);
    await runStatus({ ...place.text, watch: false }, place.context());
    const printed = place.printed();
    for (const line of told) expect(printed).toContain(`! ${line}`);
  });
});

describe("what is in doubt", () => {
  it("is named, with the way out of it", async () => {
    const item = await place.send("surge", { event: "submission-in-doubt", at: 5_000 });
    expect((await status<RunDocument>()).doubts).toEqual([{ item, vendor: "surge", since: "1970-01-01T00:00:05.000Z" }]);
    await runStatus({ ...place.text, watch: false }, place.context());
    expect(place.printed()).toContain(
      `decide with: tranche resolve ${item} --as … --dry-run\n    ${item} at surge since 1970-01-01T00:00:05.000Z`,
    );
  });
});

describe("what was paid twice", () => {
  it("is counted where two vendors answered one place, with what it cost and why; and what may follow", async () => {
    const item = await place.send("scale", { event: "submission-accepted", ref: "T-1", at: 5 }, { event: "given-up", why: "vendor-lost" });
    await moveTo(item, "surge");
    await place.send("surge", { event: "submission-accepted", ref: "S-1", at: 7 }, { event: "answered", ref: "S-1" });
    const nothing = { items: 0, cost: 0, because: [] };
    expect((await status<RunDocument>()).paidTwice).toEqual({ ...nothing, mayFollow: { items: 1, cost: 0.08 } });
    await place.answerLate("scale", "T-1");
    expect((await status<RunDocument>()).paidTwice).toEqual({
      items: 1,
      cost: 0.08,
      because: ["scale answered after it was lost and its work was placed elsewhere"],
      mayFollow: { items: 0, cost: 0 },
    });
    await runStatus({ ...place.text, watch: false }, place.context());
    expect(place.printed()).toContain("paid twice: 1 item, USD 0.080, because scale answered after it was lost");
  });

  it("is nothing where a late answer is the only one", async () => {
    await place.send("scale", { event: "submission-accepted", ref: "T-1", at: 5 }, { event: "given-up", why: "vendor-lost" });
    await place.answerLate("scale", "T-1");
    expect((await status<RunDocument>()).paidTwice).toMatchObject({ items: 0, cost: 0 });
  });
});

describe("tranche status --item", () => {
  it("tells every attempt over all vendors, on the good path and off it", async () => {
    const item = await place.send(
      "scale",
      { event: "submission-in-doubt", at: 5 },
      { event: "found-absent", resend: true },
      { event: "submission-accepted", ref: "T-1", at: 6 },
      { event: "withdrawal-failed", ref: "T-1", outcome: "too-late", why: "work has begun" },
      { event: "given-up", why: "vendor-lost" },
    );
    await moveTo(item, "surge");
    await place.send("surge", { event: "submission-accepted", ref: "S-1", at: 7 }, { event: "answered", ref: "S-1" });
    const { status: is, events, nowhere } = await status<ItemDocument>(item);
    expect({ is, nowhere }).toEqual({ is: "done", nowhere: [] });
    expect(events.map(({ vendor, what, note }) => `${vendor}: ${what}${note === undefined ? "" : ` (${note})`}`)).toEqual([
      "scale: disclosed and sent",
      "scale: in doubt: it may have landed",
      "scale: looked up: not there, sent again under the same key",
      "scale: accepted (T-1)",
      "scale: asked back, and not given (too-late: work has begun)",
      "scale: given up; it may still be answered and billed (vendor-lost)",
      "surge: disclosed and sent",
      "surge: accepted (S-1)",
      "surge: answered",
    ]);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
  });

  it("gives both vendors' reasons where an item stopped after two of them", async () => {
    const item = await place.send("scale", { event: "submission-refused", why: "text is empty", scope: "item", at: 5 });
    await moveTo(item, "surge");
    await place.send(
      "surge",
      { event: "submission-accepted", ref: "S-1", at: 6 },
      { event: "returned", ref: "S-1", why: "cannot be judged" },
    );
    const document = await status<ItemDocument>(item);
    expect(document.status).toBe("quarantined");
    expect(document.nowhere).toEqual([
      "quarantined: two vendors would not take it",
      "scale: refused (text is empty)",
      "surge: returned (cannot be judged)",
    ]);
    const { stranded } = await status<RunDocument>();
    expect(stranded).toEqual([{ item, reasons: document.nowhere }]);
  });

  it("names each vendor and why not where an item is stranded", async () => {
    const item = place.ids[0] ?? "";
    await place.withStore(async (store) => {
      store.database.run(
        "UPDATE slots SET state = 'stranded', vendor = NULL, reason = ? WHERE seq = 0",
        "scale: at its cap: 6 of 6\nsurge: out",
      );
    });
    expect((await status<ItemDocument>(item)).nowhere).toEqual(["scale: at its cap: 6 of 6", "surge: out"]);
  });
});
