import type { AdapterDefinition } from "@tranche/sdk";
import { hourlyAdapter } from "./dialect.ts";

/** The Mercor-style shape, designed here and not Mercor's own API: docs/vendors/mercor-style.md. */
export const mercorAdapter: AdapterDefinition = hourlyAdapter({ name: "mercor", options: {} });
