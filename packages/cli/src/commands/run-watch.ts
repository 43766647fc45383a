import { createLogUpdate } from "log-update";
import { noteProgress, panelLines, plainProgress, type ProgressHistory, type RunDocument } from "../report/index.ts";
import type { CommandContext, CommonOptions } from "./context.ts";

/** Shows a run while it goes on: a panel on a terminal, plain lines elsewhere, nothing when asked to be quiet. */
export interface RunWatch {
  readonly stop: () => void;
}

export interface RunWatchOptions {
  readonly context: CommandContext;
  readonly options: CommonOptions;
  /** Where the run stands now; read again and again. */
  readonly read: () => RunDocument | undefined;
}

const PANEL_MS = 250;
const PLAIN_MS = 2_000;

export const watchRun = ({ context, options, read }: RunWatchOptions): RunWatch => {
  if (options.quiet) return { stop: () => {} };
  const started = performance.now();
  const live = context.terminal.stderr;
  const stream = {
    write: (text: string): boolean => (context.stderr(text), true),
    columns: context.terminal.columns,
    rows: 40,
    isTTY: true,
  };
  const update = createLogUpdate(stream as unknown as NodeJS.WritableStream, { showCursor: true });
  let previous: RunDocument | undefined;
  let history: ProgressHistory = [];
  let timer: NodeJS.Timeout | undefined;
  const show = (): number => {
    const began = performance.now();
    const run = read();
    const elapsedMs = began - started;
    if (run !== undefined) {
      history = noteProgress(history, run, elapsedMs);
      if (live) update(panelLines({ run, history }, { columns: context.terminal.columns, color: options.color, elapsedMs }).join("\n"));
      else {
        const line = plainProgress(previous, run, elapsedMs);
        if (line !== undefined) context.stderr(`${line}\n`);
      }
      previous = run;
    }
    return performance.now() - began;
  };
  const again = (): void => {
    // Looking must not slow the work down: the longer a look takes, the rarer it is.
    const tookMs = show();
    timer = setTimeout(again, Math.max(live ? PANEL_MS : PLAIN_MS, tookMs * 20));
    timer.unref();
  };
  again();
  return {
    stop: () => {
      clearTimeout(timer);
      show();
      if (live) update.done();
    },
  };
};
