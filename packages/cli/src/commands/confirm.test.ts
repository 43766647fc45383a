import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { confirm } from "./confirm.ts";
import type { CommandContext } from "./context.ts";

const ask = async (typed: string | undefined, signal: AbortSignal = new AbortController().signal): Promise<boolean> => {
  const stdin = new PassThrough();
  const context = { stdin, stderr: () => {}, signal } as unknown as CommandContext;
  const answer = confirm("Send it?", context);
  if (typed === undefined) stdin.end();
  else stdin.write(typed);
  return answer;
};

describe("asking a person", () => {
  it.each(["y\n", "yes\n", " Y \n"])("%j is yes", async (typed) => expect(await ask(typed)).toBe(true));
  it.each(["n\n", "\n", "yep\n", "no\n"])("%j is no", async (typed) => expect(await ask(typed)).toBe(false));
  it("the end of input is no", async () => expect(await ask(undefined)).toBe(false));
  it("Ctrl-C is no", async () => {
    const controller = new AbortController();
    const answer = ask("", controller.signal);
    controller.abort();
    expect(await answer).toBe(false);
  });
});
