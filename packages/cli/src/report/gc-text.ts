import { countOf, formatCount } from "./number.ts";
import { printable } from "./text-width.ts";

/** What `gc` says: work that is still open at vendors and that nobody waits for. */
export interface GcDocument {
  readonly dryRun: boolean;
  readonly vendors: readonly GcVendor[];
}

export interface GcVendor {
  readonly vendor: string;
  /** Jobs of which it was asked; empty where this store has never opened anything there. */
  readonly jobs: readonly string[];
  /** Why it could not be asked; absent where it was. */
  readonly failed?: string;
  /** The smallest thing it gives back. */
  readonly takesBack: "item" | "batch" | "project" | "engagement" | "none";
  readonly left: readonly LeftUnit[];
}

export interface LeftUnit {
  readonly job: string;
  /** The vendor's id of the work. */
  readonly ref: string;
  /** Absent where this store does not know the work. */
  readonly item?: string;
  /** `given-up`: by this store, and still open there · `unknown`: under our project, and in no attempt of this store. */
  readonly is: "given-up" | "unknown";
  /** What became of it now; absent in a dry run, and for what is unknown. */
  readonly outcome?: "withdrawn" | "too-late" | "unknown";
  readonly why?: string;
}

const SHOWN = 10;

/** Vendor by vendor what is left, and what became of it. */
export const gcText = ({ dryRun, vendors }: GcDocument): string =>
  `${vendors
    .flatMap(({ vendor, jobs, failed, left, takesBack }) => {
      const name = printable(vendor);
      if (failed !== undefined) return [`${name}  could not be asked: ${printable(failed)}`];
      if (jobs.length === 0) return [`${name}  nothing was ever opened there by this store`];
      if (left.length === 0) return [`${name}  nothing is left (${jobs.map(printable).join(", ")})`];
      const unknown = left.filter(({ is }) => is === "unknown").length;
      return [
        `${name}  ${countOf(left.length, "judgment")} still open that nobody waits for${dryRun ? "" : `; ${formatCount(left.filter(({ outcome }) => outcome === "withdrawn").length)} withdrawn`}`,
        ...left.slice(0, SHOWN).map((unit) => `    ${line(unit)}`),
        ...(left.length > SHOWN ? [`    and ${formatCount(left.length - SHOWN)} more, each in tranche gc --json`] : []),
        ...(unknown > 0 ? [`    what this store does not know is not touched: see tranche run <job> --adopt`] : []),
        ...(dryRun && takesBack === "none" && unknown < left.length ? ["    it gives nothing back"] : []),
      ];
    })
    .concat("Projects of other stores are not listed: at the vendors their names begin with t-")
    .join("\n")}\n`;

const line = ({ job, ref, item, is, outcome, why }: LeftUnit): string =>
  `${printable(ref)}  ${printable(job)}${item === undefined ? "" : ` ${printable(item)}`}  ${is === "unknown" ? "unknown to this store" : "given up"}${outcome === undefined ? "" : `, ${outcome}`}${why === undefined ? "" : `: ${printable(why)}`}`;
