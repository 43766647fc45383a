import { capOf, roomUnderCap } from "../../exposure/cap.ts";
import type { PlanInputs } from "../plan-inputs.ts";

interface Edge {
  readonly to: number;
  room: number;
  readonly back: number;
}

/**
 * The most slots that can be placed where owners are independent and there is no budget, as a maximum flow from item to owner
 * to vendor (augmenting paths): a second way to the number, with no linear program in it. Knows nothing of barred vendors.
 */
export const mostSlots = (inputs: PlanInputs): number => {
  const { job, dataset } = inputs;
  const eligible = inputs.vendors.filter(
    (facts) => facts.available.is === "yes" && !(job.deadlineMs !== undefined && (facts.turnaround?.p90Ms ?? 0) > job.deadlineMs),
  );
  const owners = [...new Set(eligible.map(({ owner }) => owner))];
  const edges: Edge[][] = [];
  const node = (): number => edges.push([]) - 1;
  const join = (from: number, to: number, room: number): void => {
    edges[from]?.push({ to, room, back: edges[to]?.length ?? 0 });
    edges[to]?.push({ to: from, room: 0, back: (edges[from]?.length ?? 1) - 1 });
  };
  const [source, sink] = [node(), node()];
  const cap = capOf(dataset.items, job.maxSharePerMillion);
  const doors = new Map(
    owners.map((owner) => {
      // What the owner sees for the first time passes through its cap; what it knows goes past it.
      const [fresh, hall] = [node(), node()];
      const before = dataset.owners.find((exposure) => exposure.owner === owner)?.items ?? 0;
      join(fresh, hall, job.maxSharePerMillion === undefined ? 1e9 : roomUnderCap(cap, before));
      for (const facts of eligible.filter((one) => one.owner === owner)) {
        const desk = node();
        join(hall, desk, 1e9);
        const inTime =
          facts.capacity === undefined || job.deadlineMs === undefined
            ? 1e9
            : Math.floor((facts.capacity.perDay * (job.deadlineMs - (facts.turnaround?.p90Ms ?? 0))) / 86_400_000);
        join(desk, sink, Math.min(facts.room ?? 1e9, Math.max(0, inTime - (inTime === 1e9 ? 0 : (facts.openSlots ?? 0)))));
      }
      return [owner, { fresh, hall }];
    }),
  );
  for (const itemClass of inputs.classes) {
    const live = inputs.vendors.filter(({ vendor }) => itemClass.live?.includes(vendor)).map(({ owner }) => owner);
    for (let item = 0; item < itemClass.items; item += 1) {
      const self = node();
      join(source, self, itemClass.slotsEach);
      for (const [owner, { fresh, hall }] of doors)
        if (!itemClass.barredOwners.includes(owner) && !live.includes(owner))
          join(self, itemClass.seenBy.includes(owner) ? hall : fresh, 1);
    }
  }
  const push = (at: number, amount: number, visited: Set<number>): number => {
    if (at === sink) return amount;
    visited.add(at);
    for (const edge of edges[at] ?? []) {
      if (edge.room === 0 || visited.has(edge.to)) continue;
      const pushed = push(edge.to, Math.min(amount, edge.room), visited);
      if (pushed === 0) continue;
      edge.room -= pushed;
      const back = edges[edge.to]?.[edge.back];
      if (back !== undefined) back.room += pushed;
      return pushed;
    }
    return 0;
  };
  let placed = 0;
  for (let pushed = push(source, 1e9, new Set()); pushed > 0; pushed = push(source, 1e9, new Set())) placed += pushed;
  return placed;
};
