import { describe, expect, it } from "vitest";
import { paretoFrontier, type Standing } from "./frontier.ts";

const at = (vendor: string, cost?: number, hours?: number, quality?: number): Standing => ({ vendor, cost, hours, quality });

describe("paretoFrontier", () => {
  it.each<[string, readonly Standing[], readonly string[]]>([
    ["keeps what is best at something", [at("cheap", 1, 9, 0.8), at("fast", 3, 1, 0.8), at("good", 3, 9, 0.9)], ["cheap", "fast", "good"]],
    ["drops who is worse at everything", [at("a", 1, 1, 0.9), at("b", 2, 2, 0.8)], ["a"]],
    ["drops who is equal in two and worse in one", [at("a", 1, 1, 0.9), at("b", 1, 1, 0.8)], ["a"]],
    ["keeps equals", [at("a", 1, 1, 0.9), at("b", 1, 1, 0.9)], ["a", "b"]],
    ["does not hold the unknown against anyone", [at("a", 1, 1, 0.9), at("b", 2, 2)], ["a", "b"]],
    ["lets nobody win by being unknown", [at("a", 1, 1, 0.9), at("b", 2, undefined, 0.8)], ["a", "b"]],
    ["ignores what is known of nobody", [at("a", 1, 5), at("b", 2, 6)], ["a"]],
    ["leaves out those of whom nothing is known", [at("a", 1, 5), at("new")], ["a"]],
  ])("%s", (_, standings, expected) => expect(paretoFrontier(standings)).toEqual(expected));
});
