import { openEngagement } from "../driver/engage-ready.ts";
import { haveAnswered } from "../driver/have-answered.ts";
import { totalOf } from "../driver/book.ts";
import { createReader, type Reader } from "../driver/reader.ts";
import { submitAll } from "../driver/submit-all.ts";
import type { Money } from "../../money/money.ts";
import { notApplicable } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import type { CaseDraft } from "./case-draft.ts";

/** Every cost may be rounded by half a minor unit on the way. */
const micros = 10_000;

/** A job that was done, and what the vendor charges for it. */
const done = async (
  world: World,
): Promise<{ readonly reader: Reader; readonly refs: readonly string[]; readonly billed: () => Promise<Money> }> => {
  const { billed } = world.vendor.controls ?? {};
  if (!billed) return notApplicable("this vendor's API tells no cost, and so the adapter can tell none");
  const engagement = await openEngagement(world);
  const submitted = await submitAll(world, { adapter: world.adapter(), engagement, units: world.units });
  await haveAnswered(world);
  const reader = createReader(world, world.adapter(), engagement);
  await reader.sweep();
  return { reader, refs: [...submitted.placed.values()].map(({ ref }) => ref), billed: async () => billed() };
};

const verifyCost = async (world: World, reader: Reader, billed: () => Promise<Money>): Promise<void> => {
  const bill = await billed();
  await reader.sweep();
  const totals = totalOf(reader.book.costs);
  const told = totals.get(bill.currency) ?? 0;
  for (const currency of totals.keys())
    if (currency !== bill.currency) world.problems.add(`collect: costs are told in ${currency}, and billed in ${bill.currency}`);
  if (Math.abs(told - bill.micros) > (reader.book.costs.size + 1) * micros)
    world.problems.add(
      `collect: the vendor charges ${bill.currency} ${bill.micros / 1e6}, and the costs that are told come to ${told / 1e6}`,
    );
  const open = [...reader.book.costs.values()].filter(({ final }) => !final).length;
  if (open > 0) world.problems.add(`collect: ${open} costs are not final, and the books are closed`);
};

const billedIsTold = async (world: World): Promise<void> => {
  const { reader, billed } = await done(world);
  await verifyCost(world, reader, billed);
};

const rejectionCosts = async (world: World): Promise<void> => {
  const { reject } = world.vendor.controls ?? {};
  if (!reject) return notApplicable("this vendor has no rejection");
  const { reader, refs, billed } = await done(world);
  await reject(refs[0] ?? "");
  await world.vendor.pass(3_600_000);
  await reader.sweep();
  await verifyCost(world, reader, billed);
};

/** Cost, where the vendor tells one. */
export const costCases: readonly CaseDraft[] = [
  {
    name: "collect/cost-is-the-bill",
    grade: "complete",
    title: "the costs that are told are what the vendor charges",
    units: 12,
    run: billedIsTold,
  },
  {
    name: "collect/rejection-is-charged-as-billed",
    grade: "complete",
    title: "a rejection changes what the vendor charges, or it does not: never a guess",
    units: 6,
    run: rejectionCosts,
  },
];
