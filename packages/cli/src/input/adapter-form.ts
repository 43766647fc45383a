import type { AdapterDefinition, Capabilities } from "@tranche/sdk";

/*
 * What is asked of an adapter that somebody else wrote, before anything is planned with it. Words that decide what the engine does are
 * held to the contract; whatever else a later version of it may bring is let through.
 */

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown) => string | undefined;

const flag: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const filled: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "must be a text");
const callable: Check = (value) => (typeof value === "function" ? undefined : "must be a function");
const atLeast =
  (least: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least ? undefined : `must be a whole number from ${least} on`;
const words: Check = (value) =>
  Array.isArray(value) && value.every((word) => typeof word === "string") ? undefined : "must be a list of words";
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);
const oneOf =
  <Word extends string>(allowed: Readonly<Record<Word, true>>): Check =>
  (value) =>
    typeof value === "string" && Object.hasOwn(allowed, value) ? undefined : `must be one of ${Object.keys(allowed).join(", ")}`;
const shape =
  <Shape>(fields: { readonly [Field in keyof Required<Shape>]: Check }): Check =>
  (value) => {
    if (typeof value !== "object" || value === null) return "must be an object";
    for (const [field, check] of Object.entries<Check>(fields)) {
      const wrong = check(Reflect.get(value, field));
      // Joined from the inside out: `idempotency.kind: must be …`.
      if (wrong !== undefined) return /^[\w.]+: /.test(wrong) ? `${field}.${wrong}` : `${field}: ${wrong}`;
    }
    return undefined;
  };

type Kind<Name extends Capabilities["idempotency"]["kind"]> = Extract<Capabilities["idempotency"], { readonly kind: Name }>;

const kind: Check = oneOf<Capabilities["idempotency"]["kind"]>({
  "key-replay": true,
  "key-conflict": true,
  "operation-id": true,
  "natural-key": true,
  none: true,
});

const idempotency: Check = (value) => {
  const named: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "kind") : undefined;
  if (named === "key-replay") return shape<Kind<"key-replay">>({ kind, keyLifetimeMs: atLeast(1) })(value);
  if (named === "key-conflict") return shape<Kind<"key-conflict">>({ kind, keyLifetimeMs: optional(atLeast(1)) })(value);
  if (named === "none") return shape<Kind<"none">>({ kind, settleMs: atLeast(0) })(value);
  return shape<Kind<"operation-id" | "natural-key">>({ kind })(value);
};

const capabilities: Check = shape<Capabilities>({
  submission: shape<Capabilities["submission"]>({
    mode: oneOf<Capabilities["submission"]["mode"]>({ item: true, batch: true, engagement: true }),
    maxUnits: atLeast(1),
    partialAcceptance: flag,
  }),
  idempotency,
  cancel: oneOf<Capabilities["cancel"]>({ item: true, batch: true, project: true, engagement: true, none: true }),
  lateResults: flag,
  mayExceedRedundancy: flag,
  webhook: oneOf<Capabilities["webhook"]>({ none: true, unsigned: true, "shared-secret": true, signed: true }),
  price: shape<Capabilities["price"]>({
    basis: oneOf<Capabilities["price"]["basis"]>({ judgment: true, hour: true, submission: true }),
    finalAt: oneOf<Capabilities["price"]["finalAt"]>({ submit: true, result: true, "period-lock": true }),
  }),
  workerIds: oneOf<Capabilities["workerIds"]>({ always: true, sometimes: true, never: true }),
  timeTaken: oneOf<Capabilities["timeTaken"]>({ reported: true, derived: true, none: true }),
  // Not held to the kinds of today: one of tomorrow is simply never asked for.
  taskKinds: words,
  regions: words,
});

const definition: Check = shape<Omit<AdapterDefinition, "contract">>({
  name: filled,
  capabilities,
  create: callable,
  checkJobOptions: optional(callable),
});

/** What an export called `adapter` turned out to be. */
export type AdapterForm =
  | { readonly form: "fits"; readonly definition: AdapterDefinition }
  | { readonly form: "other-contract"; readonly contract: string | undefined }
  | { readonly form: "wrong"; readonly why: string };

/** Holds a module's export `adapter` against contract v1. Calls nothing of it. */
export const readAdapterForm = (exported: unknown): AdapterForm => {
  if (typeof exported !== "object" || exported === null) return { form: "wrong", why: `it is a ${typeof exported}, not a definition` };
  const contract: unknown = Reflect.get(exported, "contract");
  if (contract !== "v1") return { form: "other-contract", contract: typeof contract === "string" ? contract : undefined };
  const why = definition(exported);
  return why === undefined ? { form: "fits", definition: exported as AdapterDefinition } : { form: "wrong", why };
};
