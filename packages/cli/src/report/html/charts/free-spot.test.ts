import { describe, expect, it } from "vitest";
import { freeSpot, type Rectangle } from "./free-spot.ts";

const at = (left: number, top: number): Rectangle => ({ left, right: left + 50, top, bottom: top + 15 });

describe("freeSpot", () => {
  it("takes the first place that is free", () => {
    expect(freeSpot([at(0, 0), at(60, 0)], { taken: [], width: 200 })).toEqual(at(0, 0));
    expect(freeSpot([at(0, 0), at(60, 0)], { taken: [at(-20, 10)], width: 200 })).toEqual(at(60, 0));
  });

  it("does not leave the picture", () => {
    expect(freeSpot([at(-1, 0), at(0, -1), at(151, 0), at(150, 0)], { taken: [], width: 200 })).toEqual(at(150, 0));
  });

  it("lets neighbours touch", () => expect(freeSpot([at(50, 0)], { taken: [at(0, 0), at(100, 0)], width: 200 })).toEqual(at(50, 0)));
});
