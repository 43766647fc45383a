/**
 * `true` where two types are the same type, keys that may be absent included; `false` otherwise. Assignability both ways
 * would miss a key that was forgotten and may be absent.
 */
export type SameType<A, B> = (<T>() => T extends ReadonlyDeep<A> ? 1 : 2) extends <T>() => T extends ReadonlyDeep<B> ? 1 : 2 ? true : false;

/** `readonly` all the way down, so that a schema's mutable output compares with a type written by hand. */
export type ReadonlyDeep<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> };
