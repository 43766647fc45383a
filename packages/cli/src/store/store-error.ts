const brand = "tranche.StoreError";

/**
 * Why the store could not do it.
 * `full`: the disk is full · `newer`: written by a newer version · `busy`: another process held it too long ·
 * `fenced`: another process took the job over · `behind`: older than what vendors hold of it · `unusable`: not a database of ours, or damaged, or not writable.
 */
export type StoreErrorKind = "full" | "newer" | "busy" | "fenced" | "unusable" | "behind";

/** The only error that leaves the store. Nothing of the failed transaction was kept. */
export class StoreError extends Error {
  readonly brand: string = brand;
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StoreError";
    this.kind = kind;
  }

  static is(value: unknown): value is StoreError {
    return typeof value === "object" && value !== null && (value as { brand?: unknown }).brand === brand;
  }
}
