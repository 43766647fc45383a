import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixedPseudonyms, hmacWith, openPseudonyms } from "./pseudonyms.ts";

describe("names that a vendor sees", () => {
  it("are HMACs, to the byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.string(), (key, message) => {
        expect(hmacWith(key)(message).equals(createHmac("sha256", key).update(message).digest())).toBe(true);
      }),
    );
  });

  it("are the same for the same vendor, dataset and name, and different where any of them is", () => {
    const names = fixedPseudonyms("key");
    const name = names.nameFor({ vendor: "scale", dataset: "d" }, "a");
    expect(name).toMatch(/^[0-9a-v]{32}$/);
    expect(names.nameFor({ vendor: "scale", dataset: "d" }, "a")).toBe(name);
    for (const other of [
      names.nameFor({ vendor: "surge", dataset: "d" }, "a"),
      names.nameFor({ vendor: "scale", dataset: "e" }, "a"),
      names.nameFor({ vendor: "scale", dataset: "d" }, "b"),
    ])
      expect(other).not.toBe(name);
  });

  it("put a vendor's items in an order of its own", () => {
    const names = fixedPseudonyms("key");
    const order = (vendor: string): readonly number[] =>
      Array.from({ length: 50 }, (_, seq) => seq).toSorted(
        (a, b) => names.placeFor({ vendor, dataset: "d" }, a) - names.placeFor({ vendor, dataset: "d" }, b),
      );
    expect(order("scale")).not.toEqual(order("surge"));
    expect(order("scale")).not.toEqual(Array.from({ length: 50 }, (_, seq) => seq));
  });

  it("rest on a key that is made once, beside the store, for its owner only", () => {
    const folder = mkdtempSync(join(tmpdir(), "tranche-names-"));
    const file = join(folder, "deep", "names.key");
    const first = openPseudonyms(file).nameFor({ vendor: "v", dataset: "d" }, "n");
    expect(openPseudonyms(file).nameFor({ vendor: "v", dataset: "d" }, "n")).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8").trim()).toMatch(/^[0-9a-f]{64}$/);
    expect(first).not.toBe(fixedPseudonyms(randomBytes(4).toString("hex")).nameFor({ vendor: "v", dataset: "d" }, "n"));
    rmSync(folder, { recursive: true });
  });
});
