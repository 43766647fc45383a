import { describeConformance } from "@tranche/sdk/testing";
import { describe, it } from "vitest";
import { surgeConformance } from "../../__testing__/conformance/surge.ts";

describeConformance({ describe, it }, surgeConformance);
