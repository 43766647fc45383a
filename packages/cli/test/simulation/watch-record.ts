import type { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

/** A promise that was seen to be broken, and when it is not the end that shows it, at that instant. */
export interface Witnessed {
  readonly promise: string;
  readonly what: string;
}

export interface RecordWatch {
  readonly witnessed: () => readonly Witnessed[];
  /** Work during which nobody looks. */
  readonly without: (work: () => void) => void;
}

const LIVE = "('sending', 'in-doubt', 'accepted')";

/** Watches the tables themselves for what may never be written, whoever writes it. */
const TRIGGERS = [
  `AFTER INSERT ON attempts WHEN NEW.state IN ${LIVE} AND EXISTS (SELECT 1 FROM attempts a WHERE a.slot = NEW.slot AND a.attempt <> NEW.attempt AND a.state IN ${LIVE})
     BEGIN INSERT INTO broken SELECT 'neverTwoPayees', 'slot ' || NEW.slot || ' was given to ' || NEW.vendor || ' while another attempt was live' WHERE (SELECT looking FROM watching); END`,
  // No vendor of these worlds says that it has not what it has: whoever took it for absent did so too early.
  `AFTER UPDATE OF state ON attempts WHEN NEW.state = 'expired' AND json_extract(NEW.state_json, '$.why') = 'turned-up'
     BEGIN INSERT INTO broken SELECT 'neverTwoPayees', NEW.vendor || ' had slot ' || NEW.slot || ' all along, which was ' || OLD.state WHERE (SELECT looking FROM watching); END`,
  `AFTER UPDATE ON judgments WHEN OLD.counted = 1 AND (NEW.counted <> 1 OR NEW.answer <> OLD.answer OR NEW.slot <> OLD.slot)
     BEGIN INSERT INTO broken SELECT 'lateAdds', 'the answer that counted for slot ' || OLD.slot || ' was overwritten' WHERE (SELECT looking FROM watching); END`,
  `AFTER DELETE ON judgments
     BEGIN INSERT INTO broken SELECT 'lateAdds', 'an answer for slot ' || OLD.slot || ' was deleted' WHERE (SELECT looking FROM watching); END`,
  `AFTER UPDATE OF state ON slots WHEN OLD.state = 'filled' AND NEW.state <> 'filled'
     BEGIN INSERT INTO broken SELECT 'lateAdds', 'slot ' || OLD.slot || ' was filled and is ' || NEW.state WHERE (SELECT looking FROM watching); END`,
  `AFTER UPDATE ON disclosures
     BEGIN INSERT INTO broken SELECT 'recordVerifies', 'disclosure ' || OLD.seq || ' was changed' WHERE (SELECT looking FROM watching); END`,
  `AFTER DELETE ON disclosures
     BEGIN INSERT INTO broken SELECT 'recordVerifies', 'disclosure ' || OLD.seq || ' was deleted' WHERE (SELECT looking FROM watching); END`,
];

export const watchRecord = (store: SqliteStore): RecordWatch => {
  const db = store.database;
  // Without it a replaced row is not seen to be deleted.
  db.run("PRAGMA recursive_triggers = ON");
  db.run("CREATE TEMP TABLE broken (promise TEXT NOT NULL, what TEXT NOT NULL) STRICT");
  db.run("CREATE TEMP TABLE watching (looking INTEGER NOT NULL) STRICT");
  db.run("INSERT INTO watching VALUES (1)");
  for (const [n, trigger] of TRIGGERS.entries()) db.run(`CREATE TEMP TRIGGER watch_${n} ${trigger}`);
  return {
    witnessed: () => db.all("SELECT promise, what FROM temp.broken").map((row) => row as unknown as Witnessed),
    without: (work) => {
      db.run("UPDATE temp.watching SET looking = 0");
      work();
      db.run("UPDATE temp.watching SET looking = 1");
    },
  };
};
