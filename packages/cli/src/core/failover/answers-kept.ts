/** Most judgments that are kept of one unit; a vendor asks a handful of workers, and one that gives more gives anything. */
export const answersKept = 100;
