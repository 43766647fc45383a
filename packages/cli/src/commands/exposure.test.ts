import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../input/index.ts";
import type { ExposureDocument } from "../report/index.ts";
import { beginFolder, type BegunFolder } from "./__fixtures__/begun-folder.ts";
import { type ExposureOptions, runExposure } from "./exposure.ts";

let place: BegunFolder;
beforeEach(async () => {
  place = await beginFolder();
});
afterEach(() => place.close());

const exposure = async (part: Partial<ExposureOptions>): Promise<ExposureDocument> => {
  expect(await runExposure({ ...place.json, ...part }, place.context())).toBe(0);
  return JSON.parse(place.printed()) as ExposureDocument;
};
const refused = async (part: Partial<ExposureOptions>): Promise<string> => {
  const error: unknown = await runExposure({ ...place.json, ...part }, place.context()).catch((thrown: unknown) => thrown);
  if (!UserError.is(error)) throw new Error(`expected a refusal, got ${JSON.stringify(error)}`);
  return error.problems.map(({ message, hint }) => `${message} (${hint ?? ""})`).join("; ");
};

describe("tranche exposure", () => {
  it("tells a name that is not there from one that has seen nothing", async () => {
    expect((await exposure({ owner: "surge" })).datasets[0]?.owners).toMatchObject([{ owner: "surge", items: 0 }]);
    expect((await exposure({ dataset: "support-messages" })).datasets).toHaveLength(1);
    expect(await refused({ owner: "serge" })).toBe("there is no owner called serge here (there are scale-ai, surge, mercor)");
    expect(await refused({ dataset: "suport" })).toBe("there is no dataset called suport here (there is support-messages)");
  });
});
