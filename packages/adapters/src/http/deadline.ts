type Listener = () => void;

/**
 * The end of one exchange: its time-out or its caller's signal, whichever comes first. A plain object in the shape of an `AbortSignal`, because
 * two real ones a request cost more than the rest of our work on it. Owns a timer: `clear` it.
 */
export class Deadline {
  aborted = false;
  why: "timed-out" | "cancelled" = "timed-out";
  onabort: null = null;
  readonly #listeners: Set<Listener> = new Set();
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #cancel: Listener = () => this.#end("cancelled");

  constructor(afterMs: number, signal: AbortSignal) {
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#end("timed-out"), afterMs);
    if (signal.aborted) this.#end("cancelled");
    else signal.addEventListener("abort", this.#cancel);
  }

  addEventListener(_type: string, listener: Listener): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: string, listener: Listener): void {
    this.#listeners.delete(listener);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#cancel);
  }

  #end(why: "timed-out" | "cancelled"): void {
    if (this.aborted) return;
    this.aborted = true;
    this.why = why;
    for (const listener of this.#listeners) listener();
  }
}
