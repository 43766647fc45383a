import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { CredentialSource } from "@tranche/sdk";
import { type Problem, UserError } from "./problem.ts";
import { whyUnreadable } from "./yaml-file.ts";

export interface CredentialOptions {
  /** The vendor's name in the config, for the words. */
  readonly vendor: string;
  /** Folder of the config: what `file` is relative to, and where `command` runs. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/**
 * Reads a credential. Throws a UserError that says where it was looked for and how to put it there; no error holds the
 * credential, what a command printed, or what a file contains.
 */
export const resolveCredential = async (source: CredentialSource, options: CredentialOptions): Promise<string> => {
  const raw = await read(source, options);
  const credential = raw.replace(/\r?\n$/, "");
  if (credential.trim() === "")
    throw refuse(options, { message: `${placeOf(source)} holds no key for ${options.vendor}`, hint: remedyOf(source) });
  // A key goes into a header: a line break in it would be another header.
  if (/[^\u0021-\u007e]/.test(credential))
    throw refuse(options, {
      message: `what ${placeOf(source)} holds for ${options.vendor} is not a key: it has spaces, line breaks or special characters`,
    });
  return credential;
};

/** Whether a credential is where it should be, without reading it and without running anything. */
export const findCredentialProblem = async (source: CredentialSource, options: CredentialOptions): Promise<Problem | undefined> => {
  if ("env" in source)
    return options.env[source.env]
      ? undefined
      : problem(options, { message: `${source.env} is not set, so there is no key for ${options.vendor}`, hint: remedyOf(source) });
  if ("command" in source) return undefined;
  try {
    const path = resolve(options.folder, source.file);
    await access(path, constants.R_OK);
    const { size } = await stat(path);
    return size > 0
      ? undefined
      : problem(options, { message: `${source.file} is empty, so there is no key for ${options.vendor}`, hint: remedyOf(source) });
  } catch (error) {
    return problem(options, {
      message: `${source.file} ${whyUnreadable(error)}, so there is no key for ${options.vendor}`,
      hint: remedyOf(source),
    });
  }
};

const read = async (source: CredentialSource, options: CredentialOptions): Promise<string> => {
  const found = await findCredentialProblem(source, options);
  if (found !== undefined) throw new UserError(2, [found]);
  if ("env" in source) return options.env[source.env] ?? "";
  if ("command" in source) return output(source.command, options);
  try {
    return await readFile(resolve(options.folder, source.file), "utf8");
  } catch (error) {
    throw refuse(options, {
      message: `${source.file} ${whyUnreadable(error)}, so there is no key for ${options.vendor}`,
      hint: remedyOf(source),
    });
  }
};

const commandTimeoutMs = 60_000;

const output = async (command: string, options: CredentialOptions): Promise<string> =>
  new Promise((done, fail) => {
    execFile(
      "/bin/sh",
      ["-c", command],
      {
        cwd: options.folder,
        env: { ...options.env },
        timeout: commandTimeoutMs,
        maxBuffer: 64 * 1024,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (error, stdout) => {
        if (error === null) return done(stdout);
        if (options.signal?.aborted === true) return fail(options.signal.reason);
        // Neither the library's error nor the output goes on: both could hold the key.
        const why =
          error.killed === true ? `took longer than ${commandTimeoutMs / 1000} s` : `ended with code ${String(error.code ?? "unknown")}`;
        return fail(
          refuse(options, { message: `the command that prints the key of ${options.vendor} ${why}`, hint: "run it by hand to see why" }),
        );
      },
    );
  });

const placeOf = (source: CredentialSource): string => ("env" in source ? source.env : "file" in source ? source.file : "the command");

const remedyOf = (source: CredentialSource): string => {
  if ("env" in source) return `export ${source.env}=…, or name another place: credential: { file: … } or { command: … }`;
  return "file" in source
    ? "write the key into that file, readable by you alone (chmod 600)"
    : "run the command by hand: it must print the key";
};

const problem = ({ vendor }: CredentialOptions, said: { readonly message: string; readonly hint?: string }): Problem => ({
  path: `vendors.${vendor}.credential`,
  ...said,
});

const refuse = (options: CredentialOptions, said: { readonly message: string; readonly hint?: string }): UserError =>
  new UserError(2, [problem(options, said)]);
