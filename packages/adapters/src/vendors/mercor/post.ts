import { AdapterError, type Call } from "@tranche/sdk";
import type { z } from "zod";
import { readBody } from "../../http/index.ts";
import { stableHash } from "../stable-hash.ts";
import type { MercorContext } from "./context.ts";
import { readMercorComplaint } from "./errors.ts";

export interface PostRequest<Answer> {
  readonly path: string;
  readonly body: unknown;
  /** What the request is for, in parts: the same parts give the same `Idempotency-Key`, in every process and at every try. */
  readonly about: readonly string[];
  readonly answer: z.ZodType<Answer>;
  readonly what: string;
}

/** Every POST carries a key derived from what it is for. A key that was used with another body means an earlier, different try landed: look first. */
export const post = async <Answer>(
  { http }: MercorContext,
  { path, body, about, answer, what }: PostRequest<Answer>,
  { signal }: Call,
): Promise<Answer> => {
  const response = await http.request({
    method: "POST",
    path,
    body,
    effect: "create",
    signal,
    headers: { "Idempotency-Key": stableHash(about, 40) },
    expect: [409],
  });
  if (response.status !== 409) return readBody(answer, response, what);
  const complaint = readMercorComplaint(409, response.body);
  const code = complaint.code ?? "conflict";
  if (code === "idempotency_key_reused")
    throw new AdapterError({
      kind: "in-doubt",
      status: 409,
      code,
      message: "an earlier request for the same thing landed with other content; it has to be looked up",
    });
  throw new AdapterError({
    kind: "refused",
    status: 409,
    code,
    scope: complaint.scope ?? "engagement",
    message: `the vendor refused it (409 ${code})`,
  });
};
