import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

/** Passes objects by, of which the last 200,000 are in use, and tells how many bytes the young generation has had room for. */
const program = (wrapped: boolean): string => `
  import { getHeapSpaceStatistics } from "node:v8";
  import { steadyBatches, withSmallHeap } from ${JSON.stringify(new URL("small-heap.ts", import.meta.url).href)};
  const batches = async function* () {
    for (let batch = 0; batch < 200; batch += 1) yield Array.from({ length: 10_000 }, (_, at) => ({ at, of: [batch] }));
  };
  let most = 0;
  const held = [];
  const read = async (all) => {
    for await (const batch of all) {
      held.push(batch);
      if (held.length > 20) held.shift();
      most = Math.max(most, getHeapSpaceStatistics().find((one) => one.space_name === "new_space").space_size);
    }
  };
  await ${wrapped ? "withSmallHeap(() => read(steadyBatches(batches())))" : "read(batches())"};
  console.log(most);
`;

const youngBytes = (wrapped: boolean): number => {
  const ran = spawnSync(process.execPath, ["--conditions=source", "--input-type=module", "--eval", program(wrapped)], { encoding: "utf8" });
  // A flag that this Node does not know is complained about here.
  expect(ran.stderr).toBe("");
  return Number(ran.stdout);
};

it("holds the young generation at its size, in flags that this Node knows", () => {
  // Twice the size, since objects are moved from one half to the other, and some pages that are on their way.
  const most = 3 * 8 * 1024 * 1024;
  expect(youngBytes(true)).toBeLessThan(most);
  expect(youngBytes(false)).toBeGreaterThan(most);
});
