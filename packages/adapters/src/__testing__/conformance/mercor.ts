import { type ConformanceSuite, conformanceSuite } from "@tranche/sdk/testing";
import { mercorAdapter } from "../../vendors/mercor/definition.ts";
import { startHourly } from "./hourly.ts";

/** The Mercor-style adapter against its simulator. */
export const mercorConformance: ConformanceSuite = conformanceSuite({
  name: "mercor",
  definition: mercorAdapter,
  start: (script) => startHourly(script),
});
