import { AdapterError, type TaskKind } from "@tranche/sdk";

/** The planner asks the capabilities first; whoever comes all the same is told that nothing was sent. */
export const unsupportedKind = (vendor: string, kind: TaskKind): AdapterError =>
  new AdapterError({
    kind: "refused",
    scope: "kind",
    code: "unsupported_kind",
    message: `${vendor} takes no ${kind} tasks; nothing was sent`,
  });
