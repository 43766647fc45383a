import type { GroupRule, SolveLinearProgram } from "../../src/core/plan/index.ts";
import { createReplan } from "../../src/engine/planning/replan-missing.ts";
import type { ReplanMissing } from "../../src/engine/replan.ts";
import type { World } from "./world.ts";

/** The real planner over a world's vendors and limits. */
export const plannedReplan =
  (solve: SolveLinearProgram) =>
  (world: World): ReplanMissing =>
    createReplan({
      job: {
        name: "job",
        dataset: "set",
        taskKind: "classification",
        slotsPerItem: world.slotsPerItem,
        independent: world.independent,
        maxSharePerMillion: world.maxSharePerMillion,
        route: { by: "objective", objective: "cost" },
        deny: [],
        regions: [],
        ...(world.groups === undefined ? {} : { groups: ruleOf(world.groups, world.shares) }),
        ...(world.shares?.bytesPerMillion === undefined ? {} : { maxShareOfBytesPerMillion: world.shares.bytesPerMillion }),
        ...(world.shares?.groupsPerMillion === undefined || world.groups === undefined
          ? {}
          : { maxShareOfGroupsPerMillion: world.shares.groupsPerMillion }),
      },
      vendors: world.vendors.map(({ vendor, owner }) => ({
        vendor,
        owner,
        controlledBy: [],
        taskKinds: ["classification" as const],
        regions: [],
        price: { basis: "judgment" as const, micros: 100_000 },
        available: { is: "yes" as const },
      })),
      currency: "USD",
      hashes: { job: "j", items: "i", vendors: "v", ledgerHead: "" },
      ...(world.budgetSlots === undefined ? {} : { budgetMicros: world.budgetSlots * 100_000 }),
      solve,
      placeFor: (_vendor, seq) => seq,
    });

/** Groups that may be counted are told apart by who has seen some of them. */
const ruleOf = ({ rule }: NonNullable<World["groups"]>, shares: World["shares"]): GroupRule =>
  rule.keep === "together" && shares?.groupsPerMillion !== undefined ? { ...rule, counted: true } : rule;
