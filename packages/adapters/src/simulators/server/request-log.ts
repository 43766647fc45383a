import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** One request as the log keeps it. `status` is 0 where the connection ended without an answer. */
export interface LoggedRequest {
  /** ISO 8601, simulated. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The body: JSON text as received, or a value. */
  readonly body: { readonly json: string } | { readonly value: unknown };
  /** Present where a fault dial or an outage touched the request. */
  readonly fault?: string;
}

/** One unit of work taken on: the vendor's id for it and what its workers will see. */
export interface LoggedUnit {
  readonly at: string;
  readonly created: string;
  readonly content: string;
}

/** Lines are gathered for at most `flushMs` and then appended in one write, so that a log costs no request a disk access. */
export interface RequestLog {
  readonly request: (line: LoggedRequest) => void;
  readonly unit: (line: LoggedUnit) => void;
  /** Writes what is left and closes the file; a second time does nothing. */
  readonly close: () => void;
}

export const noRequestLog: RequestLog = { request: () => {}, unit: () => {}, close: () => {} };

/** Opens `<directory>/<name>.jsonl` for appending. Throws where the directory cannot be made. */
export const openRequestLog = (directory: string, name: string, flushMs = 20): RequestLog => {
  mkdirSync(directory, { recursive: true });
  const file = openSync(join(directory, `${name}.jsonl`), "a");
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let rest: Buffer | undefined;
  let closed = false;

  const flush = (): void => {
    timer = undefined;
    try {
      for (;;) {
        if (rest === undefined) {
          if (lines.length === 0) return;
          rest = Buffer.from(lines.join("\n") + "\n");
          lines = [];
        }
        rest = rest.subarray(writeSync(file, rest));
        if (rest.length === 0) rest = undefined;
      }
    } catch {
      // A full disk may have room again later: the lines wait for it.
      timer = setTimeout(flush, 500);
      timer.unref();
    }
  };
  const add = (line: string): void => {
    if (closed) return;
    lines.push(line);
    timer ??= setTimeout(flush, flushMs);
  };

  return {
    request: ({ at, method, path, status, body, fault }) => {
      const text = "json" in body ? oneLine(body.json) : JSON.stringify(body.value ?? null);
      const tail = fault === undefined ? "}" : `,"fault":${JSON.stringify(fault)}}`;
      add(`{"at":"${at}","method":"${method}","path":${JSON.stringify(path)},"status":${status},"body":${text}${tail}`);
    },
    unit: (line) => add(JSON.stringify(line)),
    close: () => {
      if (closed) return;
      closed = true;
      if (timer !== undefined) clearTimeout(timer);
      flush();
      if (timer !== undefined) clearTimeout(timer);
      closeSync(file);
    },
  };
};

const oneLine = (json: string): string => (json.includes("\n") || json.includes("\r") ? json.replace(/[\r\n]/gu, " ") : json);
