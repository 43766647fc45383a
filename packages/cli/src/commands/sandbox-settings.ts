import { nearest } from "@tranche/sdk";
import {
  defaultPools,
  mercorDefaults,
  type SandboxOptions,
  scaleDefaults,
  type SimulatedVendorName,
  simulatedVendors,
  surgeDefaults,
} from "@tranche/adapters/simulators";
import { type Problem, UserError } from "../input/problem.ts";

type VendorPart = { pool: Record<string, unknown>; options: Record<string, unknown> };

const optionsOf = { scale: scaleDefaults, surge: surgeDefaults, mercor: mercorDefaults } as const;

/**
 * Reads `--set surge.accuracy=0.9`: a property of a vendor's people, or a named option of its API. Throws a `UserError` (2)
 * with every line that is wrong.
 */
export const readSettings = (lines: readonly string[]): Pick<SandboxOptions, SimulatedVendorName> => {
  const parts: Partial<Record<SimulatedVendorName, VendorPart>> = {};
  const problems: Problem[] = [];
  for (const line of lines) {
    const [, vendor = "", name = "", text = ""] = /^([a-z]+)\.([A-Za-z.]+)=(.*)$/.exec(line) ?? [];
    const known = simulatedVendors.find((each) => each === vendor);
    if (known === undefined) {
      problems.push({
        path: "--set",
        message: `"${line}" is not understood`,
        hint: `write it as surge.accuracy=0.9; the vendors are ${simulatedVendors.join(", ")}`,
      });
      continue;
    }
    const part = (parts[known] ??= { pool: {}, options: {} });
    const ofPool = put(part.pool, defaultPools[known], name, text);
    const outcome = ofPool === "unknown" ? put(part.options, optionsOf[known], name, text) : ofPool;
    if (outcome === "set") continue;
    if (outcome === "unknown") {
      const names = [...Object.keys(defaultPools[known]), ...Object.keys(optionsOf[known])];
      const meant = nearest(name, names);
      problems.push({
        path: "--set",
        message: `${known} has no property "${name}"`,
        hint: meant === undefined ? `it has ${names.join(", ")}` : `did you mean ${known}.${meant}?`,
      });
    } else problems.push({ path: "--set", message: `${known}.${name} ${outcome}` });
  }
  if (problems.length > 0) throw new UserError(2, problems);
  return parts;
};

/** Sets `name` where `defaults` has it, in the type it has there; a dot reaches into it. Answers `set`, `unknown`, or what is wrong. */
const put = (target: Record<string, unknown>, defaults: object, name: string, text: string): string => {
  const [head = "", ...rest] = name.split(".");
  const fallback = (defaults as Record<string, unknown>)[head];
  if (fallback === undefined) return "unknown";
  if (rest.length > 0) {
    if (typeof fallback !== "object" || fallback === null) return "unknown";
    const inner = { ...fallback, ...(target[head] as object | undefined) };
    const answer = put(inner, fallback, rest.join("."), text);
    if (answer === "set") target[head] = inner;
    return answer;
  }
  switch (typeof fallback) {
    case "number": {
      const number = Number(text);
      if (text === "" || Number.isNaN(number)) return `must be a number, got "${text}"`;
      target[head] = number;
      return "set";
    }
    case "boolean":
      if (text !== "true" && text !== "false") return `must be true or false, got "${text}"`;
      target[head] = text === "true";
      return "set";
    case "string":
      target[head] = text;
      return "set";
    default:
      if (!Array.isArray(fallback)) return "unknown";
      target[head] = text.split(",").map((entry) => (typeof fallback[0] === "number" ? Number(entry) : entry));
      return "set";
  }
};
