import { describe, expect, it } from "vitest";
import { sharedItemsNeeded } from "./power.ts";

describe("sharedItemsNeeded", () => {
  it.each([
    // By hand: (1.959964 * sqrt(0.3) + 0.841621 * sqrt(0.3 - 0.01))^2 / 0.01 = (1.073517 + 0.453225)^2 / 0.01 = 233.09…
    [0.3, 0.1, 234],
    // (1.959964 * sqrt(0.1) + 0.841621 * sqrt(0.1 - 0.0004))^2 / 0.0004 = (0.619795 + 0.265611)^2 / 0.0004 = 1959.86
    [0.1, 0.02, 1960],
    // Every item that differs differs the same way: discordance equals the difference.
    [0.05, 0.05, 155],
  ])("discordance %f, difference %f: %i", (discordance, difference, items) =>
    expect(sharedItemsNeeded(discordance, difference)).toBe(items),
  );

  it("asks for more for a finer difference and for noisier vendors", () => {
    expect(sharedItemsNeeded(0.2, 0.01)).toBeGreaterThan(sharedItemsNeeded(0.2, 0.02) * 3.9);
    expect(sharedItemsNeeded(0.4, 0.02)).toBeGreaterThan(sharedItemsNeeded(0.2, 0.02) * 1.9);
  });

  it("does not ask for less than the difference itself implies", () =>
    expect(sharedItemsNeeded(0, 0.02)).toBe(sharedItemsNeeded(0.02, 0.02)));

  it("is enough: McNemar's test then sees the difference about 80 times in 100", () => {
    let state = 11;
    const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const [onlyA, onlyB] = [0.15, 0.07];
    const items = sharedItemsNeeded(onlyA + onlyB, onlyA - onlyB);
    let seen = 0;
    const worlds = 1000;
    for (let world = 0; world < worlds; world += 1) {
      let b = 0;
      let c = 0;
      for (let item = 0; item < items; item += 1) {
        const draw = chance();
        if (draw < onlyA) b += 1;
        else if (draw < onlyA + onlyB) c += 1;
      }
      if ((b - c) ** 2 / (b + c) > 3.841459) seen += 1;
    }
    expect(seen / worlds).toBeGreaterThan(0.76);
    expect(seen / worlds).toBeLessThan(0.84);
  });
});
