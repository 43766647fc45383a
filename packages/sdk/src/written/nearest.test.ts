import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

describe("the nearest key", () => {
  const keys = ["maxShare", "deny", "regions", "perSecond"];

  it.each([
    ["maxshare", "maxShare"],
    ["max_share", "maxShare"],
    ["mxaShare", "maxShare"],
    ["denny", "deny"],
    ["region", "regions"],
    ["perSecnd", "perSecond"],
  ])("%s means %s", (word, meant) => expect(nearest(word, keys)).toBe(meant));

  it.each(["budget", "x", ""])("%j means none of them", (word) => expect(nearest(word, keys)).toBeUndefined());

  it("counts a swap of neighbours as one slip", () => {
    expect(editDistance("scael", "scale")).toBe(1);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
  });
});
