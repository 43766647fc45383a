/** Who holds how much of an owner, and since when. */
export interface StakeFacts {
  readonly holder: string;
  readonly sharePerMillion: number;
  /** Epoch ms; absent means always. */
  readonly since?: number;
}

export interface ControlQuestion {
  readonly stakes: Readonly<Record<string, { readonly stakes: readonly StakeFacts[] }>>;
  /** From this share on a stake counts as control. */
  readonly conflictPerMillion: number;
  readonly now: number;
}

/** Everyone who controls an owner at that moment, directly or through others who do, in alphabetical order; not the owner itself. */
export const controllersOf = (owner: string, { stakes, conflictPerMillion, now }: ControlQuestion): readonly string[] => {
  const found = new Set<string>();
  const open = [owner];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { holder, sharePerMillion, since } of stakes[next]?.stakes ?? []) {
      if (sharePerMillion < conflictPerMillion || (since !== undefined && since > now) || holder === owner || found.has(holder)) continue;
      found.add(holder);
      open.push(holder);
    }
  }
  return [...found].toSorted();
};
