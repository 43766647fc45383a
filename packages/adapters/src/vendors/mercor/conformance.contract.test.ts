import { describeConformance } from "@tranche/sdk/testing";
import { describe, it } from "vitest";
import { mercorConformance } from "../../__testing__/conformance/mercor.ts";

describeConformance({ describe, it }, mercorConformance);
