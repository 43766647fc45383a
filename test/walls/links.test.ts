import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const pages = globSync(["*.md", "docs/**/*.md", "packages/*/*.md"], { cwd: root }).map(String);

/** Links to other places are left to their readers; a link into the checkout has to lead somewhere. */
it.each(pages)("every link of %s into the checkout leads to a file", (page) => {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/```[\s\S]*?```/g, "");
  const links = [...text.matchAll(/(?:\]\(|(?:src|srcset|href)=")([^)\s"]+)[)"]/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^([a-z]+:|#)/.test(link));
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link.replace(/#.*$/, ""))))).toEqual([]);
});

it("every picture is shown somewhere, and light enough to be read on a train", () => {
  const text = pages.map((page) => readFileSync(join(root, page), "utf8")).join("\n");
  const pictures = globSync("docs/pictures/*", { cwd: root }).map(String);
  expect(pictures.length).toBeGreaterThan(0);
  expect(pictures.filter((picture) => !text.includes(picture))).toEqual([]);
  expect(pictures.filter((picture) => statSync(join(root, picture)).size > 300_000)).toEqual([]);
});
