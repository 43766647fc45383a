import type { Capabilities } from "../../contract/capabilities.ts";
import { samplesOf } from "../sample/shapes.ts";
import type { CaseDraft } from "./case-draft.ts";
import { smallJob } from "./small-job.ts";

/** One case for each sample of each declared task kind. */
export const answerCases = ({ taskKinds }: Capabilities): readonly CaseDraft[] =>
  taskKinds.flatMap(samplesOf).map((sample) => ({
    name: `answers/${sample.name.replaceAll(" ", "-")}`,
    grade: "complete",
    title: `answers of a ${sample.name} come back in neutral form, the right one on the right unit`,
    units: 9,
    sample,
    run: async (world) => void (await smallJob(world)),
  }));
