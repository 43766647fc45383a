import { describeConformance } from "@tranche/sdk/testing";
import { describe, it } from "vitest";
import { handshakeConformance } from "../../__testing__/conformance/handshake.ts";

describeConformance({ describe, it }, handshakeConformance);
