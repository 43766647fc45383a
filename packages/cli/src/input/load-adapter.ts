import { pathToFileURL } from "node:url";
import { builtinAdapters } from "@tranche/adapters";
import { type AdapterDefinition, nearest, type VendorConfig } from "@tranche/sdk";
import { readAdapterForm } from "./adapter-form.ts";
import type { LoadedConfig } from "./load-config.ts";
import { findModuleEntry, isPath } from "./module-entry.ts";
import { UserError } from "./problem.ts";

/**
 * The adapter that a vendor of the config names: one that comes with tranche, else a package installed beside the config, else a path
 * relative to it. Code of a package runs with everything tranche may do, so naming one is trusting it. Throws a UserError (2) at the line of the config
 * where there is none, or where what is there is not an adapter of contract v1.
 */
export const loadAdapter = async (
  vendor: Pick<VendorConfig, "name" | "adapter">,
  config: Pick<LoadedConfig, "folder" | "problemAt">,
): Promise<AdapterDefinition> => {
  const { adapter: written } = vendor;
  const builtin = builtinAdapters.get(written);
  if (builtin !== undefined) return builtin;
  const refuse = (message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}): UserError => {
    const hint = options.hint === undefined ? {} : { hint: options.hint };
    const problem = config.problemAt({ path: ["vendors", vendor.name, "adapter"], message, ...hint });
    return new UserError(2, [problem], options.cause === undefined ? {} : { cause: options.cause });
  };

  const entry = findModuleEntry(written, config.folder);
  if (entry.found === "nothing") throw refuse(...nothingCalled(written));
  if (entry.found === "unusable") throw refuse(`the adapter ${written} ${entry.why}`);
  const module = await load(entry.file).catch((cause: unknown) => {
    throw refuse(`the adapter ${written} could not be loaded: ${firstLine(cause)}`, { cause });
  });
  if (!("adapter" in module))
    throw refuse(`${written} exports nothing called adapter`, {
      hint: "an adapter package exports `adapter`, an AdapterDefinition of @tranche/sdk",
    });
  const read = readAdapterForm(module["adapter"]);
  switch (read.form) {
    case "fits":
      return read.definition;
    case "other-contract":
      throw read.contract === undefined
        ? refuse(`the adapter of ${written} states no contract`, { hint: 'it has to say contract: "v1"' })
        : refuse(`the adapter of ${written} is written for contract ${read.contract}, and this tranche speaks v1`, {
            hint: `install a version of ${written} for contract v1`,
          });
    case "wrong":
      throw refuse(`the adapter of ${written} is not one of contract v1: ${read.why}`);
    default:
      return read satisfies never;
  }
};

const nothingCalled = (written: string): readonly [string, { readonly hint: string }] => {
  const names = [...builtinAdapters.keys()];
  if (isPath(written)) return [`there is no adapter at ${written}`, { hint: "the path is relative to this file" }];
  const near = nearest(written, names);
  const builtin = near === undefined ? `adapters here are ${names.join(", ")}` : `did you mean ${near}?`;
  return [
    `there is no adapter called ${written}`,
    { hint: `${builtin}; a package has to be installed beside this file (npm install …), a path starts with ./` },
  ];
};

const load = async (file: string): Promise<Record<string, unknown>> => (await import(pathToFileURL(file).href)) as Record<string, unknown>;

const firstLine = (thrown: unknown): string => {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split("\n", 1)[0] ?? "";
};
