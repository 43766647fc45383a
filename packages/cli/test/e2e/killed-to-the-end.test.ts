import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { type Sandbox, startSandbox } from "@tranche/adapters/simulators";
import { afterEach, describe, expect, it } from "vitest";
import { demoItems, demoLabels } from "../../src/commands/demo-items.ts";
import { writeSandboxConfig } from "../../src/commands/sandbox-config.ts";
import { seededRandom } from "../../src/engine/jitter.ts";
import type { RunDocument } from "../../src/report/index.ts";
import { jsonOf, openPlace, type Place, start, type Started, writeJob } from "./processes.ts";

/** SIGKILLs over one job; 200 of them take some minutes: `TRANCHE_KILLS=200`. */
const KILLS = Number(process.env["TRANCHE_KILLS"] ?? 6);
const ITEMS = Number(process.env["TRANCHE_KILLED_ITEMS"] ?? (KILLS > 50 ? 2_000 : 300));
const MAX_SHARE = 0.6;
/** Simulated seconds a second. The slower, the longer the job: with people as slow as below it lasts many times as long as its kills take. */
const SPEED = Math.round(Math.min(10_000, Math.max(100, Number(process.env["TRANCHE_KILL_SPEED"] ?? 60_000) / KILLS)));
/** Hours until somebody takes a task up: few have by the time the last kill is done, and then the vendors' clock is put forward. */
const PICKED_UP = { pickupHours: { median: 40, sigma: 0.3 } };
/** How far at a time: far less than keys are remembered for, and never while a request is under way. */
const STEP_MS = 2 * 3_600_000;
/** A process is killed when it has written so many lines of its record, at most, or after so long. */
const MOST_WRITTEN = 60;
const LONGEST_MS = 1_500;
/** `failover.lostAfter` of the config, and no less than the engine takes it for. */
const LOST_AFTER_MS = Math.max(1_500, 7_200_000 / SPEED);
/** How long a vendor that does not answer holds the line. */
const HANG_MS = 2_000;
/** Hours until a vendor has people belong to the vendor: whoever may take over has them at once. */
const HIRES_AT_ONCE = Object.fromEntries(
  ["candidateHours", "answerHours", "onboardingHours"].map((name) => [name, { median: 0.001, sigma: 0.1 }]),
);
/** The one that has most of it. */
const LOST = "scale";

let place: Place | undefined;
let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  await place?.close();
});

/** Runs the command until `enough`, and kills it; false when it had ended by itself. */
const runAndKill = async (running: Started, enough: Promise<unknown>): Promise<boolean> => {
  const ended = await Promise.race([running.finished.then(() => true), enough.then(() => false)]);
  if (!ended) running.child.kill("SIGKILL");
  await running.finished;
  return !ended;
};

describe(`one job of ${ITEMS} items, killed ${KILLS} times, 5 % of all calls failing, a vendor lost half-way`, () => {
  it(
    "is complete, nothing is taken on twice by a vendor, caps hold, and what was lost is sent again in time",
    { timeout: 3_600_000 },
    async () => {
      const here = (place = openPlace());
      const random = seededRandom(KILLS);
      const items = demoItems(ITEMS);
      const file = (name: string): string => join(here.folder, name);
      writeFileSync(file("items.jsonl"), items.map(({ id, text }) => `${JSON.stringify({ id, text })}\n`).join(""));
      writeFileSync(file("truth.csv"), `id,label\n${items.map(({ id, label }) => `${id},${label}\n`).join("")}`);
      const settings = {
        port: 0,
        speed: SPEED,
        seed: 3,
        items: file("items.jsonl"),
        truth: file("truth.csv"),
        faults: { rate: 0.05, hangMs: HANG_MS },
        scale: { pool: PICKED_UP },
        surge: { pool: PICKED_UP },
        mercor: { options: HIRES_AT_ONCE },
      };
      sandbox = await startSandbox(settings);
      await writeSandboxConfig({ file: file("tranche.config.yaml"), vendors: sandbox.vendors, speed: SPEED, settings });
      writeJob(here, { items: "./items.jsonl", maxShare: MAX_SHARE, options: demoLabels.join(", ") });
      const command = (): Started => start(["run", "job.yaml", "--yes", "--quiet"], here.folder);
      const read = <T>(sql: string, ...values: readonly (string | number)[]): readonly T[] => {
        // Nothing is there yet where the first process was killed while it started.
        if (!existsSync(file(".tranche/tranche.db"))) return [];
        const db = new DatabaseSync(file(".tranche/tranche.db"), { readOnly: true, timeout: 10_000 });
        try {
          return db.prepare(sql).all(...values) as unknown as readonly T[];
        } catch (error) {
          // Or before it had made its tables.
          if (/no such table/.test(String(error))) return [];
          throw error;
        } finally {
          db.close();
        }
      };

      const fence = (): number => read<{ fence: number }>("SELECT fence FROM locks")[0]?.fence ?? 0;
      const atWork = async ({ child }: Started): Promise<void> => {
        for (const before = fence(); fence() === before && child.exitCode === null;) await pause(30);
      };
      const written = (): number => read<{ n: number }>("SELECT count(*) AS n FROM attempt_events")[0]?.n ?? 0;
      /** When it has written some of its record, or after some while in which there was less to write; one in eight while it is starting. */
      const someMoment = async (running: Started): Promise<void> => {
        if (random() < 0.125) {
          await pause(random() * 1_000);
          return;
        }
        await atWork(running);
        const until = Date.now() + random() * LONGEST_MS;
        for (const enough = written() + random() * MOST_WRITTEN; written() < enough && Date.now() < until;) await pause(5);
      };
      let kills = 0;
      const killOften = async (times: number): Promise<void> => {
        for (let kill = 0; kill < times; kill += 1) {
          const running = command();
          if (await runAndKill(running, someMoment(running))) kills += 1;
        }
      };
      await killOften(Math.ceil(KILLS / 2) - 1);

      // Half-way: it has taken work on, and has not answered all of it.
      const { counts } = sandbox.vendor(LOST);
      // One process sees it happen, and is left alone long enough to find out: a process that is dead has no clock to count by.
      const witness = command();
      const halfWay = async (): Promise<void> => {
        await atWork(witness);
        while (counts().taken < ITEMS / 5) await pause(20);
      };
      await Promise.race([halfWay(), witness.finished]);
      const lostAt = Date.now();
      await sandbox.setOutage(LOST, true);
      const moved = async (): Promise<void> => {
        for (;;) {
          await pause(250);
          const [found] = read<{ n: number }>("SELECT count(*) AS n FROM failovers WHERE vendor = ?", LOST);
          const [left] = read<{ n: number }>("SELECT count(*) AS n FROM slots WHERE state = 'pending' AND not_before <= ?", Date.now());
          const [sending] = read<{ n: number }>("SELECT count(*) AS n FROM attempts WHERE state = 'sending'");
          if ((found?.n ?? 0) > 0 && left?.n === 0 && sending?.n === 0) return;
        }
      };
      if (await runAndKill(witness, moved())) kills += 1;
      const [again] = read<{ slots: number; last: number; taken: number }>(
        `SELECT count(*) AS slots, max(reserved) AS last, max(accepted) AS taken
       FROM (SELECT min(b.reserved_at) AS reserved, min(b.accepted_at) AS accepted FROM attempts a JOIN attempts b ON b.slot = a.slot AND b.epoch > a.epoch
       WHERE a.vendor = ? AND a.ended_at >= ? AND b.vendor <> ? GROUP BY a.slot)`,
        LOST,
        lostAt,
        LOST,
      );
      const [found] = read<{ at: number }>("SELECT min(at) AS at FROM failovers WHERE vendor = ?", LOST);
      const since = (at: number | undefined): number => (at ?? Number.POSITIVE_INFINITY) - lostAt;
      const foundMs = since(found?.at);
      const beyondMs = since(again?.last) - LOST_AFTER_MS;

      await killOften(KILLS - kills);
      const last = start(["run", "job.yaml", "--yes", "--json", "--quiet"], here.folder);
      /** What was sent is answered in a while, not in days. */
      const putForward = async (): Promise<void> => {
        while (last.child.exitCode === null) {
          await pause(100);
          const [open] = read<{ n: number }>("SELECT count(*) AS n FROM attempts WHERE state IN ('sending', 'in-doubt')");
          if (open?.n === 0) sandbox?.clock.advance(STEP_MS);
        }
      };
      await Promise.race([putForward(), last.finished]);
      const ran = await last.finished;
      const document = jsonOf<RunDocument>(ran);
      const vendors = sandbox.vendors.map(({ name, taken }) => {
        const contents = taken().map(({ content }) => content);
        return { name, twice: contents.length - new Set(contents).size, items: new Set(contents).size };
      });
      const ledger = read<{ owner: string; items: number }>("SELECT owner, items FROM exposure_counts");
      if (process.env["TRANCHE_KILLS"] !== undefined)
        console.log(
          JSON.stringify({ kills, again: again?.slots, foundMs, beyondMs, takenMs: since(again?.taken), LOST_AFTER_MS, vendors, ledger }),
        );

      expect({ code: ran.code, state: document.state, done: document.items.done }, ran.stderr).toEqual({
        code: 0,
        state: "complete",
        done: ITEMS,
      });
      expect(kills).toBe(KILLS);
      expect(vendors.filter(({ twice }) => twice > 0)).toEqual([]);
      for (const { items: seen } of vendors) expect(seen).toBeLessThanOrEqual(ITEMS * MAX_SHARE);
      for (const { items: counted } of ledger) expect(counted).toBeLessThanOrEqual(ITEMS * MAX_SHARE);
      expect(beyondMs).toBeLessThan(5_000);
      expect(
        read("SELECT s.seq FROM slots s WHERE (SELECT count(*) FROM judgments g WHERE g.slot = s.slot AND g.counted = 1) <> 1"),
      ).toEqual([]);
    },
  );
});
