import { AdapterError, type Call } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import type { ScaleContext } from "./context.ts";
import { scaleBatch, type ScaleBatch, scaleBatchCounts, type ScaleBatchPage, scaleBatchPage } from "./wire.ts";

/**
 * Batches of Rapid and Studio projects. One is open at a time, `staging`; tasks go into it; once it is finalized it is worked on and takes none any more,
 * and the next task opens another. Nobody tells an adapter that the last task was sent, so a batch is finalized when it did not grow between two looks.
 */
const attempts = 4;

/** The batch that takes tasks now: the one that is open, or a new one. Calls that come together get the same. */
export const openBatch = (context: ScaleContext, project: string, call: Call): Promise<string> => {
  const known = context.batches.get(project);
  if (known) return known;
  const opening = findOrMake(context, project, call);
  context.batches.set(project, opening);
  opening.catch(() => context.batches.delete(project));
  return opening;
};

/** Forgets a batch that was found closed, unless another was opened meanwhile. */
export const forgetBatch = async ({ batches }: ScaleContext, project: string, name: string): Promise<void> => {
  if ((await batches.get(project)?.catch(() => undefined)) === name) batches.delete(project);
};

/** Finalizes what did not grow since `before`; gives back how many tasks each open batch holds now. */
export const finalizeQuiet = async (
  context: ScaleContext,
  { project, before }: { readonly project: string; readonly before: Readonly<Record<string, number>> },
  call: Call,
): Promise<Readonly<Record<string, number>>> => {
  const held: Record<string, number> = {};
  for (const { name } of (await list(context, project, call)).docs.filter(isOpen)) {
    const tasks = await countTasks(context, name, call);
    if (tasks === 0 || before[name] !== tasks) held[name] = tasks;
    else {
      await forgetBatch(context, project, name);
      // 400: finalized already, by another process or by hand.
      await context.http.request({
        method: "POST",
        path: `/batches/${segment(name)}/finalize`,
        effect: "repeatable",
        signal: call.signal,
        expect: [400],
      });
    }
  }
  return held;
};

const isOpen = (batch: ScaleBatch): boolean => batch.status === "staging";

const list = async ({ http }: ScaleContext, project: string, { signal }: Call): Promise<ScaleBatchPage> =>
  readBody(
    scaleBatchPage,
    await http.request({ method: "GET", path: "/batches", query: { project, limit: 100 }, effect: "read", signal }),
    "page of batches",
  );

const countTasks = async ({ http }: ScaleContext, name: string, { signal }: Call): Promise<number> => {
  const response = await http.request({ method: "GET", path: `/batches/${segment(name)}/status`, effect: "read", signal });
  const counts = readBody(scaleBatchCounts, response, "batch status");
  return ["pending", "completed", "error", "canceled"].reduce(
    (sum, word) => sum + (typeof counts[word] === "number" ? counts[word] : 0),
    0,
  );
};

const findOrMake = async (context: ScaleContext, project: string, call: Call): Promise<string> => {
  const page = await list(context, project, call);
  const open = page.docs.find(isOpen);
  if (open) return open.name;
  const count = page.totalDocs ?? page.total ?? page.docs.length;
  for (let number = count + 1; number <= count + attempts; number += 1) {
    const name = `${project}-${number}`;
    const made = await context.http.request({
      method: "POST",
      path: "/batches",
      body: { project, name },
      effect: "create",
      signal: call.signal,
      expect: [409],
    });
    if (made.status !== 409) return readBody(scaleBatch, made, "batch").name;
    // The name is taken: by a process beside us, which left it open for all, or by one that was closed again.
    const response = await context.http.request({ method: "GET", path: `/batches/${segment(name)}`, effect: "read", signal: call.signal });
    if (isOpen(readBody(scaleBatch, response, "batch"))) return name;
  }
  throw new AdapterError({
    kind: "refused",
    scope: "engagement",
    message: "no batch could be opened: the names in question are all taken",
  });
};
