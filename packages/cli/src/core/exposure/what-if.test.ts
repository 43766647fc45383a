import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OwnerRules } from "../route/conflict.ts";
import { type DatasetSeen, whatIf } from "./what-if.ts";

const seen: Readonly<Record<string, readonly number[]>> = { surge: [1, 2, 3, 4], scale: [3, 4, 5, 6], mercor: [9] };
const distinct = (owners: readonly string[]): number => new Set(owners.flatMap((owner) => seen[owner] ?? [])).size;
const dataset: DatasetSeen = {
  dataset: "set",
  items: 10,
  seenByAny: distinct,
  jobs: [
    {
      job: "intent",
      maxSharePerMillion: 400_000,
      deny: ["meta"],
      vendors: ["surge", "scale", "mercor"].map((owner) => ({ vendor: `${owner}-account`, owner })),
    },
  ],
};
const rules: OwnerRules = { stakes: { scale: { stakes: [{ holder: "meta", sharePerMillion: 490_000 }] } }, conflictPerMillion: 200_000 };
const owners = ["surge", "scale", "mercor"];
const ask = (purchase: { holder: string; buys: string; sharePerMillion: number }): ReturnType<typeof whatIf> =>
  whatIf({ purchase, rules, now: 0, owners, datasets: [dataset] });

describe("whatIf", () => {
  it("counts an item that both have seen once, and names who gets no new work from then on", () => {
    expect(ask({ holder: "meta", buys: "surge", sharePerMillion: 1_000_000 })).toMatchObject({
      reach: { before: ["meta", "scale"], after: ["meta", "scale", "surge"] },
      datasets: [
        {
          before: 4,
          after: 6,
          jobs: [
            {
              capItems: 4,
              over: { before: 0, after: 2 },
              denied: [{ vendor: "surge-account", owner: "surge", why: "policy.deny names meta, which controls surge" }],
            },
          ],
        },
      ],
    });
  });

  it("reaches through what the bought owner controls", () => {
    expect(ask({ holder: "raider", buys: "meta", sharePerMillion: 510_000 })).toMatchObject({
      reach: { before: ["raider"], after: ["meta", "raider", "scale"] },
      datasets: [{ before: 0, after: 4 }],
    });
  });

  it("changes nothing below the rule, and lets go of what is sold", () => {
    expect(ask({ holder: "meta", buys: "surge", sharePerMillion: 199_999 }).datasets[0]).toMatchObject({ before: 4, after: 4 });
    expect(ask({ holder: "meta", buys: "scale", sharePerMillion: 0 }).datasets[0]).toMatchObject({ before: 4, after: 0 });
  });

  it("never lowers what a holder has by buying where it had nothing, and never counts more than there is", () => {
    const name = fc.constantFrom("surge", "scale", "mercor", "meta", "raider");
    fc.assert(
      fc.property(name, name, fc.integer({ min: 0, max: 1_000_000 }), (holder, buys, sharePerMillion) => {
        fc.pre(holder !== buys && !(holder === "meta" && buys === "scale"));
        const [one] = ask({ holder, buys, sharePerMillion }).datasets;
        expect(one?.after).toBeGreaterThanOrEqual(one?.before ?? 0);
        expect(one?.after).toBeLessThanOrEqual(9);
      }),
    );
  });
});
