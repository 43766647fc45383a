import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HealthEvent, type HealthRules, healthy, stepHealth, unitsAllowed, type VendorHealth } from "./vendor-health.ts";

const rules: HealthRules = { cooldownMs: 100, longestCooldownMs: 350, lostAfterMs: 1_000 };
const failed = (at: number, reached = true): HealthEvent => ({ event: "submission-failed", at, why: "500", reached });
const after = (events: readonly HealthEvent[], start: VendorHealth = healthy): VendorHealth =>
  events.reduce((health, event) => stepHealth(health, event, rules), start);

describe("a vendor's health", () => {
  it("cools after five failures in a row, and not after four", () => {
    expect(after([1, 2, 3, 4].map((at) => failed(at))).is).toBe("ok");
    expect(after([1, 2, 3, 4, 5].map((at) => failed(at)))).toMatchObject({ is: "cooling", until: 105, ejections: 1 });
  });

  it("cools when more than half of the last twenty failed, in whatever order", () => {
    const mixed = Array.from({ length: 20 }, (_, at): HealthEvent => (at % 5 < 3 ? failed(at) : { event: "submission-succeeded", at }));
    expect(mixed.map((_, n) => after(mixed.slice(0, n + 1)).is)).toContain("cooling");
    const seldom = Array.from({ length: 60 }, (_, at): HealthEvent => (at % 3 === 0 ? failed(at) : { event: "submission-succeeded", at }));
    expect(seldom.map((_, n) => after(seldom.slice(0, n + 1)).is)).not.toContain("cooling");
  });

  it("lets nothing through while it cools, five units when the time is over, and is well after one success", () => {
    const cooling = after([1, 2, 3, 4, 5].map((at) => failed(at)));
    expect(unitsAllowed(after([{ event: "time-passed", at: 104 }], cooling))).toBe(0);
    const probing = after([{ event: "time-passed", at: 105 }], cooling);
    expect(unitsAllowed(probing)).toBe(5);
    expect(after([{ event: "submission-succeeded", at: 106 }], probing).is).toBe("ok");
  });

  it("cools longer each time, up to a limit", () => {
    let health: VendorHealth = healthy;
    const lengths: number[] = [];
    for (let at = 0, times = 0; times < 5; times += 1) {
      // A call that succeeds now and then keeps it from being lost for good.
      for (let n = 0; n < 5 && health.is === "ok"; n += 1) health = stepHealth(health, failed(at), rules);
      if (health.is === "cooling" && health.probing) health = stepHealth(health, failed(at), rules);
      if (health.is !== "cooling") break;
      lengths.push(health.until - at);
      at = health.until;
      health = stepHealth(health, { event: "time-passed", at }, rules);
    }
    expect(lengths).toEqual([100, 200, 300, 350, 350]);
  });

  it("is lost when unreachable, or taking nothing, for the whole of lostAfter", () => {
    expect(after([failed(0, false), { event: "call-failed", at: 999 }]).is).toBe("ok");
    expect(after([failed(0, false), { event: "call-failed", at: 1_000 }])).toMatchObject({ is: "out", cause: "unreachable" });
    expect(after([failed(0), { event: "call-succeeded", at: 500 }, failed(1_000)])).toMatchObject({
      is: "out",
      cause: "refuses-everything",
    });
    expect(after([failed(0, false), { event: "submission-succeeded", at: 500 }, { event: "call-failed", at: 1_400 }]).is).toBe("ok");
  });

  it("is not lost by time alone after one failed submission: nothing was left to send it", () => {
    expect(after([failed(0), { event: "call-succeeded", at: 10 }, { event: "time-passed", at: 5_000 }]).is).toBe("ok");
    // The next one fails as well, a day later: that is a beginning, not an end.
    expect(after([failed(0), failed(5_000)]).is).toBe("ok");
    expect(after([failed(0), failed(5_000), failed(5_900), failed(6_000)])).toMatchObject({
      is: "out",
      why: "takes nothing: 500",
      since: 5_000,
    });
  });

  it("is lost when all it ever says is to wait", () => {
    const asked = (at: number): HealthEvent => ({ event: "submission-throttled", at, why: "slow down" });
    expect(after([asked(0), asked(500), asked(900)]).is).toBe("ok");
    expect(after([asked(0), asked(500), asked(1_000)])).toMatchObject({ is: "out", why: "takes nothing: slow down" });
    expect(after([asked(0), asked(500), { event: "submission-succeeded", at: 600 }, asked(1_000)]).is).toBe("ok");
  });

  it("may still fall silent when it takes nothing new, and only then", () => {
    const takesNothing = after([failed(0), failed(1_000)]);
    const silent: HealthEvent = { event: "silent-too-long", at: 9_000, why: "silent" };
    expect(after([silent], takesNothing)).toMatchObject({ is: "out", cause: "silent" });
    const gone = after([failed(0, false), { event: "call-failed", at: 1_000 }]);
    expect(after([silent], gone)).toBe(gone);
  });

  it("loses nobody over a night in which this machine slept, nor over a clock that was put right", () => {
    const before = after([failed(0, false), { event: "call-failed", at: 900 }]);
    const night = 30_000;
    expect(after([{ event: "time-passed", at: 900 + night }], before).is).toBe("out");
    const awake = after([{ event: "clock-jumped", byMs: night }], before);
    expect(after([{ event: "time-passed", at: 950 + night }], awake).is).toBe("ok");
    expect(after([{ event: "call-failed", at: 1_000 + night }], awake)).toMatchObject({ is: "out", cause: "unreachable" });
    const cooling = after([1, 2, 3, 4, 5].map((at) => failed(at)));
    expect(after([{ event: "clock-jumped", byMs: -5_000 }], cooling)).toMatchObject({ is: "cooling", until: 105 - 5_000 });
  });

  it("takes a refused credential for what it is", () => {
    expect(after([{ event: "unauthorized", at: 5, why: "401" }])).toMatchObject({ is: "out", cause: "unauthorized" });
  });

  it("is held by gold below the floor beyond chance, and a person's release forgives what was counted until then", () => {
    const count = (right: number, seen: number, at = 1): HealthEvent => ({
      event: "gold-counted",
      at,
      count: { right, seen },
      floorPerMillion: 800_000,
    });
    expect(after([count(0, 19), count(15, 20)]).is).toBe("ok");
    const held = after([count(8, 20, 7)]);
    expect(held).toEqual({ is: "held", why: "8 of 20 known answers right, the floor is 80 %", since: 7, gold: { right: 8, seen: 20 } });
    const back = after([{ event: "released", at: 9 }, count(8, 20), count(9, 22)], held);
    expect(back.is).toBe("cooling");
    expect(after([count(16, 40)], back)).toMatchObject({ is: "held", why: "8 of 20 known answers right, the floor is 80 %" });
    expect(after([count(27, 40)], back).is).toBe("cooling");
    expect(after([count(8, 20)], after([{ event: "taken-out", at: 8, why: "w" }])).is).toBe("out");
  });

  it("cools no longer than it was set for, whatever the clock did between two processes", () => {
    const cooling = after([1, 2, 3, 4, 5].map((at) => failed(at + 50_000)));
    expect(cooling).toMatchObject({ until: 50_105 });
    // The clock was put back by fifty seconds while nobody ran.
    expect(after([{ event: "process-started", at: 6 }], cooling)).toMatchObject({ is: "cooling", until: 106 });
    expect(after([{ event: "process-started", at: 50_010 }], cooling)).toMatchObject({ until: 50_105 });
    fc.assert(
      fc.property(fc.nat(200_000), (at) => {
        const resumed = after([{ event: "process-started", at }], cooling);
        expect(resumed.is === "cooling" && resumed.until <= Math.max(at + 100, 0) && resumed.until <= 50_105).toBe(true);
      }),
    );
  });

  it("is ended only by a person once it is held or out, whatever happens", () => {
    const anything: fc.Arbitrary<HealthEvent> = fc
      .tuple(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom("submission-succeeded", "call-succeeded", "call-failed", "time-passed"))
      .map(([at, event]) => ({ event, at }));
    fc.assert(
      fc.property(fc.array(anything), fc.constantFrom("held" as const, "taken-out" as const), (events, order) => {
        const start = after([{ event: order, at: 0, why: "because" }]);
        expect(after(events, start)).toEqual(start);
        expect(unitsAllowed(start)).toBe(0);
        expect(after([{ event: "released", at: 1 }], start).is).toBe("cooling");
      }),
    );
  });
});
