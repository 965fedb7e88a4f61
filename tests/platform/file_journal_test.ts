import assert from "node:assert/strict";
import { type JournalRecord, PlaceTakenError } from "../../src/client/mod.ts";
import { createEntry, hashOf } from "../../src/core/bamboo/mod.ts";
import { toHex } from "../../src/core/messages/mod.ts";
import {
  type FileJournal,
  JournalError,
  openFileJournal,
  pause,
} from "../../src/platform/deno/mod.ts";
import { journalSuite, recordAfter } from "../client/journal_suite.ts";
import { withFolder } from "./program.ts";

/** Of the suite's records. */
const SEED = new Uint8Array(32).fill(3);

function open(folder: string, seed: Uint8Array = SEED): FileJournal {
  const key = `${folder}/key`;
  Deno.writeTextFileSync(key, `${toHex(seed)}\n`);
  return openFileJournal(key, seed, (message) => new PlaceTakenError(message));
}

journalSuite("the journal in a file", () => {
  const folder = Deno.makeTempDirSync();
  const opened = [open(folder)];
  return Promise.resolve({
    journal: opened[0]!,
    again() {
      opened.push(open(folder));
      return Promise.resolve(opened.at(-1)!);
    },
    close() {
      for (const journal of opened) journal.close();
      return Deno.remove(folder, { recursive: true });
    },
  });
});

/** Appends a first and a second record, and gives the file's text. */
async function twoRecords(folder: string): Promise<readonly [JournalRecord, JournalRecord]> {
  const journal = open(folder);
  const first = recordAfter(null);
  const second = recordAfter(first);
  await journal.locked(async () => {
    await journal.append(first);
    await journal.append(second);
  });
  journal.close();
  return [first, second];
}

Deno.test("the journal in a file: drops a line that was torn anywhere, and its place is free", async () => {
  await withFolder(async (folder) => {
    const [first] = await twoRecords(folder);
    const path = `${folder}/key.journal`;
    const whole = await Deno.readFile(path);
    const second = whole.indexOf(0x0a) + 1;
    const rival = recordAfter(first, { text: "signed instead" });
    for (const length of [second, second + 1, second + 100, whole.length - 1]) {
      await Deno.writeFile(path, whole.subarray(0, length));
      const journal = open(folder);
      assert.equal((await journal.last(0))?.seqNum, 1);
      await journal.locked(() => journal.append(rival));
      journal.close();
      const again = open(folder);
      assert.equal(toHex((await again.last(0))!.hash), toHex(rival.hash));
      again.close();
    }
  });
});

Deno.test("the journal in a file: signs nothing where it is damaged elsewhere", async () => {
  await withFolder(async (folder) => {
    await twoRecords(folder);
    const path = `${folder}/key.journal`;
    const bytes = await Deno.readFile(path);
    bytes[20] = 0;
    await Deno.writeFile(path, bytes);
    const journal = open(folder);
    let began = false;
    await assert.rejects(() => journal.locked(() => Promise.resolve(began = true)), JournalError);
    assert.equal(began, false);
    journal.close();
  });
});

Deno.test("the journal in a file: refuses that of another key", async () => {
  await withFolder(async (folder) => {
    await twoRecords(folder);
    const journal = open(folder, new Uint8Array(32).fill(9));
    await assert.rejects(() => journal.locked(() => Promise.resolve()), JournalError);
    journal.close();
  });
});

Deno.test("the journal in a file: two holders take turns and see what the other kept", async () => {
  await withFolder(async (folder) => {
    const [one, two] = [open(folder), open(folder)];
    const steps: string[] = [];
    const appendNext = (name: string, journal: FileJournal) =>
      journal.locked(async () => {
        steps.push(`${name} in`);
        const last = await journal.last(0);
        const seqNum = (last?.seqNum ?? 0) + 1;
        await journal.append({ ...recordAfter(null), seqNum });
        for (let turn = 0; turn < 3; turn++) await pause();
        steps.push(`${name} out`);
      });
    await Promise.all([0, 1, 2].flatMap(() => [appendNext("one", one), appendNext("two", two)]));
    assert.equal((await one.last(0))?.seqNum, 6);
    for (let i = 0; i < steps.length; i += 2) {
      assert.equal(steps[i]!.replace("in", "out"), steps[i + 1], "two were inside at once");
    }
    one.close();
    two.close();
  });
});

Deno.test("the journal in a file: is for its owner alone, and for the key however it is named", async () => {
  if (Deno.build.os === "windows") return; // links need rights there
  await withFolder(async (folder) => {
    await twoRecords(folder);
    assert.equal((await Deno.stat(`${folder}/key.journal`)).mode! & 0o777, 0o600);
    await Deno.symlink(`${folder}/key`, `${folder}/link`);
    const journal = openFileJournal(`${folder}/link`, SEED, (message) => new TypeError(message));
    assert.equal((await journal.last(0))?.seqNum, 2);
    journal.close();
  });
});

Deno.test("the journal in a file: keeps large payloads and finds each again", async () => {
  await withFolder(async (folder) => {
    const journal = open(folder);
    const payloads = [0, 1, 2].map((i) => new Uint8Array(65_536).fill(i));
    await journal.locked(async () => {
      for (const [i, payload] of payloads.entries()) {
        const entry = createEntry({ seed: SEED, logId: i, seqNum: 1, payload });
        await journal.append({
          logId: i,
          seqNum: 1,
          hash: hashOf(entry),
          entry,
          payload,
          festival: null,
        });
      }
    });
    journal.close();
    const again = open(folder);
    for (const [i, payload] of payloads.entries()) {
      assert.deepEqual((await again.at(i, 1))?.payload, payload);
    }
    again.close();
  });
});
