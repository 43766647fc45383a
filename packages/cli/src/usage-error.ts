import { nearest } from "@tranche/sdk";
import { type Problem, UserError } from "./input/problem.ts";

/** What the parser knew when it gave up. */
export interface Usage {
  /** Its words. */
  readonly message: string;
  readonly argv: readonly string[];
  readonly commands: readonly string[];
  /** Long names of the options that were possible there. */
  readonly options: readonly string[];
}

/** Turns the parser's complaint into problems with a way out; exit code 2. */
export const usageError = (usage: Usage): UserError => new UserError(2, problems(usage));

const problems = (usage: Usage): readonly Problem[] => {
  const words = list(usage.message, /^Unknown commands?: (.*)$/);
  // A command may be followed by a word too many, which the parser takes for a command as well.
  if (words[0] !== undefined && commandOf(usage) === undefined) return [unknownCommand(words[0], usage)];
  if (words.length > 0) return words.map((word) => unknownArgument(word, usage));
  const unknown = list(usage.message, /^Unknown arguments?: (.*)$/);
  if (unknown.length > 0) return spelledOnce(unknown, usage.argv).map((name) => unknownArgument(name, usage));
  const missing = /^Not enough non-option arguments: got \d+, need at least (\d+)$/.exec(usage.message);
  if (missing !== null) return [{ message: "an argument is missing", hint: help(usage) }];
  const after = /^Not enough arguments following: (.*)$/.exec(usage.message);
  if (after?.[1] !== undefined) return [{ message: `--${after[1]} needs a value`, hint: help(usage) }];
  const choices = [...usage.message.matchAll(/Argument: (.*), Given: (.*), Choices: (.*)/g)];
  if (choices.length > 0)
    return spelledOnce(
      choices.map(([, name]) => name ?? ""),
      usage.argv,
    ).map((name) => wrongChoice(name, choices, usage.argv));
  return [{ message: usage.message, hint: help(usage) }];
};

const list = (message: string, pattern: RegExp): readonly string[] => pattern.exec(message)?.[1]?.split(", ") ?? [];

const unknownCommand = (command: string, { commands }: Usage): Problem => {
  const meant = nearest(command, commands);
  return {
    message: `unknown command "${command}"`,
    hint: meant === undefined ? "tranche --help lists the commands" : `did you mean "${meant}"?`,
  };
};

const unknownArgument = (name: string, usage: Usage): Problem => {
  if (!isOption(name, usage.argv)) return { message: `unexpected argument "${name}"`, hint: help(usage) };
  const meant = nearest(name, usage.options);
  return { message: `unknown option ${dashed(name)}`, hint: meant === undefined ? help(usage) : `did you mean --${meant}?` };
};

const wrongChoice = (name: string, choices: readonly RegExpExecArray[], argv: readonly string[]): Problem => {
  const [, , given = "", possible = ""] = choices.find(([, key]) => key === name) ?? [];
  const words = possible.split(", ").map((word) => word.replaceAll('"', ""));
  const meant = nearest(given.replaceAll('"', ""), words);
  return {
    // A word that stands in its place has no name that a person wrote.
    message: isOption(name, argv) ? `${dashed(name)} does not know ${given}` : `${given} is not known here`,
    hint: meant === undefined ? `possible: ${words.join(", ")}` : `did you mean ${meant}? possible: ${words.join(", ")}`,
  };
};

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

const isOption = (name: string, argv: readonly string[]): boolean =>
  argv.some(
    (word) =>
      word === dashed(name) ||
      word === `--no-${name}` ||
      word.startsWith(`${dashed(name)}=`) ||
      (name.length === 1 && /^-[^-]/.test(word) && word.includes(name)),
  );

/** The parser names `--max-wait` a second time as `maxWait`; a person typed it once. */
const spelledOnce = (names: readonly string[], argv: readonly string[]): readonly string[] => {
  const camel = (name: string): string => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return names.filter((name) => isOption(name, argv) || !names.some((other) => other !== name && camel(other) === name));
};

const commandOf = ({ argv, commands }: Usage): string | undefined => argv.find((word) => commands.includes(word));

const help = (usage: Usage): string => {
  const command = commandOf(usage);
  return `see tranche ${command === undefined ? "" : `${command} `}--help`;
};
