import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { CommandEntry } from "./command-table.ts";
import type { CommandContext, Register } from "./commands/context.ts";
import { UserError } from "./input/problem.ts";
import { main } from "./main.ts";
import { StoreError } from "./store/store-error.ts";

type Fake = (args: Record<string, unknown>) => number | undefined | Promise<number | undefined>;

/** A command `plan <job> [--max-wait W] [--objective cost|time] [--vendor V...]` that does what the test says. */
const plan = (act: Fake): CommandEntry => ({
  name: "plan",
  load: async () => (yargs, _context, done) =>
    yargs.command(
      "plan <job>",
      "says who would get what",
      (builder) =>
        builder
          .positional("job", { type: "string", demandOption: true })
          .option("max-wait", { type: "string", requiresArg: true })
          .option("objective", { choices: ["cost", "time"] as const })
          .option("vendor", { type: "string", array: true }),
      async (args) => {
        const code = await act(args);
        if (code !== undefined) done(code as 4);
      },
    ),
});

const untouched: CommandEntry = {
  name: "run",
  load: async () =>
    ((yargs) =>
      yargs.command("run <when>", "does it", (command) =>
        command.positional("when", { choices: ["now", "later"] as const }),
      )) satisfies Register,
};

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly args: Record<string, unknown> | undefined;
}

const run = async (argv: readonly string[], act: Fake = () => undefined, over: Partial<CommandContext> = {}): Promise<Ran> => {
  let out = "";
  let err = "";
  let args: Record<string, unknown> | undefined;
  const context: CommandContext = {
    cwd: "/nowhere",
    env: {},
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    stdin: Readable.from([]),
    terminal: { stdout: false, stderr: false, stdin: false, columns: 100 },
    signal: new AbortController().signal,
    version: "1.2.3",
    ...over,
  };
  const code = await main(argv, context, [
    plan((given) => {
      args = given;
      return act(given);
    }),
    untouched,
  ]);
  return { code, out, err, args };
};

describe("a command line that is right", () => {
  it("answers 0 when the command says nothing, and its code when it does", async () => {
    expect(await run(["plan", "job.yaml"])).toMatchObject({ code: 0, out: "", err: "" });
    expect(await run(["plan", "job.yaml"], () => 4)).toMatchObject({ code: 4, out: "", err: "" });
  });

  it("has every common option set, from the line, else the environment, else the default", async () => {
    expect((await run(["plan", "j"])).args).toMatchObject({ json: false, quiet: false, logLevel: "warn", color: true });
    const env = { TRANCHE_CONFIG: "c.yaml", TRANCHE_STORE: "s.db", NO_COLOR: "1" };
    expect((await run(["plan", "j"], undefined, { env })).args).toMatchObject({ config: "c.yaml", store: "s.db", color: false });
    expect((await run(["plan", "j", "--config", "d.yaml", "--no-color", "--log-level=debug"], undefined, { env })).args).toMatchObject({
      config: "d.yaml",
      store: "s.db",
      color: false,
      logLevel: "debug",
    });
    expect((await run(["plan", "j"], undefined, { env: { TRANCHE_CONFIG: "" } })).args?.["config"]).toBeUndefined();
  });

  it("takes common options before the command too", async () => {
    expect(await run(["--json", "--store", "run", "plan", "j"])).toMatchObject({ code: 0, args: { json: true, store: "run", job: "j" } });
  });

  it("reads only the module of the command that is named", async () => {
    let loaded = 0;
    const counting: CommandEntry = { name: "other", load: async () => ((loaded += 1), (yargs) => yargs.command("other", "x")) };
    let out = "";
    const context = {
      env: {},
      stdout: (text: string) => (out += text),
      stderr: () => undefined,
      terminal: { columns: 80 },
    } as unknown as CommandContext;
    await main(["plan", "--help"], context, [plan(() => 0), counting]);
    expect([loaded, out.includes("--max-wait")]).toEqual([0, true]);
    await main(["--help"], context, [plan(() => 0), counting]);
    expect(loaded).toBe(1);
  });

  it("shows a command's own options before those that every command has", async () => {
    const { out } = await run(["plan", "--help"]);
    expect(out.split("\n").filter((line) => /^[A-Z].*:$/.test(line))).toEqual(["Positionals:", "Options:", "On every command:"]);
    expect(out.indexOf("--max-wait")).toBeLessThan(out.indexOf("--store"));
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/^ +--help/);
  });

  it("prints help, the version and the completion script on stdout", async () => {
    expect(await run(["--version"])).toMatchObject({ code: 0, out: "1.2.3\n", err: "" });
    expect(await run(["--help"])).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/plan <job>[\s\S]*--store/) });
    expect(await run(["completion"])).toMatchObject({ code: 0, err: "", out: expect.stringContaining("complete -o") });
    expect((await run(["--get-yargs-completions", "tranche", "plan", "--m"])).out).toContain("--max-wait");
  });
});

describe("a command line that is wrong ends with 2 and the way out", () => {
  it.each<[string, string, string]>([
    ["plna j", `unknown command "plna"`, `did you mean "plan"?`],
    ["xyzzy", `unknown command "xyzzy"`, "tranche --help lists the commands"],
    ["plan j --max-wiat 3", "unknown option --max-wiat", "did you mean --max-wait?"],
    ["plan j --jsn", "unknown option --jsn", "did you mean --json?"],
    ["plan j --xyzzy", "unknown option --xyzzy", "see tranche plan --help"],
    ["plan j -z", "unknown option -z", "see tranche plan --help"],
    ["plan j k", `unexpected argument "k"`, "see tranche plan --help"],
    ["plan", "an argument is missing", "see tranche plan --help"],
    ["plan j --max-wait", "--max-wait needs a value", "see tranche plan --help"],
    ["plan j --objective tmie", `--objective does not know "tmie"`, "did you mean time? possible: cost, time"],
    ["run latr", `"latr" is not known here`, "did you mean later? possible: now, later"],
    ["plan j --log-level loud", `--log-level does not know "loud"`, "possible: trace, debug, info, warn, error, silent"],
    ["plan j --store a --store b", "--store is given more than once", "give it once"],
  ])("tranche %s", async (line, message, hint) => {
    expect(await run(line.split(" "))).toEqual({ code: 2, out: "", err: `${message}\n  ${hint}\n`, args: undefined });
  });

  it("names every unknown option, each once", async () => {
    expect((await run(["plan", "j", "--max-wiat", "3", "--jsn"])).err).toBe(
      "unknown option --max-wiat\n  did you mean --max-wait?\nunknown option --jsn\n  did you mean --json?\n",
    );
  });

  it("shows the commands when none is named", async () => {
    expect(await run([])).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/^name a command\n[\s\S]*plan <job>/) });
  });

  it("lets an option that is a list be given twice", async () => {
    expect((await run(["plan", "j", "--vendor", "a", "--vendor", "b"])).args).toMatchObject({ vendor: ["a", "b"] });
  });

  it("says it in JSON as well", async () => {
    const { out, code } = await run(["plna", "--json"]);
    expect([code, JSON.parse(out)]).toEqual([
      2,
      { error: { exitCode: 2, problems: [{ message: `unknown command "plna"`, hint: `did you mean "plan"?` }] } },
    ]);
  });
});

describe("a command that fails", () => {
  const failing =
    (error: unknown): Fake =>
    async () => {
      await Promise.resolve();
      throw error;
    };

  it("prints the problems of a UserError and answers its code", async () => {
    const error = new UserError(
      3,
      [{ file: "job.yaml", line: 4, column: 2, path: "policy.maxShare", message: "is 40", hint: "did you mean 0.4?" }],
      { detail: "nothing was sent" },
    );
    const { code, err } = await run(["plan", "j"], failing(error));
    expect(code).toBe(3);
    expect(err).toContain("job.yaml:4:2");
    expect(err).toContain("policy.maxShare");
    expect(err).toContain("did you mean 0.4?");
    expect(err).toContain("nothing was sent");
  });

  it.each([
    ["by its errno", Object.assign(new Error("write failed"), { code: "ENOSPC" })],
    ["from SQLite", Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 })],
    ["from the store", new StoreError("full", "no room")],
    ["below another error", new Error("could not save", { cause: Object.assign(new Error("x"), { code: "ENOSPC" }) })],
  ])("tells a full disk %s", async (_, error) => {
    expect(await run(["plan", "j"], failing(error))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^the disk is full[\s\S]*free some space/),
    });
  });

  it("names the file that the system refused, with 2", async () => {
    const refused = failing(
      Object.assign(new Error("EISDIR: illegal operation on a directory, open '/a/b'"), { code: "EISDIR", syscall: "open", path: "/a/b" }),
    );
    expect(await run(["plan", "j"], refused)).toMatchObject({ code: 2, err: "/a/b  it is a folder (open, EISDIR)\n" });
  });

  it.each([
    ["newer", 2],
    ["unusable", 2],
    ["busy", 75],
    ["fenced", 75],
  ] as const)("answers for a store that is %s with %i", async (kind, code) => {
    expect(await run(["plan", "j"], failing(new StoreError(kind, "the reason")))).toMatchObject({
      code,
      err: expect.stringMatching(/^the reason\n/),
    });
  });

  it("says how to report what it did not expect, and keeps the stack for those who ask", async () => {
    const error = new TypeError("x is not iterable", { cause: new Error("the root") });
    const plain = await run(["plan", "j"], failing(error));
    expect(plain).toMatchObject({ code: 1, out: "" });
    expect(plain.err).toMatch(/^unexpected: x is not iterable, because the root\n/);
    expect(plain.err).toMatch(/To report it.*/);
    expect(plain.err).not.toContain("main.test.ts");
    expect((await run(["plan", "j", "--log-level", "debug"], failing(error))).err).toContain("main.test.ts");
    expect(JSON.parse((await run(["plan", "j", "--json"], failing(error))).out)).toMatchObject({ error: { exitCode: 1 } });
  });

  it.each([undefined, null, "a string", 0])("survives that %j was thrown", async (thrown) => {
    expect((await run(["plan", "j"], failing(thrown))).code).toBe(1);
  });

  it("answers 130 when the signal interrupted it, not when something else went wrong meanwhile", async () => {
    const controller = new AbortController();
    controller.abort();
    const over = { signal: controller.signal };
    expect(await run(["plan", "j"], failing(controller.signal.reason), over)).toMatchObject({ code: 130, out: "" });
    expect(await run(["plan", "j"], failing(new Error("x", { cause: controller.signal.reason })), over)).toMatchObject({ code: 130 });
    expect(await run(["plan", "j"], failing(new TypeError("y")), over)).toMatchObject({ code: 1 });
  });
});
