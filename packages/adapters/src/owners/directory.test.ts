import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { builtinAdapters } from "../registry.ts";
import { ownerDirectory, ownerOf, ownersAsOf } from "./directory.ts";

const prose = readFileSync(new URL("../../../../docs/vendors/owners.md", import.meta.url), "utf8");

describe("the directory of owners", () => {
  it("knows two brands of one owner as one", () => {
    expect(ownerOf("Outlier")).toBe(ownerOf("scale"));
    expect(ownerOf("Remotasks")).toBe(ownerOf("Scale AI"));
    expect(ownerOf("DataAnnotation.tech")?.owner).toBe("surge-ai");
    expect(ownerOf("Label Studio")?.owner).toBe("humansignal");
    expect(ownerOf("somebody-new")).toBeUndefined();
    expect(ownerOf("ai")).toBeUndefined();
  });

  it("knows every adapter that comes with the tool", () => {
    for (const name of builtinAdapters.keys()) expect(ownerOf(name), name).toBeDefined();
  });

  it("gives no brand to two owners, and a day and a source to every claim", () => {
    const brands = ownerDirectory.flatMap((owner) => owner.brands.map((one) => one.brand));
    expect(new Set(brands).size).toBe(brands.length);
    for (const { brands: some, stakes } of ownerDirectory) {
      for (const one of some) {
        expect(one.seen <= ownersAsOf && !Number.isNaN(Date.parse(one.seen)), one.brand).toBe(true);
        expect(URL.canParse(one.source), one.brand).toBe(true);
      }
      for (const stake of stakes) {
        expect(stake.sharePerMillion).toBeGreaterThan(0);
        expect(stake.sharePerMillion).toBeLessThanOrEqual(1_000_000);
        expect(Number.isNaN(Date.parse(stake.since))).toBe(false);
        expect(URL.canParse(stake.source)).toBe(true);
      }
    }
  });

  it("says in prose what it says in data", () => {
    expect(prose).toContain(ownersAsOf);
    for (const { owner, brands, stakes } of ownerDirectory) {
      expect(prose, owner).toContain(`\`${owner}\``);
      for (const one of brands) {
        expect(prose, one.brand).toContain(one.brand);
        expect(prose, one.brand).toContain(one.source);
        expect(prose, one.brand).toContain(one.seen);
      }
      for (const stake of stakes) expect(prose, stake.holder).toContain(stake.source);
    }
  });
});
