import type { ConformanceSuite } from "@tranche/sdk/testing";
import { handshakeConformance } from "./handshake.ts";
import { mercorConformance } from "./mercor.ts";
import { prolificConformance } from "./prolific.ts";
import { scaleConformance, scaleRapidConformance } from "./scale.ts";
import { surgeConformance } from "./surge.ts";

/** The suites of all adapters that come with the tool, in the order of the report. */
export const conformanceSuites: readonly ConformanceSuite[] = [
  scaleConformance,
  scaleRapidConformance,
  surgeConformance,
  mercorConformance,
  handshakeConformance,
  prolificConformance,
];
