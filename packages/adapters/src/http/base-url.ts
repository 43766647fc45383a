import { AdapterError } from "@tranche/sdk";

/** Where every request of one vendor goes. */
export interface BaseUrl {
  readonly secure: boolean;
  /** The address of a path below the base. Throws `refused`, before anything is sent, for any other place. */
  locate(path: string): string;
}

/** Whether a host name is this machine's own. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/**
 * Reads a base URL. Throws a `TypeError` with a plain message when it is not one. Plain `http` is for loopback only: the
 * credential and the data would cross the network in the open.
 */
export const readBaseUrl = (text: string): BaseUrl => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw new TypeError(`baseUrl must be an http or https address, got ${JSON.stringify(text)}`);
  if (url.username !== "" || url.password !== "") throw new TypeError("baseUrl must not carry a user name or a password");
  if (url.search !== "" || url.hash !== "") throw new TypeError("baseUrl must end with a path: no ? and no #");
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw new TypeError(`baseUrl must be https for ${url.hostname}: plain http is for loopback only`);
  const base = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  return {
    secure: url.protocol === "https:",
    locate: (path) => {
      if (path.startsWith("/") && !/(^|\/)\.{1,2}(\/|$|\?)/.test(path)) return base + path;
      throw new AdapterError({
        kind: "refused",
        scope: "account",
        message: `the request was for a place outside ${base}; nothing was sent`,
      });
    },
  };
};

/** One segment of a path, safe whatever the vendor put into its ids. Throws `refused` for what cannot be one. */
export const segment = (id: string): string => {
  if (id === "" || id === "." || id === "..")
    throw new AdapterError({ kind: "refused", scope: "item", message: "the vendor's id cannot be part of an address; nothing was sent" });
  return encodeURIComponent(id);
};
