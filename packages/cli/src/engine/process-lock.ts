import { readFileSync } from "node:fs";
import { hostname } from "node:os";

interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in the kernel's own ticks: two processes may have the same pid, never both. */
  readonly started: string;
}

/** A lock of another host is believed dead after this long without a renewal. */
const FOREIGN_LEASE_MS = 60_000;

const startOf = (pid: number): string => {
  try {
    // Field 22 of /proc/<pid>/stat, counted after the name, which may hold spaces.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19] ?? "";
  } catch {
    return "";
  }
};

/** This process (or another of this machine), as others can check on it. */
export const thisHolder = (pid: number = process.pid): string =>
  JSON.stringify({ host: hostname(), pid, started: startOf(pid) } satisfies Holder);

/** Whether the holder of a lock still lives; on another host, whether it renewed its lock lately. */
export const isHolderAlive = (holder: string, lease: { readonly renewedAt: number; readonly now: number }): boolean => {
  const { host, pid, started } = JSON.parse(holder) as Holder;
  if (host !== hostname()) return lease.now - lease.renewedAt < FOREIGN_LEASE_MS;
  if (started !== "" && startOf(pid) !== "") return startOf(pid) === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
};

/** A holder in words: `process 4711 on this machine`. */
export const holderInWords = (holder: string): string => {
  const { host, pid } = JSON.parse(holder) as Holder;
  return host === hostname() ? `process ${pid} on this machine` : `process ${pid} on ${host}`;
};
