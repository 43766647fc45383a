import { checkWritten } from "../written/check-written.ts";
import type { Checked } from "../written/spec-issue.ts";
import type { Config } from "./config.ts";
import { configSchema } from "./config-schema.ts";
import { resolveConfig } from "./resolve-config.ts";

/**
 * Reads a config from plain data (parsed YAML or JSON): the config with its defaults, or everything that is wrong with it.
 * No message repeats what stands under `credential`. Looks at no file and no environment.
 */
export const checkConfig = (value: unknown): Checked<Config> => {
  const checked = checkWritten(configSchema, value, "the config");
  return checked.ok ? { ok: true, value: resolveConfig(checked.value) } : checked;
};
