import yargs, { type Argv } from "yargs";
import { type CommandEntry, commandTable } from "./command-table.ts";
import type { CommandContext, ExitCode } from "./commands/context.ts";
import { type Telling, tell } from "./exit.ts";
import { UserError } from "./input/problem.ts";

/**
 * Runs one command line and answers its exit code; everything it touches comes in through `context`. Never throws, never ends the process.
 * `commands` are those of the public surface unless a test brings its own.
 */
export const main = async (
  argv: readonly string[],
  context: CommandContext,
  commands: readonly CommandEntry[] = commandTable,
): Promise<ExitCode> => {
  let code: ExitCode = 0;
  try {
    const parser = createParser(argv, context);
    for (const register of await Promise.all(needed(argv, commands).map((command) => command.load()))) {
      register(parser, context, (answer) => {
        code = answer;
      });
    }
    // Last, so that help lists it last.
    parser.completion("completion", "print a script for shell completion");
    if (argv.length === 0) throw new UserError(2, [{ message: "name a command" }], { detail: `\n${await parser.getHelp()}` });
    await parser.parseAsync([...argv], {}, (_error, _argv, output) => {
      if (output !== "") context.stdout(`${ownOptionsFirst(output)}\n`);
    });
    return code;
  } catch (error) {
    return tell(error instanceof Misuse ? await explained(error, argv, commands) : error, context, telling(argv, context));
  }
};

const common = "On every command:";

/** Help with a command's own options before those that every command has; the parser lists the named group first. */
const ownOptionsFirst = (help: string): string => {
  const sections = help.split("\n\n");
  const own = sections.findIndex((section) => section.startsWith("Options:\n"));
  const shared = sections.findIndex((section) => section.startsWith(`${common}\n`));
  return (
    shared === -1 || own < shared
      ? sections
      : [...sections.slice(0, shared), ...sections.slice(own, own + 1), ...sections.slice(shared, own), ...sections.slice(own + 1)]
  ).join("\n\n");
};

const explained = async ({ message, options }: Misuse, argv: readonly string[], commands: readonly CommandEntry[]): Promise<UserError> => {
  const { usageError } = await import("./usage-error.ts");
  return usageError({ message, argv, options, commands: [...commands.map((command) => command.name), "completion"] });
};

/** A command named first needs its own module only; help, completion and misspellings need them all. */
const needed = (argv: readonly string[], commands: readonly CommandEntry[]): readonly CommandEntry[] => {
  const named = commands.filter((command) => command.name === argv[0]);
  return named.length > 0 ? named : commands;
};

/** The parser gave up on the line; what it knew then becomes problems with suggestions outside, where the words may be loaded. */
class Misuse extends Error {
  readonly options: readonly string[];

  constructor(message: string, options: readonly string[]) {
    super(message);
    this.options = options;
  }
}

const createParser = (argv: readonly string[], context: CommandContext): Argv => {
  const parser = yargs([...argv], context.cwd);
  const fail = (message: string | null, error: unknown): never => {
    const thrown = error as { readonly name?: unknown; readonly message?: unknown } | null | undefined;
    if (thrown && thrown.name !== "YError") throw error;
    throw new Misuse(message ?? String(thrown?.message), Object.keys(knownOptions(parser).key));
  };
  return withCommonOptions(parser, context)
    .scriptName("tranche")
    .usage("$0 <command>\n\nBuy human data from several vendors at once, without any of them holding all of it.")
    .epilogue("First steps: tranche demo shows it all on a sandbox; tranche init writes a job of your own.")
    .locale("en")
    .exitProcess(false)
    .parserConfiguration({ "dot-notation": false })
    .strictCommands()
    .strict()
    .demandCommand(1, "name a command")
    .version("version", "print the version", context.version)
    .help("help", "print this")
    .wrap(Math.min(context.terminal.columns, 120))
    .fail(fail);
};

const withCommonOptions = (parser: Argv, context: CommandContext): Argv =>
  parser
    .options({
      config: {
        type: "string",
        requiresArg: true,
        describe: "config file; else TRANCHE_CONFIG, else the nearest tranche.config.yaml upwards",
      },
      store: { type: "string", requiresArg: true, describe: "file or postgres:// URL; else TRANCHE_STORE, else what the config says" },
      json: { type: "boolean", describe: "one JSON document on stdout" },
      quiet: { type: "boolean", describe: "results and problems only" },
      "log-level": {
        choices: ["trace", "debug", "info", "warn", "error", "silent"],
        describe: "log lines on stderr from here up",
        defaultDescription: "warn",
      },
      color: { type: "boolean", describe: "--no-color or NO_COLOR turns it off" },
    })
    .group(["config", "store", "json", "quiet", "log-level", "color", "version", "help"], common)
    .middleware((args: Record<string, unknown>) => {
      refuseTwice(args, parser);
      args["config"] ??= given(context.env["TRANCHE_CONFIG"]);
      args["store"] ??= given(context.env["TRANCHE_STORE"]);
      args["json"] ??= false;
      args["quiet"] ??= false;
      args["logLevel"] ??= "warn";
      args["log-level"] ??= args["logLevel"];
      args["color"] ??= given(context.env["NO_COLOR"]) === undefined;
    }, true);

const given = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

/** The parser gathers a repeated option into a list, which no command expects from an option that is not one. */
const refuseTwice = (args: Record<string, unknown>, parser: Argv): void => {
  const { key, array } = knownOptions(parser);
  for (const name of Object.keys(key)) {
    if (Array.isArray(args[name]) && !array.includes(name))
      throw new UserError(2, [{ message: `--${name} is given more than once`, hint: "give it once" }]);
  }
};

interface KnownOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
}

/** The options of the command at hand; the parser has them, its typings do not. */
const knownOptions = (parser: Argv): KnownOptions => (parser as unknown as { getOptions(): KnownOptions }).getOptions();

/** Read from the bare words: it has to hold for a line that could not be parsed, too. */
const telling = (argv: readonly string[], context: CommandContext): Telling => {
  const end = argv.indexOf("--");
  const words = end === -1 ? argv : argv.slice(0, end);
  const level = words[words.indexOf("--log-level") + 1];
  return {
    json: words.includes("--json"),
    color: context.terminal.stderr && !words.includes("--no-color") && given(context.env["NO_COLOR"]) === undefined,
    debug:
      (words.includes("--log-level") && (level === "debug" || level === "trace")) ||
      words.some((word) => /^--log-level=(debug|trace)$/.test(word)),
  };
};
