import { createHash, createHmac } from "node:crypto";
import { AdapterError, type AdapterDefinition, type UnitOutcome } from "@tranche/sdk";
import { type Ask, tinyAdapter } from "./tiny-adapter.ts";
import type { TinyDialect, TinyUnit } from "./tiny-vendor.ts";

/** 11. Signs the timestamp and the raw body, nothing between them; its JSON has blanks and a letter beyond ASCII. */
export const prolificVendor: TinyDialect = {
  webhookSecret: "prolific-secret-0001",
  create: ({ method, path, body }, state) =>
    method === "POST" && path === "/units"
      ? { json: (body as readonly Sent[]).map(({ key, content }) => state.add(key, content)) }
      : undefined,
  callback: (unit, state) => {
    const body = `{ "event_type": "submission.status.change",  "resource_id": "${unit.ref}", "status": "AWAITING REVIEW", "note": "caf\\u00e9" }`;
    const timestamp = String(Math.floor(state.now() / 1000));
    const signature = createHmac("sha256", "prolific-secret-0001").update(timestamp).update(body).digest("base64");
    return {
      body,
      headers: {
        "content-type": "application/json",
        "x-event-id": `event-${unit.ref}`,
        "x-prolific-request-timestamp": timestamp,
        "x-prolific-request-signature": signature,
      },
    };
  },
};

interface Sent {
  readonly key: string;
  readonly content: Readonly<Record<string, string>>;
}

export type ProlificMistake = "dot-between" | "serialised-again";

export const naiveProlific = (mistake: ProlificMistake | undefined): AdapterDefinition =>
  tinyAdapter({ webhook: "signed" }, (ask, settings) => ({
    submit: async (_engagement, units, call) =>
      accepted((await ask(call, { method: "POST", path: "/units", body: units })).body as readonly TinyUnit[]),
    hint: ({ headers, body }) => {
      const raw = Buffer.from(body);
      const timestamp = headers["x-prolific-request-timestamp"] ?? "";
      const json = parse(raw.toString("utf8"));
      const signed = mistake === "serialised-again" ? Buffer.from(JSON.stringify(json)) : raw;
      const hmac = createHmac("sha256", settings.webhookSecret ?? "none").update(mistake === "dot-between" ? `${timestamp}.` : timestamp);
      if (settings.webhookSecret === undefined || hmac.update(signed).digest("base64") !== headers["x-prolific-request-signature"])
        return { hint: "forged", why: "the signature does not match" };
      const ref = (json as { resource_id?: unknown } | undefined)?.resource_id;
      return typeof ref === "string"
        ? { hint: "look", id: headers["x-event-id"] ?? ref, refs: [ref] }
        : { hint: "unreadable", why: "no resource" };
    },
  }));

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const accepted = (units: readonly TinyUnit[]): readonly UnitOutcome[] => units.map(({ key, ref }) => ({ outcome: "accepted", key, ref }));

/** 12. Mechanical Turk's way: one unit a request, a token that is an error the second time, and the error names the unit. */
export const turkVendor: TinyDialect = {
  create: ({ method, path, body }, state) => {
    if (method !== "POST" || path !== "/hits") return undefined;
    const { UniqueRequestToken: token, Question: content } = body as {
      UniqueRequestToken: string;
      Question: Readonly<Record<string, string>>;
    };
    const known = state.units.find(({ key }) => key === token);
    if (known)
      return { status: 400, json: { __type: "RequestError", TurkErrorCode: "AWS.MechanicalTurk.HitAlreadyExists", HITId: known.ref } };
    return { json: { HIT: { HITId: state.add(token, content).ref } } };
  },
};

export const naiveTurk = (mistake: "exists-is-a-failure" | undefined): AdapterDefinition =>
  tinyAdapter(
    {
      submission: { mode: "item", maxUnits: 1, partialAcceptance: false },
      idempotency: { kind: "key-conflict", keyLifetimeMs: 86_400_000 },
    },
    (ask) => ({
      submit: async (_engagement, units, call) => {
        const [unit] = units;
        if (!unit) return [];
        const body = { UniqueRequestToken: unit.key, Question: unit.content };
        const expect = mistake === undefined ? [400] : [];
        const answer = await ask(call, { method: "POST", path: "/hits", body, expect });
        const ref = answer.status === 400 ? answer.body?.HITId : answer.body?.HIT?.HITId;
        return typeof ref === "string"
          ? [{ outcome: "accepted", key: unit.key, ref }]
          : [{ outcome: "in-doubt", key: unit.key, why: "no id" }];
      },
    }),
  );

interface Operation {
  readonly id: string;
  readonly refs: ReadonlyMap<string, string>;
}

/** 12 and 13. Toloka's way: a client-made operation id that is a conflict the second time, and a 200 that says which inputs were not valid. */
export const tolokaVendor = (): TinyDialect => {
  const operations = new Map<string, Operation>();
  return {
    create: ({ method, path, query, body }, state) => {
      const id = query.get("operation_id") ?? "";
      if (path.startsWith("/operations/")) {
        const known = operations.get(path.slice("/operations/".length));
        return known
          ? { json: { status: "SUCCESS", tasks: Object.fromEntries(known.refs) } }
          : { status: 404, json: { code: "DOES_NOT_EXIST" } };
      }
      if (method !== "POST" || path !== "/tasks") return undefined;
      if (operations.has(id)) return { status: 409, json: { code: "OPERATION_ALREADY_EXISTS" } };
      const tasks = body as readonly Sent[];
      const made = tasks.map(({ key, content }) => state.add(key, content));
      operations.set(id, { id, refs: new Map(made.map(({ key, ref }) => [key, ref])) });
      return { json: { items: made.map(({ ref, key }) => ({ id: ref, key })), validation_errors: {} } };
    },
  };
};

export type TolokaMistake = "exists-is-a-failure" | "200-is-all-of-it";

export const naiveToloka = (mistake: TolokaMistake | undefined): AdapterDefinition =>
  tinyAdapter({ idempotency: { kind: "operation-id" } }, (ask) => ({
    submit: async (_engagement, units, call) => {
      const operation = createHash("sha256").update(JSON.stringify(units)).digest("hex").slice(0, 32);
      const expect = mistake === "exists-is-a-failure" ? [] : [409];
      const answer = await ask(call, {
        method: "POST",
        path: `/tasks?operation_id=${operation}&skip_invalid_items=true`,
        body: units,
        expect,
      });
      const refs = answer.status === 409 ? await tasksOf(ask, operation, call) : refsIn(answer.body);
      if (mistake === "200-is-all-of-it") return units.map(({ key }) => ({ outcome: "accepted", key, ref: refs.get(key) ?? key }));
      return units.map(({ key }): UnitOutcome => {
        const ref = refs.get(key);
        return ref === undefined ? { outcome: "in-doubt", key, why: "not in the answer" } : { outcome: "accepted", key, ref };
      });
    },
  }));

const refsIn = (body: unknown): ReadonlyMap<string, string> => {
  const { items } = (body ?? {}) as { items?: readonly { readonly id: string; readonly key: string }[] };
  if (!Array.isArray(items)) throw new AdapterError({ kind: "in-doubt", message: "no list of tasks" });
  return new Map(items.map(({ id, key }) => [key, id]));
};

const tasksOf = async (ask: Ask, operation: string, call: { readonly signal: AbortSignal }): Promise<ReadonlyMap<string, string>> =>
  new Map(Object.entries((await ask(call, { path: `/operations/${operation}` })).body.tasks as Record<string, string>));

/** 13. Label Studio's way, as its hosted editions do it: 201 means that the import was noted down; the tasks come later, or not. */
export const labelStudioVendor: TinyDialect = {
  create: ({ method, path, body }, state) => {
    if (method !== "POST" || path !== "/import") return undefined;
    state.later(30_000, () => {
      // What has no data of the project's shape is passed over; only the import's own page would say so.
      for (const [place, { key, content }] of (body as readonly Sent[]).entries()) if (place % 4 !== 3) state.add(key, content);
    });
    return { status: 201, json: { import: 1 } };
  },
};

export const naiveLabelStudio = (mistake: "201-is-there" | undefined): AdapterDefinition =>
  tinyAdapter({}, (ask) => ({
    submit: async (_engagement, units, call) => {
      const { body } = await ask(call, { method: "POST", path: "/import", body: units });
      return units.map(({ key }, place): UnitOutcome =>
        mistake === "201-is-there"
          ? { outcome: "accepted", key, ref: `unit-${place + 1}` }
          : { outcome: "in-doubt", key, why: `import ${String(body?.import)} is under way` },
      );
    },
  }));
