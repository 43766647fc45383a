/** A bar of `cells` characters: `████████░░░░`. Full only when all of it is done, empty only when none of it is. */
export const bar = (share: number, cells: number): string => {
  if (cells <= 0) return "";
  const exact = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) * cells : 0;
  const rounded = Math.round(exact);
  const full = exact > 0 && rounded === 0 ? 1 : exact < cells && rounded === cells ? cells - 1 : rounded;
  // One cell can only say none or all.
  const shown = cells === 1 ? Math.floor(exact) : full;
  return "█".repeat(shown) + "░".repeat(cells - shown);
};
