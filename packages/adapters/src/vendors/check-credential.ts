import { AdapterError, type CheckResult } from "@tranche/sdk";

/** Runs a read that costs nothing. A refusal is a result; only a vendor that cannot be reached is an error. */
export const checkWith = async (read: () => Promise<CheckResult>): Promise<CheckResult> => {
  try {
    return await read();
  } catch (error) {
    if (!AdapterError.is(error)) throw error;
    const redirected = error.status !== undefined && error.status >= 300 && error.status < 400;
    if (error.kind === "unauthorized" || error.kind === "refused" || redirected) return { ok: false, why: error.message };
    throw error;
  }
};
