export { type Brand, type Owner, ownerDirectory, ownerOf, ownersAsOf, type OwnerStake, type Weight } from "./owners/directory.ts";
export { builtinAdapters } from "./registry.ts";
export { handshakeAdapter } from "./vendors/handshake/definition.ts";
export { mercorAdapter } from "./vendors/mercor/definition.ts";
export { prolificAdapter } from "./vendors/prolific/definition.ts";
export { scaleAdapter } from "./vendors/scale/definition.ts";
export { surgeAdapter } from "./vendors/surge/definition.ts";
