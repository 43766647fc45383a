import { AdapterError, type CollectPage, type Observation, type VendorJudgment } from "@tranche/sdk";

/** A page of a listing with everything in it of the kind that the contract says it is. */
export interface ReadablePage {
  readonly observations: readonly Observation[];
  readonly cursor: string;
  readonly more: boolean;
  /** How much of the page was none of that, and is left out. */
  readonly unreadable: number;
}

/**
 * What an adapter gives as a page, held against the contract: whoever wrote it may not have, and what cannot be stored must not end the run of all the
 * others. Throws an {@link AdapterError} where it is no page at all; leaves out what is no observation, and of judgments what is none.
 */
export const readablePage = (page: CollectPage): ReadablePage => {
  const said: unknown = page;
  if (!isRecord(said) || !Array.isArray(said["observations"]) || typeof said["cursor"] !== "string")
    throw new AdapterError({ kind: "in-doubt", message: "what the adapter gave is no page of a listing" });
  let unreadable = 0;
  const readable = <T>(one: T | undefined): readonly T[] => {
    if (one === undefined) unreadable += 1;
    return one === undefined ? [] : [one];
  };
  const observations = said["observations"].flatMap((one: unknown) => {
    if (!isRecord(one)) return readable<Observation>(undefined);
    if (one["type"] === "cost") return readable(isCost(one) ? (one as unknown as Observation) : undefined);
    if (!isUnit(one)) return readable<Observation>(undefined);
    const unit = one as unknown as Extract<Observation, { type: "unit" }>;
    const judgments = unit.judgments.flatMap((judgment: unknown) => readable(readableJudgment(judgment)));
    return [{ ...unit, judgments }];
  });
  return { observations, cursor: said["cursor"], more: said["more"] === true, unreadable };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === "string";
const isNumberOrAbsent = (value: unknown): boolean => value === undefined || typeof value === "number";

const isCost = ({ id, amount, ref, what, at }: Readonly<Record<string, unknown>>): boolean =>
  typeof id === "string" &&
  isRecord(amount) &&
  typeof amount["micros"] === "number" &&
  typeof amount["currency"] === "string" &&
  isTextOrAbsent(ref) &&
  isNumberOrAbsent(at) &&
  typeof what === "string";

const isUnit = ({ type, ref, key, status, raw, createdAt, judgments, why }: Readonly<Record<string, unknown>>): boolean =>
  type === "unit" &&
  typeof ref === "string" &&
  isTextOrAbsent(key) &&
  typeof status === "string" &&
  isTextOrAbsent(raw) &&
  isNumberOrAbsent(createdAt) &&
  isTextOrAbsent(why) &&
  Array.isArray(judgments);

/** What only goes along with an answer is left out where it is of another kind: the answer was paid for. */
const readableJudgment = (judgment: unknown): VendorJudgment | undefined => {
  if (!isRecord(judgment) || typeof judgment["id"] !== "string") return undefined;
  const { worker, at, seconds, raw, ...rest } = judgment;
  return {
    ...rest,
    ...(typeof worker === "string" ? { worker } : {}),
    ...(typeof at === "number" ? { at } : {}),
    ...(typeof seconds === "number" ? { seconds } : {}),
    ...(isRecord(raw) && isJson(raw) ? { raw } : {}),
  } as VendorJudgment;
};

const isJson = (value: unknown): boolean => {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
};
