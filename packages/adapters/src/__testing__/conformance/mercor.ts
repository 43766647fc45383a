import { type ConformanceSuite, conformanceSuite } from "@tranche/sdk/testing";
import { mercorAdapter } from "../../vendors/mercor/definition.ts";
import { startHourly } from "./hourly.ts";

/** What the dialect cannot do, whoever speaks it. */
export const hourlyGaps: Readonly<Record<string, string>> = {
  "submit/key-of-another":
    "a work item is given back without its payload, so once an Idempotency-Key has expired a key taken by other content looks like our own; keys are derived from item and attempt, so one key never stands for two contents",
};

/** The Mercor-style adapter against its simulator. */
export const mercorConformance: ConformanceSuite = conformanceSuite({
  name: "mercor",
  definition: mercorAdapter,
  start: (script) => startHourly(script),
  gaps: hourlyGaps,
});
