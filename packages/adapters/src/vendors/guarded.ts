import { AdapterError, type VendorAdapter } from "@tranche/sdk";

/** Holds an adapter to its promise that only `AdapterError` leaves it: a fault of our own, after bytes may have left, is `in-doubt`. */
export const guarded = (adapter: VendorAdapter): VendorAdapter => {
  const guard =
    <Arguments extends readonly unknown[], Result>(method: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      try {
        return await method(...given);
      } catch (error) {
        if (AdapterError.is(error)) throw error;
        const { name, message } = error instanceof Error ? error : { name: "unknown", message: "" };
        throw new AdapterError({
          kind: "in-doubt",
          code: "adapter_fault",
          message: `the adapter failed (${name}); this is a bug`,
          cause: new Error(message),
        });
      }
    };
  const { find, withdraw } = adapter;
  return {
    ...adapter,
    check: guard(adapter.check),
    engage: guard(adapter.engage),
    submit: guard(adapter.submit),
    collect: guard(adapter.collect),
    ...(find && { find: guard(find) }),
    ...(withdraw && { withdraw: guard(withdraw) }),
  };
};
