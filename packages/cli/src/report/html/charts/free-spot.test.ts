import { describe, expect, it } from "vitest";
import { freeSpot, type Rectangle } from "./free-spot.ts";

const at = (left: number, top: number): Rectangle => ({ left, right: left + 50, top, bottom: top + 15 });

const within: Rectangle = { left: 0, right: 200, top: 0, bottom: 100 };

describe("freeSpot", () => {
  it("takes the first place that is free", () => {
    expect(freeSpot([at(0, 0), at(60, 0)], { taken: [], within })).toEqual(at(0, 0));
    expect(freeSpot([at(0, 0), at(60, 0)], { taken: [at(-20, 10)], within })).toEqual(at(60, 0));
  });

  it("does not leave the field", () => {
    expect(freeSpot([at(-1, 0), at(0, -1), at(151, 0), at(0, 86), at(150, 0)], { taken: [], within })).toEqual(at(150, 0));
  });

  it("lets neighbours touch", () => expect(freeSpot([at(50, 0)], { taken: [at(0, 0), at(100, 0)], within })).toEqual(at(50, 0)));
});
