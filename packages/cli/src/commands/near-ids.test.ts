import { expect, it } from "vitest";
import { createNearIds } from "./near-ids.ts";

const near = (wanted: string, ids: readonly string[]): readonly string[] => {
  const found = createNearIds(wanted);
  for (const id of ids) found.see(id);
  return found.nearest();
};
const ids = Array.from({ length: 2000 }, (_, index) => `sms-${String(index).padStart(5, "0")}`);

it("names the ids a person may have meant, the nearest first, three at most", () => {
  expect(near("sms-0219", ids)[0]).toBe("sms-00219");
  expect(near("SMS-00219", ids)[0]).toBe("sms-00219");
  expect(near("sms-00291", ["sms-00219", "sms-00500"])).toEqual(["sms-00219"]);
  expect(near("219", ids)).toEqual(["sms-00219", "sms-01219"]);
  expect(near("sms-0021", ids)).toHaveLength(3);
});

it("names none where none is near", () => {
  expect(near("invoice-7", ids)).toEqual([]);
  expect(near("", ids)).toEqual([]);
  expect(near("ab", ["cd", "xy"])).toEqual([]);
});
