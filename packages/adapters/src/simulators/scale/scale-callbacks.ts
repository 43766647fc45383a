import { hashNumbers, hashText } from "../world/seeded-random.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Batch, Task } from "./state.ts";
import { taskView } from "./task-view.ts";

/** The account's callback secret: one for live, one for test. */
export const callbackAuthKey = (state: ScaleState, mode: "live" | "test"): string =>
  `${mode}_auth_${[1, 2, 3, 4].map((n) => hashNumbers(state.world.seed, hashText(mode), n).toString(16).padStart(8, "0")).join("")}`;

const retryAfterMs = (state: ScaleState): readonly number[] =>
  state.options.callbackRetryMinutes.slice(0, 19).map((minutes) => minutes * 60_000);

/** POSTs the task's present state to its `callback_url`. An e-mail address there gets nothing over HTTP. */
export const sendTaskCallback = (state: ScaleState, account: Account, task: Task): void => {
  if (task.callbackUrl === undefined || !/^https?:/iu.test(task.callbackUrl)) return;
  const view = taskView(task, state.world.clock.now(), account.mode);
  const body = JSON.stringify({ task_id: task.id, response: task.response ?? {}, task: view, status: task.status });
  state.world.callbacks.send({
    url: task.callbackUrl,
    body,
    headers: () => ({ "scale-callback-auth": callbackAuthKey(state, account.mode) }),
    retryAfterMs: retryAfterMs(state),
    done: (delivered) => {
      task.callbackSucceeded = delivered;
    },
  });
};

/** The batch's callback, after its last task. No source shows its body; this one carries what a receiver needs to ask further. */
export const sendBatchCallback = (state: ScaleState, batch: Batch): void => {
  if (batch.callback === undefined || !/^https?:/iu.test(batch.callback)) return;
  state.world.callbacks.send({
    url: batch.callback,
    body: JSON.stringify({ batch_name: batch.name, project: batch.project.name, status: batch.status }),
    headers: () => ({ "scale-callback-auth": callbackAuthKey(state, "live") }),
    retryAfterMs: retryAfterMs(state),
  });
};
