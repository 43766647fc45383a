/* What speaks to the vendor. Templates for `tranche vendors new`: every acme in here becomes the name that was given. */

export const checkText = `import type { Call, CheckResult } from "@tranche/sdk";
import { checkWith, readBody } from "@tranche/adapters/authoring";
import type { AcmeContext } from "./context.ts";
import { acmeAccount } from "./wire.ts";

/** Tries the key with a read that costs nothing. Change the path to one of the vendor's that needs a valid key. */
export const check = ({ http }: AcmeContext, { signal }: Call): Promise<CheckResult> =>
  checkWith(async () => {
    readBody(acmeAccount, await http.request({ method: "GET", path: "/account", effect: "read", signal }), "account");
    return { ok: true };
  });
`;

export const engageText = `import type { Call, Engagement, EngagementRequest, TaskShape } from "@tranche/sdk";
import { readJobOptions } from "@tranche/adapters/authoring";
import type { AcmeContext } from "./context.ts";
import { notWritten } from "./not-written.ts";
import { acmeJobOptions } from "./options.ts";
import { toQuestion } from "./question.ts";

/** What the adapter remembers of an engagement. The engine stores it as JSON and hands it back unchanged. */
export interface AcmeEngagement {
  /** The vendor's id of the project. */
  readonly project: string;
  readonly show: readonly string[];
  readonly task: TaskShape;
}

/**
 * The project named by \`request.key\`: look for it, make it only where there is none, and where there are two pick the same one every time. A
 * repeat makes nothing new. \`pending\` while the vendor is not ready for units.
 */
export const engage = async (
  context: AcmeContext,
  request: EngagementRequest,
  _previous: Engagement | undefined,
  _call: Call,
): Promise<Engagement> => {
  readJobOptions(acmeJobOptions, request.options, "acme");
  toQuestion(request.task, request.show);
  throw notWritten("engage");
};

/** What {@link engage} stored. */
export const readEngagement = (engagement: Engagement): AcmeEngagement => engagement.data as unknown as AcmeEngagement;
`;

export const questionText = `import type { JsonObject, TaskShape } from "@tranche/sdk";
import { unsupportedKind } from "@tranche/adapters/authoring";

/** A task shape in the vendor's words, as its create call wants them. Kinds that are not announced are refused before anything is sent. */
export const toQuestion = (task: TaskShape, show: readonly string[]): JsonObject => {
  switch (task.kind) {
    case "classification":
      return { type: "choice", options: task.options, fields: show };
    case "comparison":
    case "rating":
    case "text":
    case "spans":
    case "boxes":
      throw unsupportedKind("acme", task.kind);
    default:
      return task satisfies never;
  }
};
`;

export const submitText = `import type { Call, Engagement, Unit, UnitOutcome } from "@tranche/sdk";
import { shownFields } from "@tranche/adapters/authoring";
import type { AcmeContext } from "./context.ts";
import { readEngagement } from "./engage.ts";
import { notWritten } from "./not-written.ts";

/**
 * One create, sent once: \`effect: "create"\`. Every unit that went in comes out exactly once, by its key and not by its place. What the reply does
 * not mention is \`in-doubt\`. A thrown error speaks for all units, so throw only where none was taken, or where nothing is known.
 */
export const submit = async (
  _context: AcmeContext,
  engagement: Engagement,
  units: readonly Unit[],
  _call: Call,
): Promise<readonly UnitOutcome[]> => {
  const { show } = readEngagement(engagement);
  for (const unit of units) shownFields(unit, show);
  throw notWritten("submit");
};
`;

export const findText = `import type { Call, Engagement, Finding } from "@tranche/sdk";
import type { AcmeContext } from "./context.ts";
import { notWritten } from "./not-written.ts";

/**
 * Looks keys up: by asking for them where the vendor can be asked, else by listing and matching. Every key comes out exactly once. \`absent\` frees the
 * unit to be paid for elsewhere: say it only where the vendor proves it, and throw where it cannot be told.
 */
export const find = async (
  _context: AcmeContext,
  _engagement: Engagement,
  _keys: readonly string[],
  _call: Call,
): Promise<readonly Finding[]> => {
  throw notWritten("find");
};
`;

export const withdrawText = `import type { Call, Engagement, Withdrawal } from "@tranche/sdk";
import type { AcmeContext } from "./context.ts";
import { notWritten } from "./not-written.ts";

/** Takes units back, each with its own outcome. \`unknown\` where the vendor did not say: never guess \`withdrawn\`. */
export const withdraw = async (
  _context: AcmeContext,
  _engagement: Engagement,
  _refs: readonly string[],
  _call: Call,
): Promise<readonly Withdrawal[]> => {
  throw notWritten("withdraw");
};
`;
