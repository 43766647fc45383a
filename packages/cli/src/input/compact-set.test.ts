import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCompactSet } from "./compact-set.ts";

/** With everything in memory, and with all but the last entries in a file. */
describe.each([{}, { inMemory: 0 }])("a compact set, %o", (options) => {
  it("answers what a Map would, whatever is added in whatever order", () => {
    // Few different words, so that digests meet in the same slots and differ in one word only.
    const word = fc.constantFrom(0, 1, 2, 0x7fff_ffff, 0xffff_ffff);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 400 }), (digests) => {
        const set = createCompactSet(options);
        const map = new Map<string, number>();
        for (const [value, digest] of digests.entries()) {
          const expected = map.get(digest.join());
          if (set.add(Uint32Array.from(digest), 0, value) !== expected) return false;
          if (expected === undefined) map.set(digest.join(), value);
        }
        return set.size === map.size;
      }),
    );
  });

  it("keeps everything while it grows", () => {
    const set = createCompactSet(options);
    const count = 60_000;
    const words = new Uint32Array(count * 3);
    for (let index = 0; index < count; index++) {
      const digest = hash("sha256", String(index), "buffer");
      for (let word = 0; word < 3; word++) words[index * 3 + word] = digest.readUInt32LE(word * 4);
    }
    for (let index = 0; index < count; index++) expect(set.add(words, index * 3, index)).toBeUndefined();
    for (let index = 0; index < count; index++) expect(set.add(words, index * 3, 0)).toBe(index);
    expect(set.size).toBe(count);
  });

  it("takes the value 0 and the largest one", () => {
    const set = createCompactSet(options);
    expect(set.add(Uint32Array.of(1, 2, 3), 0, 0)).toBeUndefined();
    expect(set.add(Uint32Array.of(4, 5, 6), 0, 4_294_967_294)).toBeUndefined();
    expect(set.add(Uint32Array.of(1, 2, 3), 0, 9)).toBe(0);
    expect(set.add(Uint32Array.of(4, 5, 6), 0, 9)).toBe(4_294_967_294);
  });
});
