import type { Json, Unit } from "@tranche/sdk";

/** What a worker reads for a visible field: a text as it is, anything else as JSON. */
export const fieldText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The visible fields of a unit in the order to show them; one that the item lacks is left out, one that nobody named comes last. */
export const shownFields = (unit: Unit, show: readonly string[]): readonly (readonly [string, Json])[] => {
  const named = show.flatMap((name) => (Object.hasOwn(unit.content, name) ? [[name, unit.content[name] ?? null] as const] : []));
  const others = Object.entries(unit.content).filter(([name]) => !show.includes(name));
  return [...named, ...others];
};
