import type { ClassPart } from "../plan/plan-inputs.ts";
import { permutationOf } from "../split/permutation.ts";

/** A class that may be a part of a surveyed one. */
export interface PartOfClass {
  readonly id: string;
  readonly items: number;
  readonly part?: ClassPart;
}

/** Finds the class of an item, and its index in it, by the surveyed class and the item's index there (in the order of the items file). */
export type FindClass<Class extends PartOfClass> = (
  surveyed: string,
  index: number,
) => { readonly itemClass: Class; readonly index: number } | undefined;

/**
 * Which items of a surveyed class belong to which of its parts: the surveyed items stand in a keyed order of their own, and the parts are cut from it
 * one after the other, so that neither the order of the file nor of the gold file says which items are shown to more vendors. O(1) an item.
 */
export const classFinder = <Class extends PartOfClass>(classes: readonly Class[], key: string): FindClass<Class> => {
  const whole = new Map(classes.filter(({ part }) => part === undefined).map((one) => [one.id, one]));
  const parts = new Map<string, Class[]>();
  for (const one of classes) {
    if (one.part === undefined) continue;
    const known = parts.get(one.part.of);
    if (known === undefined) parts.set(one.part.of, [one]);
    else known.push(one);
  }
  const orders = new Map(
    [...parts].map(([of, cut]) => [
      of,
      permutationOf(
        cut.reduce((sum, { items }) => sum + items, 0),
        `${key}/parts of ${of}`,
      ),
    ]),
  );
  return (surveyed, index) => {
    const itemClass = whole.get(surveyed);
    if (itemClass !== undefined) return index < itemClass.items ? { itemClass, index } : undefined;
    const cut = parts.get(surveyed);
    const order = orders.get(surveyed);
    if (cut === undefined || order === undefined || index >= cut.reduce((sum, { items }) => sum + items, 0)) return undefined;
    const place = order.placeOf(index);
    const found = cut.find(({ items, part }) => part !== undefined && place >= part.from && place < part.from + items);
    return found === undefined ? undefined : { itemClass: found, index: place - (found.part?.from ?? 0) };
  };
};
