import type { SimulatedReply } from "../server/message.ts";

/** A refusal on its way out. */
export class SurgeRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "SurgeRefusal";
    this.status = status;
  }
}

/** No schema of errors is documented; clients read the status and show the raw body. */
export const surgeError = (status: number, message: string): SimulatedReply => ({ status, json: { error: message } });

export const ok = (json: unknown): SimulatedReply => ({ status: 200, json });
