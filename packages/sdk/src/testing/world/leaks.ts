import { inspect } from "node:util";

/** What may never be in an error: how to say it, and the bytes to look for. */
export interface Secret {
  readonly what: string;
  readonly text: string;
}

/** A credential in every form it goes over the wire in. */
export const formsOf = (what: string, credential: string): readonly Secret[] => {
  const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64").replace(/=+$/, "");
  return [
    { what, text: credential },
    { what: `${what}, as Basic sends it`, text: base64(`${credential}:`).slice(0, -1) },
    { what: `${what}, in base64`, text: base64(credential).slice(0, -1) },
  ];
};

/** Which of the secrets an error would show to whoever prints it: message, stack, causes and everything that hangs on it. */
export const leaksIn = (error: unknown, secrets: readonly Secret[]): readonly string[] => {
  const shown = `${printed(error)}\n${serialised(error)}`;
  return [...new Set(secrets.filter(({ text }) => text.length > 3 && shown.includes(text)).map(({ what }) => what))];
};

const printed = (error: unknown): string =>
  inspect(error, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null, getters: false });

const serialised = (error: unknown): string => {
  try {
    return JSON.stringify(error) ?? "";
  } catch {
    return "";
  }
};
