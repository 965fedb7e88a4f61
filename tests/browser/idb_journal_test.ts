/** The journal in IndexedDB passes the suite of all journals, in a real browser, with locks and without. */
import assert from "node:assert/strict";
import { browserTest, type World } from "./harness.ts";

const root = new URL("../../", import.meta.url);

/** Bundled as it stands: the browser's types are not those of this process. */
const SCRIPT = `
import { JOURNAL_CASES, runCase } from "${root}tests/client/journal_suite.ts";
import { IdbJournal } from "${root}src/island/idb_journal.ts";

globalThis.runJournalCases = async () => {
  const results = [];
  for (const one of JOURNAL_CASES) {
    const key = String(Math.random());
    const open = async () => ({
      journal: new IdbJournal(key),
      again: async () => new IdbJournal(key),
      close: () => new IdbJournal(key).clear(),
    });
    results.push(one.name + ": " + await runCase(one, open).then(() => "ok", String));
  }
  return results;
};
`;

async function bundled(world: World): Promise<string> {
  const folder = await world.folder();
  await Deno.writeTextFile(`${folder}/cases.ts`, SCRIPT);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "browser", "--format", "iife"],
      ...["--config", new URL("deno.json", root).pathname],
      ...["-o", `${folder}/cases.js`, `${folder}/cases.ts`],
    ],
    cwd: root,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return await Deno.readTextFile(`${folder}/cases.js`);
}

for (const [how, script] of [["with locks", ""], ["without", "delete Navigator.prototype.locks"]]) {
  browserTest(`the journal in IndexedDB is a journal, ${how}`, async (world) => {
    const node = await world.startNode();
    const { context } = await world.person({ bypassCSP: true });
    await context.addInitScript(script!);
    const page = await context.newPage();
    await page.goto(`${node.address}/about`);
    await page.addScriptTag({ content: await bundled(world) });
    const results = await page.evaluate("globalThis.runJournalCases()") as string[];
    assert(results.length >= 6);
    assert.deepEqual(results.filter((result) => !result.endsWith(": ok")), []);
  });
}
