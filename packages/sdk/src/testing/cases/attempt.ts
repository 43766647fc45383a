import { AdapterError } from "../../contract/adapter-error.ts";

/** What came of one call: its result, or the error that left it. */
export type Attempt<Result> = { readonly result: Result } | { readonly error: unknown };

/** Makes a call and keeps whatever comes of it, except the end of the case itself. */
export const attempt = async <Result>(call: () => Promise<Result>): Promise<Attempt<Result>> => {
  try {
    return { result: await call() };
  } catch (error) {
    if ((error as { name?: unknown } | null)?.name === "CaseEnded") throw error;
    return { error };
  }
};

/** The kind of an adapter's error; undefined for anything else that was thrown. */
export const kindOf = (error: unknown): AdapterError["kind"] | undefined => (AdapterError.is(error) ? error.kind : undefined);
