import type { CollectPage, Cursor, Engagement, VendorAdapter } from "../../contract/adapter.ts";
import { failCase } from "../world/problems.ts";
import type { World } from "../world/world.ts";
import { type Book, createBook } from "./book.ts";
import { repeat } from "./repeat.ts";

const mostPages = 20_000;

/** Reads what a vendor has to tell, page by page, from where the last reading ended. */
export interface Reader {
  readonly book: Book;
  readonly cursor: () => Cursor | undefined;
  /** Takes a page that was read by other means. */
  readonly take: (page: CollectPage) => void;
  /** Reads one page; whether there is more. */
  readonly page: (by?: VendorAdapter) => Promise<boolean>;
  /** Reads until there is nothing more for now; how many pages that took. */
  readonly sweep: (by?: VendorAdapter) => Promise<number>;
}

/** A reader with an empty book. The cursor moves only after its page was taken, as in the engine. */
export const createReader = (world: World, adapter: VendorAdapter, engagement: Engagement): Reader => {
  const book = createBook(world.problems);
  let cursor: Cursor | undefined;
  const take = (page: CollectPage): void => {
    book.take(page);
    ({ cursor } = page);
  };
  const page: Reader["page"] = async (by = adapter) => {
    const read = await repeat(world, "collect", () => by.collect(engagement, cursor, world.call));
    take(read);
    return read.more;
  };
  return {
    book,
    cursor: () => cursor,
    take,
    page,
    sweep: async (by = adapter) => {
      for (let pages = 1; pages < mostPages; pages += 1) if (!(await page(by))) return pages;
      return failCase(`collect still promised more after ${mostPages} pages`);
    },
  };
};
