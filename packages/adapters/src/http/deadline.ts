type Listener = () => void;

/**
 * Everybody who waits for a signal, behind one listener of its own: a signal looks through all its listeners each time one is added or taken
 * away, and one signal ends all of a run's exchanges.
 */
const waitingFor: WeakMap<AbortSignal, Set<Listener>> = new WeakMap();

const waitersOf = (signal: AbortSignal): Set<Listener> => {
  const known = waitingFor.get(signal);
  if (known !== undefined) return known;
  const waiters = new Set<Listener>();
  waitingFor.set(signal, waiters);
  signal.addEventListener("abort", () => waiters.forEach((waiter) => waiter()), { once: true });
  return waiters;
};

/**
 * The end of one exchange: its time-out or its caller's signal, whichever comes first. A plain object in the shape of an `AbortSignal`, because
 * two real ones a request cost more than the rest of our work on it. Owns a timer: `clear` it.
 */
export class Deadline {
  aborted = false;
  why: "timed-out" | "cancelled" = "timed-out";
  onabort: null = null;
  readonly #listeners: Set<Listener> = new Set();
  readonly #waiters: Set<Listener>;
  readonly #timer: NodeJS.Timeout;
  readonly #cancel: Listener = () => this.#end("cancelled");

  constructor(afterMs: number, signal: AbortSignal) {
    this.#waiters = waitersOf(signal);
    this.#timer = setTimeout(() => this.#end("timed-out"), afterMs);
    if (signal.aborted) this.#end("cancelled");
    else this.#waiters.add(this.#cancel);
  }

  addEventListener(_type: string, listener: Listener): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: string, listener: Listener): void {
    this.#listeners.delete(listener);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#waiters.delete(this.#cancel);
  }

  #end(why: "timed-out" | "cancelled"): void {
    if (this.aborted) return;
    this.aborted = true;
    this.why = why;
    for (const listener of this.#listeners) listener();
  }
}
