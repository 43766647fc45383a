import type { Register } from "./commands/context.ts";

/** One command by its name; its module is read only when it is asked for, so that `tranche --version` does not load a solver. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<Register>;
}

/** Every command, in the order of `tranche --help`. */
export const commandTable: readonly CommandEntry[] = [];
