import { checkAnswer } from "../../answer/check-answer.ts";
import type { SampleUnit } from "../sample/sample-unit.ts";
import type { HeldUnit } from "../vendor-under-test.ts";
import type { World } from "../world/world.ts";
import type { Book } from "./book.ts";
import type { Submitted } from "./submit-all.ts";

/** What the vendor holds, by the mark of the unit it is a copy of. */
export const heldByMark = async (world: World): Promise<ReadonlyMap<string, readonly HeldUnit[]>> => {
  const held = new Map<string, HeldUnit[]>();
  const { units } = await world.vendor.recount();
  for (const unit of units) {
    const mark = /item-[0-9a-z]+x\d{5}z/.exec(unit.content)?.[0];
    if (mark === undefined) world.problems.add("the vendor holds something whose workers do not see what was submitted");
    else held.set(mark, [...(held.get(mark) ?? []), unit]);
  }
  return held;
};

/** None created twice, none lost, every ref the right one. `units` are all that were submitted. */
export const verifyHeld = async (world: World, units: readonly SampleUnit[], submitted: Submitted): Promise<void> => {
  const held = await heldByMark(world);
  for (const { mark } of units) {
    const copies = held.get(mark) ?? [];
    const placed = submitted.placed.get(mark);
    const refused = submitted.refused.get(mark);
    if (copies.length > 1) world.problems.add(`a unit was created ${copies.length} times`);
    if (refused !== undefined) world.problems.add(`a unit was lost: ${refused}${copies.length > 0 ? ", and the vendor holds it" : ""}`);
    else if (placed && copies.length === 0) world.problems.add("a unit counts as accepted, and the vendor does not hold it");
    else if (placed && !copies.some(({ ref }) => ref === placed.ref)) world.problems.add("a unit is known under the ref of another");
    else if (!placed && !submitted.doubtful.has(mark)) world.problems.add("a unit was lost on the way");
  }
};

/** Every unit the vendor answered is observed as answered, with the right answer. */
export const verifyAnswered = async (world: World, units: readonly SampleUnit[], book: Book): Promise<void> => {
  const held = await heldByMark(world);
  for (const unit of units) {
    for (const { ref } of held.get(unit.mark) ?? []) {
      const seen = book.units.get(ref);
      if (!seen) world.problems.add("a unit the vendor holds was never collected");
      // A word of yesterday may come after the answer; what was answered stays answered.
      else if (seen.judgments.size === 0)
        world.problems.add(
          seen.status === "answered" ? "an answered unit has no judgment" : `a unit the vendor answered is still ${seen.status}`,
        );
      else verifyJudgments(world, unit, book, ref);
    }
  }
};

const verifyJudgments = (world: World, unit: SampleUnit, book: Book, ref: string): void => {
  for (const { answer } of book.units.get(ref)?.judgments.values() ?? []) {
    const checked = checkAnswer(world.sample.task, answer);
    const expected = world.vendor.knowsAnswers ? world.sample.expected(unit.number) : undefined;
    if (!checked.ok) world.problems.add(`an answer is not in neutral form: ${checked.why}`);
    else if (expected && !expected(checked.answer))
      world.problems.add(
        `a unit came back with ${JSON.stringify(checked.answer)} where the worker answered ${JSON.stringify(unit.scripted.answer)}`,
      );
  }
};
