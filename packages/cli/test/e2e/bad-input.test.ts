import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Finished, jsonOf, openPlace, type Place, start, startSandboxProcess, tranche, writeJob } from "./processes.ts";

let place: Place;
beforeEach(() => {
  place = openPlace();
});
afterEach(() => place.close());

const file = (name: string, text: string): void => writeFileSync(join(place.folder, name), text);

const config = (change: (text: string) => string = (text) => text, baseUrl = "http://127.0.0.1:9"): void => {
  file("scale.key", `live_${"0".repeat(32)}\n`);
  file("other.key", "key\n");
  file(
    "tranche.config.yaml",
    change(`version: 1
vendors:
  scale:
    adapter: scale
    baseUrl: ${baseUrl}
    credential: { file: scale.key }
    owner: scale-ai
    price: { perJudgment: 0.08 USD }
  surge:
    adapter: surge
    baseUrl: ${baseUrl}
    credential: { file: other.key }
    price: { perJudgment: 0.10 USD }
failover: { attempts: 3, cooldown: 1s, lostAfter: 3s }
`),
  );
};

const items = (lines: readonly string[]): void => file("items.jsonl", lines.join("\n"));
const twoItems = ['{"id":"a","text":"one"}', '{"id":"b","text":"two"}'];

const said = (finished: Finished): string => finished.stderr;
const untouched = (): void => {
  const store = join(place.folder, ".tranche", "tranche.db");
  if (!existsSync(store)) return;
  const db = new DatabaseSync(store, { readOnly: true });
  for (const table of ["disclosures", "dataset_items", "jobs"])
    expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get(), table).toEqual({ n: 0 });
  db.close();
};

describe("bad input: one clear message, the right code, the ledger as it was", () => {
  it("a wrong key in the config", async () => {
    config((text) => text.replace("baseUrl:", "baseURL:"));
    items(twoItems);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y" });
    const ran = await tranche(["run", "job.yaml", "--yes"], place.folder);
    expect(ran.code).toBe(2);
    expect(said(ran)).toMatch(/tranche\.config\.yaml:5:5 .*baseURL/);
    expect(said(ran)).toContain("baseUrl");
    untouched();
  });

  it("a credential that is not there", async () => {
    config((text) => text.replace("{ file: scale.key }", "{ env: NO_SUCH_VARIABLE }"));
    items(twoItems);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y" });
    const ran = await tranche(["run", "job.yaml", "--yes"], place.folder);
    expect(ran.code).toBe(2);
    expect(said(ran)).toContain("NO_SUCH_VARIABLE");
    untouched();
  });

  it("an items file that is not there", async () => {
    config();
    writeJob(place, { items: "./nowhere.jsonl", maxShare: 0.5, options: "x, y" });
    const ran = await tranche(["run", "job.yaml", "--yes"], place.folder);
    expect(ran.code).toBe(2);
    expect(said(ran)).toContain("nowhere.jsonl");
    untouched();
  });

  it("items with mistakes: all of them, each with its line", async () => {
    config();
    items([twoItems[0] ?? "", "not json", '{"id":"a","text":"again"}', '{"id":"c"}', '{"text":"no id"}']);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y" });
    const ran = await tranche(["run", "job.yaml", "--yes"], place.folder);
    expect(ran.code).toBe(2);
    for (const line of [2, 3, 4, 5]) expect(said(ran)).toMatch(new RegExp(`items\\.jsonl:${line}\\b`));
    untouched();
  });

  it("a gold label outside the options", async () => {
    config();
    items(twoItems);
    file("gold.jsonl", '{"id":"a","answer":"z"}\n');
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y", extra: "quality: { gold: ./gold.jsonl }\n" });
    const ran = await tranche(["validate", "job.yaml"], place.folder);
    expect(ran.code).toBe(2);
    expect(said(ran)).toMatch(/gold\.jsonl:1\b/);
  });

  it("no plan meets the limits: exit 3 and what would help", async () => {
    config();
    items(twoItems);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.4, options: "x, y" });
    const planned = await tranche(["plan", "job.yaml", "--json"], place.folder);
    expect(planned.code).toBe(3);
    expect(jsonOf<{ feasible: boolean; infeasible: { wouldHelp: unknown[] } }>(planned)).toMatchObject({ feasible: false });
    expect(jsonOf<{ infeasible: { wouldHelp: unknown[] } }>(planned).infeasible.wouldHelp.length).toBeGreaterThan(0);
    expect((await tranche(["run", "job.yaml", "--yes"], place.folder)).code).toBe(3);
    untouched();
  });

  it("a plan whose inputs have changed is refused, and it is said what changed", async () => {
    config();
    items(twoItems);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y" });
    expect((await tranche(["plan", "job.yaml", "--out", "plan.json"], place.folder)).code).toBe(0);
    items([...twoItems, '{"id":"c","text":"three"}', '{"id":"d","text":"four"}']);
    const ran = await tranche(["run", "job.yaml", "--plan", "plan.json", "--yes"], place.folder);
    expect(ran.code).toBe(2);
    expect(said(ran)).toContain("the items changed since this plan was made");
    untouched();
  });

  it("a database of a newer version", async () => {
    config();
    items(twoItems);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y" });
    mkdirSync(join(place.folder, ".tranche"));
    const db = new DatabaseSync(join(place.folder, ".tranche", "tranche.db"));
    db.exec("PRAGMA user_version = 999");
    db.close();
    const before = readFileSync(join(place.folder, ".tranche", "tranche.db"));
    const ran = await tranche(["run", "job.yaml", "--yes"], place.folder);
    expect(ran.code).toBe(2);
    expect(said(ran)).toContain("newer tranche");
    expect(readFileSync(join(place.folder, ".tranche", "tranche.db")).equals(before)).toBe(true);
  });

  it("a command that does not exist, and an option that does not", async () => {
    const wrong = await tranche(["plam", "job.yaml"], place.folder);
    expect(wrong.code).toBe(2);
    expect(said(wrong)).toContain("plan");
    expect((await tranche(["plan", "job.yaml", "--jsn"], place.folder)).code).toBe(2);
  });
});

describe("a vendor that answers HTML", () => {
  let server: Server;
  const requests: string[] = [];
  beforeEach(async () => {
    requests.length = 0;
    server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Welcome to our gateway</body></html>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it("is taken out, its items are listed with the reason, and nothing is sent to it twice", { timeout: 60_000 }, async () => {
    config((text) => text, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    items(twoItems);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y" });
    const ran = await tranche(["run", "job.yaml", "--yes", "--json"], place.folder);
    expect(ran.code, ran.stderr).toBe(4);
    const run = jsonOf<{ items: { stranded: number }; stranded: { reasons: string[] }[] }>(ran);
    expect(run.items.stranded).toBe(2);
    expect(run.stranded.flatMap(({ reasons }) => reasons).join()).toMatch(/takes nothing|unreachable/);
  });
});

describe("a run that is disturbed", () => {
  const begin = async (): Promise<void> => {
    file("items.jsonl", Array.from({ length: 200 }, (_, at) => `${JSON.stringify({ id: `i${at}`, text: `message ${at}` })}\n`).join(""));
    await startSandboxProcess(place, ["--speed", "6000"]);
    writeJob(place, { items: "./items.jsonl", maxShare: 0.5, options: "x, y" });
  };
  const until = async (work: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 200 && !work(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const begun = (): boolean =>
    existsSync(join(place.folder, "logs", "scale.jsonl")) &&
    readFileSync(join(place.folder, "logs", "scale.jsonl"), "utf8").includes('"created"');

  it("by Ctrl-C: it stops with 130, says how to go on, and goes on", { timeout: 90_000 }, async () => {
    await begin();
    const running = start(["run", "job.yaml", "--yes"], place.folder);
    await until(begun);
    running.child.kill("SIGINT");
    const stopped = await running.finished;
    expect(stopped.code, stopped.stderr).toBe(130);
    expect(stopped.stderr).toContain("stopped; nothing in doubt is forgotten. Go on with: tranche run job.yaml");
    const again = await tranche(["run", "job.yaml", "--yes", "--json", "--quiet"], place.folder);
    expect(again.code, again.stderr).toBe(0);
    expect(jsonOf<{ items: { done: number } }>(again).items.done).toBe(200);
  });

  it("by a second process: the second ends with 75 and says who has it; status and hold still work", { timeout: 90_000 }, async () => {
    await begin();
    const running = start(["run", "job.yaml", "--yes", "--quiet"], place.folder);
    await until(begun);
    const second = await tranche(["run", "job.yaml", "--yes"], place.folder);
    expect(second.code, second.stderr).toBe(75);
    expect(second.stderr).toContain(`process ${running.child.pid}`);
    expect((await tranche(["status", "--json"], place.folder)).code).toBe(0);
    const held = await tranche(["hold", "mercor", "--json"], place.folder);
    expect(jsonOf<{ running: boolean; given: boolean }>(held)).toMatchObject({ running: true, given: true });
    expect((await running.finished).code).toBe(0);
  });

  it("by a store that cannot be written: it says so and sends nothing more", { timeout: 60_000 }, async () => {
    await begin();
    // Permissions do not hold root back; a folder that is a file does.
    const ran = await tranche(["run", "job.yaml", "--yes", "--store", join(place.folder, "items.jsonl", "tranche.db")], place.folder);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("cannot be read or written");
    expect(begun()).toBe(false);
  });
});
