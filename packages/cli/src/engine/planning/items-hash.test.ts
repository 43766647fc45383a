import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createItemsHash } from "./items-hash.ts";

const print = (text: string): Uint8Array => createHash("sha256").update(text).digest();

it("is the hash of all lines one after the other, however they are put together on the way", () => {
  // Some fill a block by themselves, some are of characters that take three bytes each.
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 0, max: 70_000 }).map((length) => "ä€".repeat(length)),
    fc.integer({ min: 60_000, max: 70_000 }).map((length) => "a".repeat(length)),
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: text, group: fc.option(text, { nil: undefined }) }), { maxLength: 12 }),
      fc.boolean(),
      (items, grouped) => {
        const hash = createItemsHash({ grouped });
        const plain = createHash("sha256");
        for (const { id, group } of items) {
          hash.add({ id, fingerprint: print(id), ...(group === undefined ? {} : { group }) });
          plain.update(`${id}\n`).update(print(id));
          if (grouped) plain.update(`${group ?? ""}\n`);
        }
        expect(hash.close()).toBe(plain.digest("hex"));
      },
    ),
    { numRuns: 100, seed: 20_260_101 },
  );
});
