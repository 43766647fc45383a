import { createInterface } from "node:readline";
import type { CommandContext } from "./context.ts";

/** Asks a person; only `y` and `yes` mean yes, and Ctrl-C or the end of input mean no. */
export const confirm = (question: string, context: CommandContext): Promise<boolean> =>
  new Promise((resolve) => {
    context.stderr(`${question} [y/N] `);
    const lines = createInterface({ input: context.stdin });
    const answer = (yes: boolean): void => {
      // First the answer: closing says no to whoever has not answered.
      resolve(yes);
      lines.close();
    };
    lines.once("line", (line) => answer(/^y(es)?$/i.test(line.trim())));
    lines.once("close", () => resolve(false));
    context.signal.addEventListener("abort", () => answer(false), { once: true });
  });
