import type { Call } from "@tranche/sdk";
import { readBody, segment } from "../../http/index.ts";
import type { ProlificContext } from "./context.ts";
import type { Lot } from "./lot.ts";
import { importStanding } from "./status.ts";
import { prolificDataset, type ProlificImport } from "./wire.ts";

/** What became of a lot's file, by its dataset's imports: there is at most one that was used. */
export const lookAtFile = async ({ http }: ProlificContext, lot: Lot, { signal }: Call): Promise<Lot> => {
  const path = `/data-collection/datasets/${segment(lot.dataset)}`;
  const dataset = readBody(prolificDataset, await http.request({ method: "GET", path, effect: "read", signal }), "dataset");
  const used = (dataset.imports ?? []).find((one) => importStanding(one.status) !== "none");
  if (used === undefined) return { ...lot, stage: { at: "empty" } };
  switch (importStanding(used.status)) {
    case "landed":
      return { ...lot, rejected: rejectedIn(lot, used), stage: { at: "readable" } };
    case "failed":
      return {
        ...lot,
        stage: { at: "unreadable", why: `the vendor could not read the file${used.status === "failed" ? "" : ` (${used.status})`}` },
      };
    default:
      return { ...lot, stage: { at: "uploaded" } };
  }
};

/** Records are told by their place in the file, from 1; what the place is called is not documented. */
const rejectedIn = ({ marks }: Lot, { errors }: ProlificImport): readonly string[] =>
  (errors ?? []).flatMap((error) => {
    const place = ["line", "line_number", "row", "record", "record_number"]
      .map((name) => error[name])
      .find((value) => typeof value === "number");
    const mark = typeof place === "number" ? marks[place - 1] : undefined;
    return mark === undefined ? [] : [mark];
  });
