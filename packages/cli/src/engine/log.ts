import pino from "pino";
import type { EngineNote } from "./engine-options.ts";

/** Writes what the engine notes as JSON lines; texts of vendors are already without keys and content. */
export const createLog = (
  level: "trace" | "debug" | "info" | "warn" | "error" | "silent",
  write: (text: string) => void,
): ((note: EngineNote) => void) => {
  if (level === "silent") return () => {};
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write });
  return (note) => {
    const { note: message, at: _, ...facts } = note;
    logger[levelOf(note)](facts, message);
  };
};

const levelOf = (note: EngineNote): "debug" | "info" | "warn" => {
  switch (note.note) {
    case "health":
      return note.needs === undefined ? "info" : "warn";
    case "conflict":
    case "owners-unreadable":
    case "not-ours":
    case "cost-not-counted":
      return "warn";
    case "call-failed":
    case "moved":
      return "debug";
    case "adjudication":
    case "engaged":
    case "engagement-pending":
    case "failover":
    case "conflict-over":
    case "invalid-answer":
    case "winding-down":
    case "adopted":
    case "gold":
    case "hedged":
    case "release":
      return "info";
    default:
      return note satisfies never;
  }
};
