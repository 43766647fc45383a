import { describeConformance } from "@tranche/sdk/testing";
import { describe, it } from "vitest";
import { scaleConformance, scaleRapidConformance } from "../../__testing__/conformance/scale.ts";

describeConformance({ describe, it }, scaleConformance);

// What differs where tasks go in by the batch; `pnpm conformance` runs the rest of it as well.
const byTheBatch = scaleRapidConformance.cases.filter(({ name }) =>
  /^(job|bulk)\/|^submit\/(time-out-after|drop-after|409-on-retry|expired-key)|growing-end/.test(name),
);
describeConformance({ describe, it }, { ...scaleRapidConformance, cases: byTheBatch });
