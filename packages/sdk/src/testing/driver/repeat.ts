import { AdapterError } from "../../contract/adapter-error.ts";
import { failCase } from "../world/problems.ts";
import type { World } from "../world/world.ts";

const mostTries = 80;
const longestWaitMs = 600_000;
const pauseMs = 1000;

/**
 * Makes a call that may be repeated for free until it works, as the engine does: wait as long as the vendor asks (ten minutes at most), ask again.
 * Ends the case where the vendor refuses for good, or where it never works.
 */
export const repeat = async <Result>(world: World, what: string, call: () => Promise<Result>): Promise<Result> => {
  let last = "";
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (world.call.signal.aborted) return failCase("the case is over");
    try {
      return await call();
    } catch (error) {
      if (!AdapterError.is(error)) throw error;
      last = `${error.kind}: ${error.message}`;
      if (error.kind === "refused" || error.kind === "unauthorized") return failCase(`${what} was refused for good (${last})`);
      await world.vendor.pass(error.kind === "throttled" ? waitOf(error) : pauseMs);
    }
  }
  return failCase(`${what} never worked in ${mostTries} tries; the last error was ${last}`);
};

/** How long a throttled caller waits: as told, within reason. */
export const waitOf = (error: AdapterError): number => Math.min(Math.max(error.retryAfterMs ?? pauseMs, 1), longestWaitMs);
