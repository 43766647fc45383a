import { describe, expect, it } from "vitest";
import { createLockLook } from "./lock-look.ts";

const look = () => {
  const at = { now: 1_000, elapsed: 0, asked: 0, ours: true };
  const stillOurs = createLockLook(
    async () => {
      at.asked += 1;
      return at.ours;
    },
    { now: () => at.now, elapsed: () => at.elapsed, sleep: async () => {} },
  );
  return { at, stillOurs };
};

describe("the look at the lock before a request", () => {
  it("is one for the requests that leave within a few milliseconds", async () => {
    const { at, stillOurs } = look();
    await Promise.all([stillOurs(), stillOurs()]);
    at.now += 3;
    at.elapsed += 3;
    expect([await stillOurs(), at.asked]).toEqual([true, 1]);
  });

  it.each([
    ["time went on", 5, 5],
    ["the machine slept, which its steady clock does not count", 60_000, 1],
    ["the clock was set back", -60_000, 1],
    ["the clock was set back by as much as the process stood still", 0, 60_000],
  ])("is another when %s", async (_what, now, elapsed) => {
    const { at, stillOurs } = look();
    await stillOurs();
    at.ours = false;
    at.now += now;
    at.elapsed += elapsed;
    expect([await stillOurs(), at.asked]).toEqual([false, 2]);
  });

  it("takes a store that cannot say for a no", async () => {
    const clock = { now: () => 1, sleep: async () => {} };
    expect(await createLockLook(() => Promise.reject(new Error("busy")), clock)()).toBe(false);
  });
});
