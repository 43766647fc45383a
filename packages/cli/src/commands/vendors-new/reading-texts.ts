/* What reads the vendor. Templates for `tranche vendors new`: every acme in here becomes the name that was given. */

export const collectText = `import type { Call, CollectPage, Cursor, Engagement } from "@tranche/sdk";
import { readCursor } from "@tranche/adapters/authoring";
import { z } from "zod";
import type { AcmeContext } from "./context.ts";
import { notWritten } from "./not-written.ts";

/** Where reading goes on; JSON text to everybody else. */
interface Place {
  readonly page: number;
}

const placeSchema: z.ZodType<Place> = z.object({ page: z.int().min(1) });

/**
 * One page of what changed. \`more: true\` means read on at once. Repeats are allowed, gaps are not: where a list moves while it is read, read with an
 * overlap. A short page is not an end. Words the vendor invents tomorrow are \`open\`.
 */
export const collect = async (
  _context: AcmeContext,
  _engagement: Engagement,
  cursor: Cursor | undefined,
  _call: Call,
): Promise<CollectPage> => {
  readCursor(placeSchema, cursor, { page: 1 });
  throw notWritten("collect");
};
`;

export const hintText = `import { createHmac } from "node:crypto";
import type { HintRequest, HintResult } from "@tranche/sdk";
import { sameSecret } from "@tranche/adapters/authoring";

/**
 * Verifies a webhook over its raw bytes and reads which units to look at. Pure. An example of a common scheme: put the vendor's header names and its
 * way of joining timestamp and body here. Without a configured secret nothing can be told from a forgery.
 */
export const hint = (secret: string | undefined, { headers, body }: HintRequest): HintResult => {
  if (secret === undefined) return { hint: "forged", why: "no webhook secret is configured" };
  const timestamp = headers["x-timestamp"] ?? "";
  const wanted = createHmac("sha256", secret).update(\`\${timestamp}.\`).update(body).digest("hex");
  if (!sameSecret(headers["x-signature"] ?? "", wanted)) return { hint: "forged", why: "the signature does not match the body" };
  const refs = unitsIn(body);
  if (refs === undefined) return { hint: "unreadable", why: "the event is not JSON" };
  const id = headers["x-event-id"];
  return { hint: "look", ...(id !== undefined && { id }), refs };
};

const unitsIn = (body: Uint8Array): readonly string[] | undefined => {
  try {
    const event: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof event !== "object" || event === null) return undefined;
    const { task_id: ref } = event as { readonly task_id?: unknown };
    return typeof ref === "string" && ref !== "" ? [ref] : [];
  } catch {
    return undefined;
  }
};
`;

export const statusText = `import type { UnitStatus } from "@tranche/sdk";

const known: ReadonlyMap<string, UnitStatus> = new Map([
  ["completed", "answered"],
  ["canceled", "withdrawn"],
]);

/** The vendor's word for where a unit stands. A word nobody knows is not an ending: it stays open. */
export const acmeStatus = (raw: string): UnitStatus => known.get(raw) ?? "open";
`;

export const answerText = `import type { TaskShape } from "@tranche/sdk";

/** An answer of the vendor in neutral form. What cannot be read comes out as it is: the engine holds it against the shape and says so. */
export const toAnswer = (task: TaskShape, content: unknown): unknown => {
  switch (task.kind) {
    case "classification":
      return Array.isArray(content) && content.length === 1 ? content[0] : content;
    case "comparison":
    case "rating":
    case "text":
    case "spans":
    case "boxes":
      return content;
    default:
      return task satisfies never;
  }
};
`;

export const wireText = `import { z } from "zod";

/*
 * What the vendor answers, loosely: ids and the words decisions hang on are required, everything else may be missing or odd. Dates stay text,
 * ids become text whatever they come as.
 */

const id = z.union([z.string().min(1), z.number()]).transform(String);

export interface AcmeAccount {
  readonly id: string;
}

export const acmeAccount: z.ZodType<AcmeAccount> = z.looseObject({ id });
`;

export const errorsText = `import type { VendorComplaint } from "@tranche/adapters/authoring";

/** Reads the vendor's error body. Must not throw. The message is cleaned of everything that was in the request before anybody sees it. */
export const readAcmeComplaint = (_status: number, body: unknown): VendorComplaint => {
  const error = typeof body === "object" && body !== null ? (body as { readonly error?: unknown }).error : undefined;
  if (typeof error === "string") return { message: error };
  if (typeof error !== "object" || error === null) return {};
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return { ...(typeof code === "string" && { code }), ...(typeof message === "string" && { message }) };
};
`;
