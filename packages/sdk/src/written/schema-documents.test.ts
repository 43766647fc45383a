import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { schemaDocuments } from "./schema-documents.ts";

describe("the published JSON Schemas", () => {
  it.each(schemaDocuments())("$file is what the code checks with (else: pnpm schema)", ({ file, text }) => {
    expect(readFileSync(new URL(`../../schema/${file}`, import.meta.url), "utf8")).toBe(text);
  });

  it("say the form of what is written, not of what it becomes", () => {
    const [job, config] = schemaDocuments().map(({ text }) => JSON.parse(text) as { properties: Record<string, any>; required: string[] });
    expect(job?.required).toEqual(["version", "name", "task", "items"]);
    expect(job?.properties["deadline"].type).toBe("string");
    expect(job?.properties["policy"].properties.maxShare).toMatchObject({ exclusiveMinimum: 0, maximum: 1, default: 0.5 });
    expect(config?.properties["vendors"].additionalProperties.required).toEqual(["adapter", "baseUrl", "credential"]);
    expect(config?.properties["vendors"].additionalProperties.additionalProperties).toBe(false);
  });
});
