import { relative } from "node:path";

/** A path as people want to read it: relative to where they are, absolute where that would only climb. */
export const shownPath = (path: string, cwd: string): string => {
  const near = relative(cwd, path);
  return near === "" || near.startsWith("../..") ? path : near;
};
