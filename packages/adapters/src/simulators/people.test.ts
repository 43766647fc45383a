import { afterEach, describe, expect, it } from "vitest";
import { clientOf, hours, still } from "./__fixtures__/client.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "./index.ts";

const open: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

const options = ["ham", "spam"];
const choices = options.map((value) => ({ label: value, value }));

interface Said {
  readonly label: string;
  readonly worker: string | undefined;
  readonly afterSeconds: number;
}

/** Sends every text to every vendor and reads what its people say. */
const ask = async (texts: readonly string[], more: SandboxOptions = {}): Promise<Readonly<Record<string, readonly Said[]>>> => {
  const sandbox = await startSandbox({
    ...still,
    mercor: { options: { attritionPerWeek: 0, declineShare: 0, warningShare: 0 } },
    surge: { options: { anonymousShare: 0 } },
    ...more,
  });
  open.push(sandbox);
  const [scale, surge, mercor] = sandbox.vendors.map((vendor) => clientOf(vendor));
  if (scale === undefined || surge === undefined || mercor === undefined) throw new Error("a vendor is missing");
  const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

  const { project_id: hired } = (await mercor.post("/projects", { name: "p", response_format: { kind: "classification", options } })).json;
  const rate = { currency: "USD", min_minor_per_hour: 1000, max_minor_per_hour: 6000, frequency: "hourly" };
  const { listing_id: listing } = (
    await mercor.post(`/projects/${hired}/listings`, { role_title: "r", rate, weekly_cap_hours: 40, slots: 12 })
  ).json;
  sandbox.clock.advance(hours(24));
  for (const each of (await mercor.get(`/listings/${listing}/candidates`)).json.data) {
    if (each.fit === "allowed")
      await mercor.post(`/listings/${listing}/offers`, {
        candidate_id: each.candidate_id,
        rate_minor_per_hour: each.asking_rate_minor,
        weekly_cap_hours: 40,
      });
  }
  sandbox.clock.advance(hours(24));

  const tasks: string[] = [];
  for (const text of texts)
    tasks.push(
      (
        await scale.post("/task/textcollection", {
          attachments: [{ type: "text", content: text }],
          fields: [{ type: "category", field_id: "label", title: "Which?", choices }],
        })
      ).json.task_id,
    );
  const made = (await surge.post("/projects", { name: "p", fields_template: "{{text}}", questions: [{ text: "Which?", options }] })).json;
  await surge.post(`/projects/${made.id}/tasks/create_tasks`, { tasks: texts.map((text, n) => ({ text, n })), launch: true });
  await mercor.post(`/projects/${hired}/work_items:batch`, {
    items: texts.map((text, n) => ({ external_id: String(n), title: "t", payload: { text } })),
  });
  sandbox.clock.advance(hours(24 * 7));

  const said: Record<string, Said[]> = { scale: [], surge: [], mercor: [] };
  for (const id of tasks) {
    const { json } = await scale.get(`/task/${id}`);
    said["scale"]?.push({
      label: json.response.annotations.label,
      worker: undefined,
      afterSeconds: seconds(json.created_at, json.completed_at),
    });
  }
  for (let page = 1; said["surge"]?.length !== texts.length; page++) {
    for (const task of (await surge.get(`/projects/${made.id}/tasks?page=${page}`)).json) {
      const [response] = task.responses;
      said["surge"]?.push({
        label: response.data["Which?"],
        worker: response.worker_id,
        afterSeconds: seconds(task.created_at, response.completed_at),
      });
    }
  }
  for (let n = 0; n < texts.length; n += 100) {
    const ids = texts.slice(n, n + 100).map((_, i) => String(n + i));
    const { data } = (await mercor.get(`/projects/${hired}/work_items?limit=200&external_id=${ids.join(",")}`)).json;
    for (const id of ids) {
      const item = data.find((each: { external_id: string }) => each.external_id === id);
      const { content, expert_ref: worker, submitted_at: at } = item.latest_deliverable;
      said["mercor"]?.push({ label: content.label, worker, afterSeconds: seconds(item.created_at, at) });
    }
  }
  return said;
};

describe("with an items file and its truth", () => {
  const items = Array.from({ length: 400 }, (_, n) => ({ id: `i${n}`, text: `message number ${n}` }));
  const truth = items.map((item, n) => ({ id: item.id, label: n % 5 === 0 ? "spam" : "ham" }));

  it("each vendor's people are as right as its pool", async () => {
    const said = await ask(
      items.map((item) => item.text),
      { items, truth },
    );
    const right = (vendor: string): number =>
      (said[vendor] ?? []).filter((each, n) => each.label === truth.at(n)?.label).length / items.length;
    expect(right("scale")).toBeGreaterThan(0.8);
    expect(right("scale")).toBeLessThan(0.9);
    expect(right("surge")).toBeGreaterThan(0.93);
    expect(right("mercor")).toBeGreaterThan(0.94);
  });
});

describe("with recorded answers", () => {
  const items = [
    { id: "i1", text: "one" },
    { id: "i2", text: "two" },
  ];

  it("every vendor gives its own back, by the recorded worker, after the recorded time", async () => {
    const answers = ["scale", "surge", "mercor"].flatMap((vendor, n) => [
      { id: "i1", vendor, worker: `${vendor}-w`, label: n % 2 === 0 ? "ham" : "spam", seconds: 600 + n },
      { id: "i2", vendor, worker: `${vendor}-v`, label: n % 2 === 0 ? "spam" : "ham", seconds: 90_000 + n },
    ]);
    const said = await ask(["one", "two"], { items, answers });
    expect(said).toEqual({
      scale: [
        { label: "ham", worker: undefined, afterSeconds: 600 },
        { label: "spam", worker: undefined, afterSeconds: 90_000 },
      ],
      surge: [
        { label: "spam", worker: "surge-w", afterSeconds: 601 },
        { label: "ham", worker: "surge-v", afterSeconds: 90_001 },
      ],
      mercor: [
        { label: "ham", worker: "mercor-w", afterSeconds: 602 },
        { label: "spam", worker: "mercor-v", afterSeconds: 90_002 },
      ],
    });
  });

  it("an item without one is answered by the pool, and one without seconds in the pool's own time", async () => {
    const said = await ask(["one", "two", "three"], { items, answers: [{ id: "i1", worker: "w", label: "spam" }] });
    for (const vendor of ["scale", "surge", "mercor"]) {
      expect(said[vendor]?.map((each) => each.label)).toEqual([
        "spam",
        expect.stringMatching(/ham|spam/u),
        expect.stringMatching(/ham|spam/u),
      ]);
      expect(said[vendor]?.[0]?.afterSeconds).toBeGreaterThan(0);
    }
  });
});
