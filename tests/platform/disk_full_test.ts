/** A full disk: refused in plain words with nothing half done, and all is well when there is room. */
import assert from "node:assert/strict";
import { createEntry } from "../../src/core/bamboo/mod.ts";
import { toHex } from "../../src/core/messages/mod.ts";
import { createVerifier, openSqlStore, startNode as startNodeInside } from "../../src/node/mod.ts";
import {
  createAuthority,
  native,
  openSqlDriver,
  systemClock,
  systemEntropy,
} from "../../src/platform/deno/mod.ts";
import { createApp } from "../../src/routes/mod.ts";
import { fakeNetwork } from "../routes/fake_node.ts";
import { MemoryReport } from "../node/ports/memory_report.ts";
import { runProgram, startNode, withFolder } from "./program.ts";

type Ask = (path: string, body?: unknown) => Promise<Response>;

let authors = 0;

/** An entry of 60 kB, first of its author. */
function largeEntry() {
  const seed = new Uint8Array(32).fill(1);
  new DataView(seed.buffer).setUint32(0, ++authors);
  const payload = crypto.getRandomValues(new Uint8Array(60_000));
  const entry = createEntry({ seed, logId: 0, seqNum: 1, payload });
  return { entry: toHex(entry), payload: toHex(payload) };
}

/** Publishes until there is no room, makes some, and goes on. */
async function fillAndGoOn(ask: Ask, makeRoom: () => void): Promise<void> {
  const count = async () => (await (await ask("/healthz")).json()).entries as number;
  let accepted = await count();
  let full: Response | null = null;
  while (full === null) {
    assert(accepted < 1_000, "this disk is never full");
    const response = await ask("/api/v1/entries", { entries: [largeEntry()] });
    if (response.status !== 200) full = response;
    else {
      assert.equal((await response.json()).results[0].status, "accepted");
      accepted++;
    }
  }
  const { error } = await full.json();
  assert.equal(full.status, 503, JSON.stringify(error));
  assert.equal(error.code, "disk-full");
  assert.match(error.id, /^[\w-]+$/);
  assert.equal(await count(), accepted);

  makeRoom();
  const again = await ask("/api/v1/entries", { entries: [largeEntry()] });
  assert.equal(again.status, 200, await again.text());
  assert.equal(await count(), accepted + 1);
}

Deno.test("a full disk: a node on a database that may not grow says so and goes on later", async () => {
  await withFolder(async (folder) => {
    const driver = openSqlDriver(`${folder}/p2panda.sqlite`);
    const report = new MemoryReport();
    const node = await startNodeInside({
      store: await openSqlStore({ driver, primitives: native }),
      verifier: createVerifier(native),
      clock: systemClock,
      entropy: systemEntropy,
      report,
      followCreated: true,
    });
    const app = createApp({
      node,
      network: fakeNetwork(),
      report,
      version: "0",
      clock: systemClock,
      authority: createAuthority({
        host: "127.0.0.1",
        publicUrl: null,
        operatorToken: "",
        addresses: () => [],
      }),
      files: { get: () => null },
    });
    driver.exec("PRAGMA max_page_count = 200");
    await fillAndGoOn(
      async (path, body) =>
        await app.request(`http://localhost${path}`, body === undefined ? {} : postOf(body)),
      () => driver.exec("PRAGMA max_page_count = 10000"),
    );
    assert(report.reported.some(({ level }) => level === "error"));
    await node.stop();
  });
});

/** Mounts a small file system, which takes rights that not every machine gives. */
async function mounted(folder: string): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const { success } = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=3m", "tmpfs", folder],
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

Deno.test("a full disk: the running program says so, goes on later, and loses nothing", async () => {
  await withFolder(async (folder) => {
    // Without the rights to mount, the test above stands for this one.
    if (!await mounted(folder)) return;
    try {
      const filler = `${folder}/filler`;
      await Deno.writeFile(filler, new Uint8Array(1_000_000));
      const data = `${folder}/data`;
      const node = await startNode(data);
      await fillAndGoOn(
        (path, body) => fetch(node.url + path, body === undefined ? {} : postOf(body)),
        () => Deno.removeSync(filler),
      );
      const { code, stderr } = await node.stop();
      assert.equal(code, 0);
      assert.match(stderr, /the disk is full/);
      const verified = await runProgram(["verify", "--data", data]);
      assert.match(verified.stdout, / 0 wrong\n$/);
    } finally {
      await new Deno.Command("umount", { args: [folder] }).output();
    }
  });
});

function postOf(body: unknown): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
