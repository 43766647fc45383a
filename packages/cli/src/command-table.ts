import type { Register } from "./commands/context.ts";

/** One command by its name; its module is read only when it is asked for, so that `tranche --version` does not load a solver. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<Register>;
}

/** Every command, in the order of `tranche --help`. */
export const commandTable: readonly CommandEntry[] = [
  { name: "init", load: async () => (await import("./commands/init.ts")).registerInit },
  { name: "validate", load: async () => (await import("./commands/validate.ts")).registerValidate },
  { name: "plan", load: async () => (await import("./commands/plan.ts")).registerPlan },
  { name: "explain", load: async () => (await import("./commands/explain.ts")).registerExplain },
  { name: "run", load: async () => (await import("./commands/run.ts")).registerRun },
  { name: "status", load: async () => (await import("./commands/status.ts")).registerStatus },
  { name: "results", load: async () => (await import("./commands/results.ts")).registerResults },
  { name: "compare", load: async () => (await import("./commands/compare.ts")).registerCompare },
  { name: "aggregate", load: async () => (await import("./commands/aggregate.ts")).registerAggregate },
  { name: "reconcile", load: async () => (await import("./commands/reconcile.ts")).registerReconcile },
  { name: "exposure", load: async () => (await import("./commands/exposure.ts")).registerExposure },
  { name: "audit", load: async () => (await import("./commands/audit.ts")).registerAudit },
  { name: "vendors", load: async () => (await import("./commands/vendors.ts")).registerVendors },
  { name: "owners", load: async () => (await import("./commands/owners.ts")).registerOwners },
  { name: "failover", load: async () => (await import("./commands/failover.ts")).registerFailover },
  { name: "hold", load: async () => (await import("./commands/failover.ts")).registerHold },
  { name: "release", load: async () => (await import("./commands/failover.ts")).registerRelease },
  { name: "cancel", load: async () => (await import("./commands/cancel.ts")).registerCancel },
  { name: "gc", load: async () => (await import("./commands/gc.ts")).registerGc },
  { name: "resolve", load: async () => (await import("./commands/resolve.ts")).registerResolve },
  { name: "sandbox", load: async () => (await import("./commands/sandbox.ts")).registerSandbox },
  { name: "demo", load: async () => (await import("./commands/demo.ts")).registerDemo },
];
