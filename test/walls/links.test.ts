import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const pages = globSync(["*.md", "docs/**/*.md", "packages/*/*.md"], { cwd: root }).map(String);

/** Links to other places are left to their readers; a link into the checkout has to lead somewhere. */
it.each(pages)("every link of %s into the checkout leads to a file", (page) => {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/```[\s\S]*?```/g, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link).filter((link) => !/^([a-z]+:|#)/.test(link));
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link.replace(/#.*$/, ""))))).toEqual([]);
});
