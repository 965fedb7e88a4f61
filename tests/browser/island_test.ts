import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { keyOfSeed } from "../../src/client/mod.ts";
import { fromHex, logIdOf, toHex } from "../../src/core/messages/mod.ts";
import { Bot, HOUR, makeKey, notice, START } from "./bot.ts";
import { fillAndSign, signForm, unfold } from "./forms.ts";
import { browserTest, type NodeProcess, type Person, type World } from "./harness.ts";

async function importKey({ page }: Person, node: NodeProcess, text: string): Promise<void> {
  await page.goto(`${node.address}/key`);
  const file = { name: "key", mimeType: "text/plain", buffer: Buffer.from(text) };
  await page.locator('[data-key-form="import"] [name="file"]').setInputFiles(file);
  await page.locator('[data-key-action="import"]').click();
  await page.locator('[data-key-state="present"]').first().waitFor();
}

async function createEvent(page: Page, node: NodeProcess, festival: Uint8Array, title: string) {
  await page.goto(`${node.address}/festivals/${toHex(festival)}`);
  await fillAndSign(signForm(page, "event", "create"), {
    title,
    start: "2030-07-01T20:00",
    end: "2030-07-01T22:00",
  });
}

async function titlesOf(node: NodeProcess, festival: Uint8Array): Promise<string[]> {
  const address = `${node.address}/api/v1/festivals/${toHex(festival)}/events`;
  const page = await (await fetch(address)).json() as { items: { title: string }[] };
  return page.items.map(({ title }) => title).sort();
}

/** Runs in the page, before any script of it. */
const WITHOUT_LOCKS = "delete Navigator.prototype.locks";
const WITHOUT_WEBCRYPTO = "delete Crypto.prototype.subtle";
const WITHOUT_ED25519 = `
  const { importKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.importKey = function (format, bytes, algorithm, ...rest) {
    return algorithm === "Ed25519"
      ? Promise.reject(new DOMException("Unrecognized name", "NotSupportedError"))
      : importKey.call(this, format, bytes, algorithm, ...rest);
  };`;
/** A page that says that it is hidden when a test says so; all of headless browsers are visible. */
const HIDEABLE = `
  let isHidden = false;
  Object.defineProperty(Document.prototype, "hidden", { get: () => isHidden });
  globalThis.hide = (hidden) => {
    isHidden = hidden;
    document.dispatchEvent(new Event("visibilitychange"));
  };`;

/** The scripts that a page loads from now on, by name. */
function scriptsOf(page: Page): string[] {
  const names: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() !== "script") return;
    names.push(new URL(request.url()).pathname.replace("/static/", ""));
  });
  return names;
}

browserTest(
  "a person without a key writes: makes one on the way, and the message is signed",
  async (world) => {
    const node = await world.startNode();
    const person = await world.person();
    const { page } = person;
    const scripts = scriptsOf(page);
    await page.goto(node.address);
    await fillAndSign(signForm(page, "festival", "create"), { title: "Summer" });
    await page.locator('#need-key[open] [name="name"]').fill("Ana");
    await page.locator('#need-key [data-key-action="create"]').click();
    await page.waitForURL(/\/festivals\/[0-9a-f]{64}$/);
    await notice(page, /signed and published/);
    await page.locator('header [data-me="name"]').filter({ hasText: "Ana" }).waitFor();
    // Times in the reader's zone are a script of every page that has times.
    const signing = ["reader.js", "times.js", "island.js", "island-base.js", "island-sign.js"];
    assert.deepEqual(new Set(scripts), new Set(signing));
    assert.deepEqual(person.problems, []);

    const id = page.url().split("/").at(-1)!;
    const festival = await new Bot(node).client.festival(id);
    assert(festival.ok);
    assert.equal(festival.value.title, "Summer");
    assert.equal(festival.value.timezone, "Europe/Berlin");
  },
);

browserTest(
  "a node that others reach takes a festival from whoever types its token, once in a tab",
  async (world) => {
    const node = await world.startNode({ flags: ["--public-url", "https://fest.example"] });
    const token = (await Deno.readTextFile(`${node.data}/operator-token`)).trim();
    const person = await world.person();
    const { page } = person;
    await makeKey(person, node);
    const announce = async (title: string, typed = "") => {
      await page.goto(node.address);
      const form = signForm(page, "festival", "create");
      await unfold(form);
      await form.locator('input[type="password"]').fill(typed);
      await fillAndSign(form, { title });
    };
    await announce("Refused");
    await notice(page, /announce it with the operator’s token/);
    for (const [title, typed] of [["First", token], ["Second", ""]] as const) {
      await announce(title, typed);
      await page.waitForURL(/\/festivals\/[0-9a-f]{64}$/);
      await notice(page, /signed and published/);
    }

    // A link into what is folded opens it; other links do not.
    await page.goto(`${node.address}/about`);
    await page.goto(`${node.address}/#announce-festival`);
    await page.locator("details[open] #announce-festival").waitFor();
    await page.goto(`${node.address}/network`);
    assert.equal(await page.locator('#follow input[type="password"]').count(), 1);
  },
);

browserTest("a form's errors stand at its fields, and nothing is signed", async (world) => {
  const node = await world.startNode();
  const person = await world.person();
  const { page } = person;
  const festival = await new Bot(node).festival("Summer");
  await makeKey(person, node);
  await page.goto(`${node.address}/festivals/${toHex(festival)}`);
  const form = signForm(page, "event", "create");
  await fillAndSign(form, { title: "x", start: "2030-07-01T20:00", end: "2030-07-01T19:00" });
  await form.locator('[data-error-for="end"]').filter({ hasText: /after the start/ }).waitFor();
  assert.equal(await form.locator('[name="end"]').getAttribute("aria-invalid"), "true");
  await form.locator('[name="end"]').fill("2030-07-01T21:00");
  await form.locator('button[type="submit"]').click();
  await notice(page, /signed and published/);
  assert.deepEqual(await titlesOf(node, festival), ["x"]);
  assert.deepEqual(person.problems, []);
});

for (const [how, script] of [["with locks", ""], ["without locks", WITHOUT_LOCKS]] as const) {
  browserTest(`two tabs that sign at once do not fork, ${how}`, async (world) => {
    const node = await world.startNode();
    const festival = await new Bot(node).festival("Summer");
    const person = await world.person();
    await person.context.addInitScript(script);
    const key = await makeKey(person, node);
    const tabs = [person.page, await person.context.newPage(), await person.context.newPage()];
    for (const tab of tabs) await tab.goto(`${node.address}/festivals/${toHex(festival)}`);
    await Promise.all(tabs.map(async (tab, i) => {
      await fillAndSign(signForm(tab, "event", "create"), {
        title: `tab ${i}`,
        start: "2030-07-01T20:00",
        end: "2030-07-01T22:00",
      });
      await notice(tab, /signed and published/);
    }));
    assert.deepEqual(await titlesOf(node, festival), ["tab 0", "tab 1", "tab 2"]);
    const log = await new Bot(node).client.log(key, logIdOf(festival), {});
    assert(log.ok && log.value.items.length === 3);
    assert.deepEqual(person.problems, []);
  });
}

browserTest(
  "a backup brings the key and its logs to another browser; forgetting leaves nothing",
  async (world) => {
    const node = await world.startNode();
    const festival = await new Bot(node).festival("Summer");
    const old = await world.person();
    const key = await makeKey(old, node, "Ana");
    await createEvent(old.page, node, festival, "first");
    await notice(old.page, /signed and published/);

    await old.page.goto(`${node.address}/key`);
    const [download] = await Promise.all([
      old.page.waitForEvent("download"),
      old.page.locator('[data-key-action="backup"]').click(),
    ]);
    const backup = await Deno.readTextFile(await download.path());
    const { publicKey, seed, heads } = JSON.parse(backup);
    assert.equal(publicKey, key);
    assert.equal(toHex(keyOfSeed(fromHex(seed)!).publicKey), key);
    assert.deepEqual(heads.map((head: { seqNum: number }) => head.seqNum), [1, 1]);
    await notice(old.page, /cannot leave/);
    await old.page.locator('[data-key-action="backup"]').click();
    await notice(old.page, /saved before/);
    // Now it signs with a key that no script can read.
    await createEvent(old.page, node, festival, "second");
    await notice(old.page, /signed and published/);

    await old.page.goto(`${node.address}/key`);
    const button = old.page.locator('[data-key-action="forget"]');
    await unfold(button);
    await button.click();
    await notice(old.page, /gone/);
    assert.equal(await old.page.locator('[data-key-state="present"]').first().isVisible(), false);

    const fresh = await world.person();
    await importKey(fresh, node, backup);
    await createEvent(fresh.page, node, festival, "third");
    // The old browser signed after the backup: so this asks.
    const question = fresh.page.locator("dialog[open]").filter({ hasText: "second" });
    await question.locator('button[value="yes"]').click();
    await notice(fresh.page, /signed and published/);
    assert.deepEqual(await titlesOf(node, festival), ["first", "second", "third"]);
    assert.deepEqual([...old.problems, ...fresh.problems], []);
  },
);

browserTest("a bare key signs nothing until its last entry is confirmed", async (world) => {
  const node = await world.startNode();
  const seed = crypto.getRandomValues(new Uint8Array(32));
  const bot = new Bot(node, seed);
  const festival = await bot.festival("Summer");
  const person = await world.person();
  await importKey(person, node, toHex(seed));
  await createEvent(person.page, node, festival, "mine");
  const question = person.page.locator("dialog[open]").filter({ hasText: "Summer" });
  await question.locator('button[value="no"]').click();
  await notice(person.page, /Nothing was signed/);
  assert.deepEqual(await titlesOf(node, festival), []);
  await signForm(person.page, "event", "create").locator('button[type="submit"]').click();
  await question.locator('button[value="yes"]').click();
  await notice(person.page, /signed and published/);
  assert.deepEqual(await titlesOf(node, festival), ["mine"]);
});

browserTest(
  "what is signed while the node is away is kept, and sent when it is back",
  async (world) => {
    const node = await world.startNode();
    const festival = await new Bot(node).festival("Summer");
    const person = await world.person();
    const { page, context } = person;
    await makeKey(person, node);
    await createEvent(page, node, festival, "first");
    await notice(page, /signed and published/);
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    const form = signForm(page, "event", "create");
    // The island's parts are there once a field was touched.
    await unfold(form);
    await form.locator('[name="title"]').fill("second");
    await context.route("**/api/v1/**", (route) => route.abort());
    await fillAndSign(form, { start: "2030-07-01T20:00", end: "2030-07-01T22:00" });
    await notice(page, /kept here/);
    await context.unroute("**/api/v1/**");
    await page.reload();
    await notice(page, /has been sent/);
    assert.deepEqual(await titlesOf(node, festival), ["first", "second"]);
  },
);

browserTest("a browser without WebCrypto warns, and signs all the same", async (world) => {
  const node = await world.startNode();
  const festival = await new Bot(node).festival("Summer");
  const person = await world.person();
  await person.context.addInitScript(
    `${WITHOUT_WEBCRYPTO};${WITHOUT_LOCKS};` +
      "Object.defineProperty(globalThis, 'isSecureContext', { value: false })",
  );
  await person.page.goto(`${node.address}/key`);
  await person.page.locator('[data-key-form="create"] [data-key-action="create"]').click();
  await person.page.locator('dialog[open] button[value="yes"]').click();
  await person.page.locator('[data-key-state="present"]').first().waitFor();
  await createEvent(person.page, node, festival, "plain");
  await notice(person.page, /signed and published/);
  assert.deepEqual(await titlesOf(node, festival), ["plain"]);
  assert.deepEqual(person.problems, []);
});

browserTest(
  "a browser whose WebCrypto knows no Ed25519 signs and answers by the portable part",
  async (world) => {
    const { node, person, bot, festival, resource } = await worldWithOwner(world, WITHOUT_ED25519);
    const { page } = person;
    const request = await bot.ask(festival, resource);
    const scripts = scriptsOf(page);
    await page.goto(`${node.address}/requests/${request.id}`);
    await page.locator('header [data-me="avatar"] img').first().waitFor();
    assert(!scripts.includes("island-ed25519.js"), "who only reads needs none of it");
    const form = signForm(page, "authorization", "create");
    await unfold(form);
    await form.locator('button[value="confirmed"]').click();
    await settles(bot, request.id!, "confirmed");
    // The page draws itself anew and says so: going elsewhere before would be cut short.
    await notice(page, /signed and published/);
    assert(scripts.includes("island-ed25519.js"));
    await page.goto(`${node.address}/key`);
    await page.locator('[data-key-action="backup"]').click();
    await notice(page, /Keep the file safe: it is your key\.$/);
    assert.deepEqual(person.problems, []);
  },
);

browserTest(
  "tabs that are hidden leave their streams, and catch up when seen again",
  async (world) => {
    const node = await world.startNode();
    const bot = new Bot(node);
    const festival = await bot.festival("Summer");
    const { context } = await world.person();
    await context.addInitScript(HIDEABLE);
    const hide = (page: Page, hidden: boolean) =>
      page.evaluate(
        (hidden) => (globalThis as unknown as { hide(is: boolean): void }).hide(hidden),
        hidden,
      );
    const isStream = (request: { url(): string }) => request.url().includes("/api/v1/stream");

    const tabs: Page[] = [];
    // More than a browser has connections to one host: if streams stayed, the seventh would never load.
    for (let i = 0; i < 8; i++) {
      const page = await context.newPage();
      await page.clock.install();
      await Promise.all([
        page.waitForResponse((response) => isStream(response.request())),
        page.goto(`${node.address}/festivals/${toHex(festival)}`),
      ]);
      const closed = page.waitForEvent("requestfailed", isStream);
      await hide(page, true);
      await page.clock.fastForward(5_000);
      await closed;
      tabs.push(page);
    }
    const fields = { title: "Late concert", start: START, end: START + HOUR };
    await bot.create("event", festival, fields);
    const [first] = tabs;
    await hide(first!, false);
    await first!.getByText("Late concert").first().waitFor();
  },
);

for (const [how, script] of [["with locks", ""], ["without locks", WITHOUT_LOCKS]] as const) {
  browserTest(
    `one tab of an owner answers by policy while that is switched on, ${how}`,
    async (world) => {
      const { node, person, bot, festival, resource, key } = await worldWithOwner(world, script);
      const { page } = person;
      await page.goto(`${node.address}/desk`);
      await page.waitForURL(/\/desk\?key=/);
      await page.locator("[data-policy-switch]").check();
      await notice(page, /policies answer/);
      const second = await person.context.newPage();
      await second.goto(`${node.address}/desk?key=${key}`);
      await second.locator("[data-policy-switch]:checked").waitFor();

      const first = await bot.ask(festival, resource);
      await notice(page, /Confirmed by your policy: Concert/);
      const waits = await bot.ask(festival, resource);
      const later = await bot.ask(festival, resource, { start: START + 2 * HOUR });
      await settles(bot, later.id!, "confirmed");
      const [one, two] = [await bot.client.request(first.id!), await bot.client.request(waits.id!)];
      assert(one.ok && one.value.status === "confirmed");
      assert(two.ok && two.value.status === "pending");
      const log = await bot.client.log(key, logIdOf(festival), {});
      assert(log.ok && log.value.items.length === 3, "the resource, and two answers");
      await page.locator("[data-policy-switch]").uncheck();
      await notice(page, /do not answer/);
      assert.deepEqual(person.problems, []);
    },
  );
}

browserTest(
  "the key page shows what a bare key signed last, and goes on from there",
  async (world) => {
    const node = await world.startNode();
    const seed = crypto.getRandomValues(new Uint8Array(32));
    const festival = await new Bot(node, seed).festival("Summer");
    const person = await world.person();
    const { page } = person;
    await importKey(person, node, toHex(seed));
    await page.locator("[data-key-logs]").filter({ hasText: "Summer" }).waitFor();
    await page.locator('[data-key-action="confirm-log"]').click();
    await page.locator('dialog[open] button[value="yes"]').click();
    await notice(page, /All logs/);
    await createEvent(page, node, festival, "mine");
    await notice(page, /signed and published/);
  },
);

browserTest("a request is answered only if it is what its author signed", async (world) => {
  const { node, person, bot, festival, resource } = await worldWithOwner(world);
  const request = await bot.ask(festival, resource);
  const other = await bot.ask(festival, resource, { start: START + 5 * HOUR });
  const { page } = person;
  await page.route(`**/api/v1/entries/${request.hash}`, async (route) => {
    // A node that shows one request, and gives another.
    const response = await fetch(`${node.address}/api/v1/entries/${other.hash}`);
    await route.fulfill({ json: await response.json() });
  });
  await page.goto(`${node.address}/requests/${request.id}`);
  const form = signForm(page, "authorization", "create");
  await unfold(form);
  await form.locator('button[value="confirmed"]').click();
  await notice(page, /could not be verified/);
  await page.unroute(`**/api/v1/entries/${request.hash}`);
  await form.locator('button[value="confirmed"]').click();
  await settles(bot, request.id!, "confirmed");
});

async function worldWithOwner(world: World, script = "", visibility = "public") {
  const node = await world.startNode();
  const bot = new Bot(node);
  const festival = await bot.festival("Summer", visibility);
  const person = await world.person();
  await person.context.addInitScript(script);
  const key = await makeKey(person, node, "Owner");
  await person.page.goto(`${node.address}/festivals/${toHex(festival)}`);
  await fillAndSign(signForm(person.page, "resource", "create"), { title: "Hall" });
  await notice(person.page, /signed and published/);
  const address = `${node.address}/api/v1/festivals/${toHex(festival)}/resources`;
  const { items } = await (await fetch(address)).json() as { items: { id: string }[] };
  return { node, person, bot, festival, key, resource: items[0]!.id };
}

/** Follows the node's own stream until a request has this status. */
async function settles(bot: Bot, request: string, status: string): Promise<void> {
  const stop = new AbortController();
  const stream = await fetch(bot.client.streamAddress(), { signal: stop.signal });
  try {
    for await (const _ of stream.body!) {
      const answer = await bot.client.request(request);
      if (answer.ok && answer.value.status === status) return;
    }
  } finally {
    stop.abort();
  }
}

browserTest(
  "where the island cannot be loaded, a form still leads to the message as a file",
  async (world) => {
    const node = await world.startNode();
    const festival = await new Bot(node).festival("Summer");
    const { page } = await world.person();
    await page.route("**/static/island*", (route) => route.abort());
    await createEvent(page, node, festival, "by hand");
    await page.waitForURL(`${node.address}/sign`);
    await page.getByText("by hand").first().waitFor();
  },
);

browserTest(
  "writing in an unlisted festival works, and an owner's policies answer there",
  async (world) => {
    const { node, person, bot, festival, resource } = await worldWithOwner(world, "", "unlisted");
    const { page } = person;
    await createEvent(page, node, festival, "secret");
    await notice(page, /signed and published/);
    assert.deepEqual(await titlesOf(node, festival), ["secret"]);
    await page.goto(`${node.address}/desk`);
    await page.waitForURL(/\/desk\?key=/);
    await page.locator("[data-policy-switch]").check();
    await notice(page, /policies answer/);
    await page.goto(`${node.address}/festivals/${toHex(festival)}`);
    await bot.ask(festival, resource);
    await notice(page, /Confirmed by your policy: Concert/);
    assert.deepEqual(person.problems, []);
  },
);
