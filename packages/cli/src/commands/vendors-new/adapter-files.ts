import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type AdapterNames, fillTemplate } from "./adapter-names.ts";
import { contextText, definitionText, indexText, notWrittenText, optionsText } from "./definition-texts.ts";
import { gitignoreText, packageJsonText, readmeText, tsconfigBuildText, tsconfigText } from "./package-texts.ts";
import { answerText, collectText, errorsText, hintText, statusText, wireText } from "./reading-texts.ts";
import { checkText, engageText, findText, questionText, submitText, withdrawText } from "./sending-texts.ts";
import { conformanceText, simulatorText } from "./test-texts.ts";

/** Path below the package's folder, and what stands in the file. */
export type AdapterFile = readonly [path: string, text: string];

const templates: readonly AdapterFile[] = [
  ["package.json", packageJsonText],
  ["tsconfig.json", tsconfigText],
  ["tsconfig.build.json", tsconfigBuildText],
  [".gitignore", gitignoreText],
  ["README.md", readmeText],
  ["src/index.ts", indexText],
  ["src/definition.ts", definitionText],
  ["src/context.ts", contextText],
  ["src/options.ts", optionsText],
  ["src/not-written.ts", notWrittenText],
  ["src/check.ts", checkText],
  ["src/engage.ts", engageText],
  ["src/question.ts", questionText],
  ["src/submit.ts", submitText],
  ["src/find.ts", findText],
  ["src/collect.ts", collectText],
  ["src/withdraw.ts", withdrawText],
  ["src/hint.ts", hintText],
  ["src/status.ts", statusText],
  ["src/answer.ts", answerText],
  ["src/wire.ts", wireText],
  ["src/errors.ts", errorsText],
  ["src/conformance.test.ts", conformanceText],
  ["src/simulator/start-simulator.ts", simulatorText],
];

/** Every file of a new adapter package. It asks for the versions of tranche's packages that this command comes with. */
export const adapterFiles = (names: AdapterNames): readonly AdapterFile[] =>
  templates.map(([path, template]) => {
    const text = fillTemplate(template, names);
    return [path, path === "package.json" ? withOwnVersions(text) : text];
  });

const withOwnVersions = (text: string): string =>
  text.replace(/"(@tranche\/[a-z]+)": "\^[^"]+"/g, (_, name: string) => `"${name}": "^${versionOf(name)}"`);

const versionOf = (name: string): string => {
  const manifest = fileURLToPath(import.meta.resolve(`${name}/package.json`));
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
};
