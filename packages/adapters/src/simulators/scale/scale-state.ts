import { hashNumbers, hashText } from "../world/seeded-random.ts";
import type { ModelWorld } from "../server/vendor-model.ts";
import type { SimulatedRequest } from "../server/message.ts";
import { ScaleRefusal } from "./scale-error.ts";
import type { ScaleOptions } from "./options.ts";
import { type Account, createAccount, type Task } from "./state.ts";

/** What the routes of the Scale simulator share. */
export interface ScaleState {
  readonly world: ModelWorld;
  readonly options: ScaleOptions;
  readonly accounts: { readonly live: Account; readonly test: Account };
  /** The account the request's key belongs to. Refuses a request without a valid key (401). */
  readonly accountOf: (request: SimulatedRequest) => Account;
  readonly nextId: () => string;
  readonly taskOf: (account: Account, id: string) => Task;
}

const keyForm = /^(live|test)_[0-9a-f]{32}$/iu;

/** The mode a key stands for, from Basic (key as user, empty password) or Bearer; undefined for anything else. */
export const keyMode = (authorization: string | undefined): "live" | "test" | undefined => {
  if (authorization === undefined) return undefined;
  const [scheme = "", credential = ""] = authorization.split(" ", 2);
  let key = credential.trim();
  if (scheme.toLowerCase() === "basic") key = Buffer.from(key, "base64").toString("utf8").split(":", 1)[0] ?? "";
  else if (scheme.toLowerCase() !== "bearer") return undefined;
  const mode = keyForm.exec(key)?.[1]?.toLowerCase();
  if (mode === "live" || mode === "test") return mode;
  return key.endsWith("|test") ? "test" : undefined;
};

export const createScaleState = (world: ModelWorld, options: ScaleOptions): ScaleState => {
  const accounts = { live: createAccount("live"), test: createAccount("test") };
  const modes = new Map<string, "live" | "test">();
  const prefix = hashNumbers(world.idSalt, hashText("scale")).toString(16).padStart(8, "0");
  let issued = 0;
  return {
    world,
    options,
    accounts,
    accountOf: (request) => {
      const header = request.headers.authorization ?? "";
      let mode = modes.get(header);
      if (mode === undefined) {
        mode = keyMode(header);
        if (mode === undefined) throw new ScaleRefusal(401, options.texts.unauthorized);
        modes.set(header, mode);
      }
      return accounts[mode];
    },
    // 24 hex digits as MongoDB makes them: a time, a machine, a counter.
    nextId: () => {
      issued++;
      return (
        Math.floor(world.clock.now() / 1000)
          .toString(16)
          .padStart(8, "0")
          .slice(-8) +
        prefix +
        hashNumbers(world.idSalt, issued).toString(16).padStart(8, "0").slice(0, 2) +
        issued.toString(16).padStart(6, "0")
      );
    },
    taskOf: (account, id) => {
      const task = account.tasks.get(id);
      if (task === undefined) throw new ScaleRefusal(404, "Task with that ID not found.");
      return task;
    },
  };
};
