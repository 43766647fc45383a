import { type ConformanceSuite, conformanceSuite } from "@tranche/sdk/testing";
import { handshakeAdapter } from "../../vendors/handshake/definition.ts";
import { startHourly } from "./hourly.ts";
import { hourlyGaps } from "./mercor.ts";

const paidMinutesPerItem = 1;

/** The preset with a cap per task: time beyond it is not paid, and not billed. */
export const handshakeConformance: ConformanceSuite = conformanceSuite({
  name: "handshake",
  definition: handshakeAdapter,
  start: (script) =>
    startHourly(script, { adapterOptions: { paidMinutesPerItem }, options: { feePercent: 0, secondsCapPerItem: paidMinutesPerItem * 60 } }),
  gaps: hourlyGaps,
});
