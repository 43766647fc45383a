import type { ChainedRecord } from "../../../trust/verify-chain.ts";
import type { Database } from "../database.ts";

/** Every disclosure and release in the order they were written. */
export function* auditRecords(db: Database): Generator<ChainedRecord> {
  for (const row of db.iterate("SELECT * FROM disclosures ORDER BY seq")) {
    const { attempt_key: attemptKey, ...rest } = row;
    yield { ...rest, attemptKey } as unknown as ChainedRecord;
  }
}
