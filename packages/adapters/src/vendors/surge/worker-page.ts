import { AdapterError } from "@tranche/sdk";

/** Where a unit's key is kept among a task's fields. Workers see every field that no template hides, so there is always a template. */
export const referenceField = (show: readonly string[]): string => {
  let name = "reference";
  while (show.includes(name)) name += "_";
  return name;
};

/** What a worker sees of a task: the visible fields in their order, and no other. Throws `refused` for a name that would break out of it. */
export const fieldsTemplate = (show: readonly string[]): string =>
  show
    .map((name) => {
      if (/[{}<>&"]/.test(name))
        throw new AdapterError({
          kind: "refused",
          scope: "engagement",
          message: `the field ${JSON.stringify(name)} cannot be shown: its name has {, }, <, >, & or "`,
        });
      return show.length === 1 ? `<div>{{${name}}}</div>` : `<h4>${name}</h4><div>{{${name}}}</div>`;
    })
    .join("\n");
