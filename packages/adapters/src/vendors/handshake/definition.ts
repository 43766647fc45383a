import type { AdapterDefinition } from "@tranche/sdk";
import { hourlyAdapter } from "../mercor/dialect.ts";

/**
 * Handshake-style work in the hourly dialect: a timer runs per task and stops being paid at a cap. Handshake publishes no API for customers, so this
 * is a preset of our own shape, not theirs: docs/vendors/handshake-style.md. The cap and the rate are what was agreed; no fee comes on top.
 */
export const handshakeAdapter: AdapterDefinition = hourlyAdapter({
  name: "handshake",
  options: { feePercent: 0 },
  required: ["paidMinutesPerItem"],
});
