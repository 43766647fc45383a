import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CredentialSource } from "@tranche/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "./problem.ts";
import { type CredentialOptions, findCredentialProblem, resolveCredential } from "./resolve-credential.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tranche-key-"));
  writeFileSync(join(folder, "good"), "sekret-1\n");
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "lines"), "sekret-1\nX-Other: sekret-2\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = (): CredentialOptions => ({
  vendor: "scale",
  folder,
  env: { SCALE_API_KEY: "sekret-0", EMPTY: "", PATH: "/usr/bin:/bin" },
});
const refusal = async (source: CredentialSource): Promise<string> => {
  const error: unknown = await resolveCredential(source, options()).catch((thrown: unknown) => thrown);
  if (!UserError.is(error)) throw new Error("expected a refusal");
  expect(error.exitCode).toBe(2);
  const text = JSON.stringify([error.problems, String(error.cause), error.stack]);
  expect(text).not.toContain("sekret");
  return error.problems.map(({ path, message, hint }) => `${path}: ${message} (${hint})`).join("\n");
};

describe("a credential", () => {
  it("is read from a variable, a file, or what a command prints, without the line break at its end", async () => {
    expect(await resolveCredential({ env: "SCALE_API_KEY" }, options())).toBe("sekret-0");
    expect(await resolveCredential({ file: "good" }, options())).toBe("sekret-1");
    expect(await resolveCredential({ command: "cat good" }, options())).toBe("sekret-1");
  });

  it("that is not there is one message that names the place and says how to fill it", async () => {
    expect(await refusal({ env: "NOT_SET" })).toBe(
      "vendors.scale.credential: NOT_SET is not set, so there is no key for scale (export NOT_SET=…, or name another place: credential: { file: … } or { command: … })",
    );
    expect(await refusal({ env: "EMPTY" })).toContain("EMPTY is not set");
    expect(await refusal({ file: "nowhere" })).toContain("nowhere is not there");
    expect(await refusal({ file: "empty" })).toContain("empty is empty");
    expect(await refusal({ file: "." })).toContain(". is a folder");
  });

  it("that a command does not give says so, and nothing of what it printed", async () => {
    expect(await refusal({ command: "echo sekret; echo sekret >&2; exit 3" })).toContain("ended with code 3");
    expect(await refusal({ command: "true" })).toContain("holds no key");
  });

  it("with a line break in it is no credential: it would become another header", async () => {
    expect(await refusal({ file: "lines" })).toContain("is not a key");
  });

  it("is looked for without being read, and no command is run", async () => {
    expect(await findCredentialProblem({ env: "SCALE_API_KEY" }, options())).toBeUndefined();
    expect(await findCredentialProblem({ file: "good" }, options())).toBeUndefined();
    expect(await findCredentialProblem({ command: "touch ran; false" }, options())).toBeUndefined();
    expect(await findCredentialProblem({ file: "ran" }, options())).toMatchObject({ message: expect.stringContaining("is not there") });
  });
});
