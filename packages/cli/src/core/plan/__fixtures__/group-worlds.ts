import fc from "fast-check";
import { type GatheredGroup, gatherGroups } from "../../split/gather-groups.ts";
import type { GroupRule, PlanInputs } from "../plan-inputs.ts";
import { worlds } from "./worlds.ts";

export interface GroupWorldOptions {
  readonly keep?: GroupRule["keep"];
  readonly route?: "cost";
  readonly money?: boolean;
}

/** The same worlds, their items in groups of a few, some of which go across the classes, so that part of a group has been seen. */
export const groupWorlds = ({ keep, ...options }: GroupWorldOptions = {}): fc.Arbitrary<PlanInputs> =>
  fc
    .record({
      inputs: worlds(options),
      keep: keep === undefined ? fc.constantFrom("together" as const, "apart" as const) : fc.constant(keep),
      atMost: fc.integer({ min: 100_000, max: 1_000_000 }),
      sizes: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 3, maxLength: 12 }),
      across: fc.nat(3),
    })
    .map(({ inputs, keep: rule, atMost, sizes, across }) => {
      const groups: GroupRule = rule === "together" ? { keep: rule } : { keep: rule, atMostPerMillion: atMost };
      const items = inputs.classes.flatMap((itemClass) => Array.from({ length: itemClass.items }, () => itemClass));
      // Class by class, or with every few items of one class dealt out among those of the others.
      const dealt =
        across === 0
          ? items
          : items
              .map((itemClass, index) => ({ itemClass, place: index % (across + 2) === 0 ? (index * 31) % items.length : index }))
              .toSorted((a, b) => a.place - b.place)
              .map(({ itemClass }) => itemClass);
      const gathered: GatheredGroup<number>[] = [];
      for (let at = 0; at < dealt.length; ) {
        const size = sizes[gathered.length % sizes.length] ?? 1;
        const own = dealt.slice(at, at + size);
        gathered.push({
          key: `g${gathered.length}`,
          whole: own.length,
          items: own.map(({ id: _, items: __, ...rules }, index) => ({ item: at + index, rules })),
        });
        at += size;
      }
      const { classes, groups: shapes } = gatherGroups(gathered, groups);
      return { ...inputs, job: { ...inputs.job, groups }, classes, groups: shapes };
    });
