import { expectTypeOf, it } from "vitest";
import type { SameType } from "./same-type.ts";

it("tells a forgotten key from a key that may be absent, which assignability cannot", () => {
  expectTypeOf<SameType<{ a: string; b?: number }, { readonly a: string; readonly b?: number }>>().toEqualTypeOf<true>();
  expectTypeOf<SameType<{ a: string; b?: number }, { a: string }>>().toEqualTypeOf<false>();
  expectTypeOf<SameType<{ a: string[] }, { readonly a: readonly string[] }>>().toEqualTypeOf<true>();
  expectTypeOf<SameType<{ a: "x" | "y" }, { a: "x" }>>().toEqualTypeOf<false>();
});
