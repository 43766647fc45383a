import { describeConformance } from "@tranche/sdk/testing";
import { describe, it } from "vitest";
import { scaleConformance } from "../../__testing__/conformance/scale.ts";

describeConformance({ describe, it }, scaleConformance);
