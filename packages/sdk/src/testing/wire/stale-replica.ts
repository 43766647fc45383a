import type { Answer, Exchange } from "./exchange.ts";
import type { Wire } from "./wire.ts";

/** Remembers what reads were answered, and can answer them so again: the vendor's replica that has not heard the news. */
export interface StaleReplica {
  /** From here on reads are remembered. */
  readonly record: () => void;
  /** From here on reads are answered from memory: by the whole address, else by the path and its turn. */
  readonly replay: () => void;
  /** From here on the vendor itself answers again. */
  readonly stop: () => void;
}

export const staleReplica = (wire: Wire): StaleReplica => {
  const byAddress = new Map<string, Answer>();
  const byPath = new Map<string, Answer[]>();
  const pathOf = ({ path }: Exchange): string => path.split("?")[0] ?? "";
  return {
    record: () => {
      wire.rewrite = {
        answer: (answer, exchange) => {
          if (exchange.method === "GET" && answer.status === 200) {
            byAddress.set(exchange.path, answer);
            byPath.set(pathOf(exchange), [...(byPath.get(pathOf(exchange)) ?? []), answer]);
          }
          return answer;
        },
      };
    },
    replay: () => {
      const turns = new Map<string, number>();
      wire.rewrite = {
        answer: (answer, exchange) => {
          if (exchange.method !== "GET") return answer;
          const path = pathOf(exchange);
          const turn = turns.get(path) ?? 0;
          turns.set(path, turn + 1);
          const remembered = byPath.get(path);
          return byAddress.get(exchange.path) ?? remembered?.[Math.min(turn, remembered.length - 1)] ?? answer;
        },
      };
    },
    stop: () => {
      wire.rewrite = undefined;
    },
  };
};
