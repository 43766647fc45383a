import { describeConformance } from "@tranche/sdk/testing";
import { describe, it } from "vitest";
import { prolificConformance } from "../../__testing__/conformance/prolific.ts";

describeConformance({ describe, it }, prolificConformance);
