import type { AdapterDefinition } from "@tranche/sdk";
import { handshakeAdapter } from "./vendors/handshake/definition.ts";
import { mercorAdapter } from "./vendors/mercor/definition.ts";
import { prolificAdapter } from "./vendors/prolific/definition.ts";
import { scaleAdapter } from "./vendors/scale/definition.ts";
import { surgeAdapter } from "./vendors/surge/definition.ts";

/** The adapters that come with the tool, by the name a config calls them. */
export const builtinAdapters: ReadonlyMap<string, AdapterDefinition> = new Map(
  [scaleAdapter, surgeAdapter, mercorAdapter, handshakeAdapter, prolificAdapter].map((adapter) => [adapter.name, adapter]),
);
