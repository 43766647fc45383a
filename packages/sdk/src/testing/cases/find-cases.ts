import { openEngagement } from "../driver/engage-ready.ts";
import { settleTime } from "../driver/settle-time.ts";
import { submitAll } from "../driver/submit-all.ts";
import { notApplicable } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import type { CaseDraft } from "./case-draft.ts";
import { verifyFindings } from "./operation.ts";

/** Many keys at once, every third of them never sent. */
const manyKeys = async (world: World): Promise<Readonly<Record<string, number>>> => {
  const { find } = world.adapter();
  if (!find) return notApplicable("this vendor cannot be asked for keys");
  const engagement = await openEngagement(world);
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
  await settleTime(world);
  const keys = [...submitted.placed.values()].flatMap(({ key }, place) => (place % 3 === 0 ? [key, `${key}-x`] : [key]));
  const from = world.wire.exchanges.length;
  verifyFindings(world, await find(engagement, keys, world.call), submitted);
  const requests = world.wire.exchanges.length - from;
  if (requests > keys.length / 4) world.problems.add(`find: ${keys.length} keys took ${requests} requests; ask for many at once, or list`);
  return { keys: keys.length, requests };
};

/** What is particular to looking keys up. */
export const findCases: readonly CaseDraft[] = [
  { name: "find/many-keys", grade: "frugal", title: "many keys are asked for together", units: 90, run: manyKeys },
];
