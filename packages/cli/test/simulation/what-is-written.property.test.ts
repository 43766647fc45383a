import { expect, it } from "vitest";
import type { EngineNote } from "../../src/engine/engine-options.ts";
import { greedyReplan } from "./greedy-replan.ts";
import { runWorld } from "./run-world.ts";

it("writes no item into a log or a reason, also where a vendor answers with the item itself", async () => {
  const faults = { unreachable: 0, dropBefore: 0, dropAfter: 0, landLate: 0, throttle: 0, partial: 0, refuse: 0, giveBack: 0 };
  const notes: EngineNote[] = [];
  const rest = await runWorld(
    {
      seed: 3,
      items: 4,
      slotsPerItem: 1,
      independent: "owner",
      maxSharePerMillion: 1_000_000,
      budgetSlots: undefined,
      vendors: [
        {
          vendor: "v",
          owner: "v",
          idempotency: "key-conflict",
          maxUnits: 1,
          canFind: true,
          canWithdraw: false,
          faults: { ...faults, nonsense: 0, readFails: 0 },
          answerMs: 1_000,
          outages: [],
        },
      ],
      crashes: [],
    },
    greedyReplan,
    {
      options: (options) => ({ ...options, onNote: (note) => void notes.push(note) }),
      vendor: (vendor) => ({
        ...vendor,
        adapter: {
          ...vendor.adapter,
          collect: async (...call) => {
            const page = await vendor.adapter.collect(...call);
            return {
              ...page,
              observations: page.observations.map((one) =>
                one.type === "unit" ? { ...one, judgments: one.judgments.map((judgment) => ({ ...judgment, answer: "item 1" })) } : one,
              ),
            };
          },
        },
      }),
    },
  );
  const reasons = rest.store.database.all("SELECT state, state_json FROM attempts");
  expect(reasons.map(({ state }) => state)).toContain("invalid");
  expect(notes.map(({ note }) => note)).toContain("invalid-answer");
  expect(JSON.stringify([reasons, notes])).not.toContain("item 1");
  await rest.store.close();
});
