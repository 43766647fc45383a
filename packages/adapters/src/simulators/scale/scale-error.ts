import type { SimulatedReply } from "../server/message.ts";

/** A refusal on its way out: status and text of the vendor's `{status_code, error}`. */
export class ScaleRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ScaleRefusal";
    this.status = status;
  }
}

export const scaleError = (status: number, message: string): SimulatedReply => ({ status, json: { status_code: status, error: message } });

/** Success is always 200. */
export const ok = (json: unknown): SimulatedReply => ({ status: 200, json });

/** The refusal of a bad parameter, in the words Scale uses. */
export const invalid = (reason: string): ScaleRefusal => new ScaleRefusal(400, `Parameter is invalid, reason: ${reason}`);
