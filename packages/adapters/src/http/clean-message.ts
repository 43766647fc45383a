const longest = 240;
const window = 16;

/**
 * What may be shown of a vendor's own error text: one line, at most 240 characters, and nothing that was in the request. Vendors quote
 * what they refuse, and that is an item's content, or whom, and that is the credential. Undefined when nothing is left to say.
 */
export const cleanMessage = (
  text: string | undefined,
  sent: { readonly body?: string; readonly secrets: readonly string[] },
): string | undefined => {
  const line = text?.replace(/\s+/g, " ").trim() ?? "";
  if (line === "" || line.startsWith("<") || sent.secrets.some((secret) => line.includes(secret))) return undefined;
  const unquoted = sent.body === undefined ? line : hideQuoted(line, sent.body);
  if (sent.body !== undefined && quotesBody(unquoted, sent.body)) return undefined;
  return unquoted.length > longest ? `${unquoted.slice(0, longest - 1)}…` : unquoted;
};

/** An `Authorization` header and what is in it: the token, and where the scheme is Basic, the user's name and password as they are. */
export const secretsIn = (authorization: string): readonly string[] => {
  const [scheme = "", token = ""] = authorization.split(" ");
  const plain = /^basic$/i.test(scheme) ? Buffer.from(token, "base64").toString("utf8").split(":") : [];
  return [authorization, token, ...plain].filter((secret) => secret !== "");
};

/** A quoted word that is a value of the request (`"ham"`) is content; one that is a field's name (`"attachments"`) is not. */
const hideQuoted = (line: string, body: string): string =>
  line.replace(/["'`“”‘’]([^"'`“”‘’]+)["'`“”‘’]/g, (whole: string, inner: string) => {
    const value = JSON.stringify(inner);
    return body.includes(`:${value}`) || body.includes(`[${value}`) || body.includes(`,${value},`) || body.includes(`,${value}]`)
      ? "“…”"
      : whole;
  });

const quotesBody = (line: string, body: string): boolean => {
  for (let at = 0; at + window <= line.length; at += 1) if (body.includes(line.slice(at, at + window))) return true;
  return false;
};
