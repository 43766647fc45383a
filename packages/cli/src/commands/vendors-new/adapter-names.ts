/** A vendor's name in the forms that code and files want. */
export interface AdapterNames {
  /** As given: `acme-labs`. */
  readonly plain: string;
  /** `acmeLabs` */
  readonly camel: string;
  /** `AcmeLabs` */
  readonly pascal: string;
  /** `ACME_LABS` */
  readonly capitals: string;
}

/** The forms of a name, or undefined where it is none: small letters, digits and single dashes, a letter first, at most 40 characters. */
export const adapterNames = (name: string): AdapterNames | undefined => {
  if (name.length > 40 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return undefined;
  const pascal = name
    .split("-")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
  return {
    plain: name,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    capitals: name.toUpperCase().replaceAll("-", "_"),
  };
};

/** A template with the name put in: `acme` before a capital is part of an identifier, anywhere else it is the plain name. */
export const fillTemplate = (template: string, { plain, camel, pascal, capitals }: AdapterNames): string =>
  template.replace(/ACME|Acme|acme(?=[A-Z])|acme/g, (found, at: number) => {
    if (found === "ACME") return capitals;
    if (found === "Acme") return pascal;
    return /[A-Z]/.test(template.charAt(at + found.length)) ? camel : plain;
  });
