import { describe, expect, it } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";

describe("secrets in a line that is shown", () => {
  it.each([
    ["    credential: live_0123456789abcdef", "    credential: •••••••••••••••••••••"],
    ["store: postgres://me:secret@db/tranche", "store: postgres://•••••••••@db/tranche"],
    ['  note: "sk-abcdefghijklmnop"', '  note: "•••••••••••••••••••"'],
    ["  maxShare: 40", "  maxShare: 40"],
  ])("%s", (line, masked) => {
    expect(maskSecrets(line)).toBe(masked);
    expect(maskSecrets(line)).toHaveLength(line.length);
  });
});
