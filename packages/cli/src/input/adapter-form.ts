import type { AdapterDefinition, Capabilities } from "@tranche/sdk";
import { z } from "zod";

/*
 * What is asked of an adapter that somebody else wrote, before anything is planned with it. Words that decide what the engine does are
 * held to the contract; whatever else a later version of it may bring is let through.
 */

const milliseconds = z.number().nonnegative();

const capabilities = z.looseObject({
  submission: z.looseObject({
    mode: z.enum(["item", "batch", "engagement"]),
    maxUnits: z.int().positive(),
    partialAcceptance: z.boolean(),
  }),
  idempotency: z.discriminatedUnion("kind", [
    z.looseObject({ kind: z.literal("key-replay"), keyLifetimeMs: milliseconds }),
    z.looseObject({ kind: z.literal("key-conflict"), keyLifetimeMs: milliseconds.exactOptional() }),
    z.looseObject({ kind: z.literal("operation-id") }),
    z.looseObject({ kind: z.literal("natural-key") }),
    z.looseObject({ kind: z.literal("none"), settleMs: milliseconds }),
  ]),
  cancel: z.enum(["item", "batch", "project", "engagement", "none"]),
  lateResults: z.boolean(),
  mayExceedRedundancy: z.boolean(),
  webhook: z.enum(["none", "unsigned", "shared-secret", "signed"]),
  price: z.looseObject({ basis: z.enum(["judgment", "hour", "submission"]), finalAt: z.enum(["submit", "result", "period-lock"]) }),
  workerIds: z.enum(["always", "sometimes", "never"]),
  timeTaken: z.enum(["reported", "derived", "none"]),
  taskKinds: z.array(z.string()).min(1),
  regions: z.array(z.string()),
});

// What passes here is what the planner reads: a key that the contract gains has to be asked for here too.
true satisfies keyof Capabilities extends keyof z.infer<typeof capabilities> ? true : false;

const isFunction = (value: unknown): boolean => typeof value === "function";

const definition = z.looseObject({
  name: z.string().min(1),
  capabilities,
  create: z.custom<AdapterDefinition["create"]>(isFunction, "must be a function"),
  checkJobOptions: z.custom<AdapterDefinition["checkJobOptions"]>(isFunction, "must be a function").exactOptional(),
});

/** What an export called `adapter` turned out to be. */
export type AdapterForm =
  | { readonly form: "fits"; readonly definition: AdapterDefinition }
  | { readonly form: "other-contract"; readonly contract: string }
  | { readonly form: "wrong"; readonly why: string };

/** Holds a module's export `adapter` against contract v1. Calls nothing of it. */
export const readAdapterForm = (exported: unknown): AdapterForm => {
  if (typeof exported !== "object" || exported === null) return { form: "wrong", why: `is ${typeof exported}, not a definition` };
  const contract: unknown = Reflect.get(exported, "contract");
  if (contract !== "v1") return { form: "other-contract", contract: typeof contract === "string" ? contract : "none" };
  const read = definition.safeParse(exported);
  // The object itself goes on, not zod's copy of it: `create` may need its `this`.
  if (read.success) return { form: "fits", definition: exported as AdapterDefinition };
  const [issue] = read.error.issues;
  const at = issue === undefined ? "" : issue.path.join(".");
  return { form: "wrong", why: `${at === "" ? "it" : at}: ${(issue?.message ?? "does not fit").replace(/^Invalid input: /, "")}` };
};
