import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownersFile } from "./owners-file.ts";

const config = (owners: string): string => `version: 1
vendors:
  scale: { adapter: scale, baseUrl: "http://127.0.0.1:1", credential: { env: KEY }, owner: scale-ai, price: { perJudgment: 0.08 USD } }
${owners}`;

describe("ownersFile", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "owners-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("follows an edit, and says which line is wrong", async () => {
    const file = join(folder, "tranche.config.yaml");
    const text = ownersFile(file, { cwd: folder });
    expect(await text.version()).toBeUndefined();
    writeFileSync(file, config(""));
    const first = await text.version();
    expect(await text.load()).toEqual({ stakes: {}, conflictPerMillion: 200_000 });
    writeFileSync(
      file,
      config("owners: { scale-ai: { stakes: [{ holder: meta, share: 0.49, since: 2025-06-13 }] } }\nrules: { conflict: 0.3 }\n"),
    );
    expect(await text.version()).not.toBe(first);
    expect(await text.load()).toEqual({
      stakes: { "scale-ai": { stakes: [{ holder: "meta", sharePerMillion: 490_000, since: Date.UTC(2025, 5, 13) }] } },
      conflictPerMillion: 300_000,
    });
    writeFileSync(file, config("owners: { scale-ai: { stakes: [{ holder: meta, share: 49 }] } }\n"));
    await expect(text.load()).rejects.toThrow(/^line 4: /);
  });
});
