import { readFileSync } from "node:fs";
import { checkConfig, checkJob } from "@tranche/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const text = readFileSync(new URL("../../../../docs/job-spec.md", import.meta.url), "utf8");
const examples = (kind: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\`\`\`yaml ${kind}\n(.*?)\`\`\``, "gs"))].map(([, found]) => found ?? "");

/** Every key of a published schema, without those of other branches. */
const keys = (file: string): readonly string[] => {
  const schema = JSON.parse(readFileSync(new URL(`../../../sdk/schema/${file}`, import.meta.url), "utf8")) as object;
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { properties } = node as { readonly properties?: object };
    for (const key of Object.keys(properties ?? {})) found.add(key);
    for (const value of Object.values(node)) visit(value);
  };
  visit(schema);
  return [...found];
};

describe("docs/job-spec.md", () => {
  it("shows jobs and configs that are right", () => {
    expect(examples("job")).toHaveLength(2);
    expect(examples("config")).toHaveLength(1);
    for (const example of examples("job")) expect(checkJob(parse(example))).toMatchObject({ ok: true });
    for (const example of examples("config")) expect(checkConfig(parse(example))).toMatchObject({ ok: true });
  });

  // `from` belongs to tiers.
  it.each(["job.json", "config.json"])("names every key of %s", (file) => {
    const missing = keys(file).filter((key) => !["from"].includes(key) && !text.includes(key));
    expect(missing).toEqual([]);
  });
});
