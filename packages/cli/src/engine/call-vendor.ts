import { AdapterError } from "@tranche/sdk";

/** What a failed call means, whatever was thrown: anything an adapter should not have thrown is doubtful. */
export const asAdapterError = (thrown: unknown): AdapterError =>
  AdapterError.is(thrown)
    ? thrown
    : new AdapterError({
        kind: "in-doubt",
        message: `the adapter failed in a way of its own: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        cause: thrown,
      });
