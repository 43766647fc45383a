import { stat } from "node:fs/promises";
import type { OwnersText } from "../ports/owners.ts";
import { loadConfig } from "./load-config.ts";
import { UserError } from "./problem.ts";

/** The owners and rules of a config file, for those who follow them while a run goes on. The file has to be valid as a whole. */
export const ownersFile = (file: string, { cwd }: { readonly cwd: string }): OwnersText => ({
  version: async () => {
    try {
      const { mtimeMs, size, ino } = await stat(file);
      return `${mtimeMs}/${size}/${ino}`;
    } catch (error) {
      if ((error as { code?: unknown }).code === "ENOENT") return undefined;
      throw error;
    }
  },
  load: async () => {
    try {
      const { config } = await loadConfig(file, { cwd });
      return { stakes: config.owners, conflictPerMillion: config.rules.conflictPerMillion };
    } catch (error) {
      if (!UserError.is(error)) throw error;
      throw new Error(error.problems.map(({ line, message }) => (line === undefined ? message : `line ${line}: ${message}`)).join("; "), {
        cause: error,
      });
    }
  },
});
