import { journalSuite } from "./journal_suite.ts";
import { MemoryJournal } from "./memory_journal.ts";

journalSuite("the journal in memory", () => {
  const journal = new MemoryJournal();
  const opened = { journal, again: () => Promise.resolve(journal), close: () => Promise.resolve() };
  return Promise.resolve(opened);
});
