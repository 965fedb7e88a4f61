/** What who reads gets of pages and feeds in a real browser: their own times, and news that parse. */
import assert from "node:assert/strict";
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../tools/chromium.ts";
import { readStaticFiles } from "../../src/platform/deno/static_files.ts";
import { createApp } from "../../src/routes/mod.ts";
import { fakeContext } from "../routes/fake_node.ts";
import { concert, FESTIVAL, NOW, sampleNode } from "../views/sample.ts";

async function inBrowser(run: (browser: Browser, origin: string) => Promise<void>) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    createApp(fakeContext({
      node: sampleNode(),
      clock: { now: () => NOW, after: () => () => {} },
      files: readStaticFiles(),
    })).fetch,
  );
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    await run(browser, `http://127.0.0.1:${server.addr.port}`);
  } finally {
    await browser.close();
    await server.shutdown();
  }
}

Deno.test({
  name: "times are in the festival's zone, and in the reader's where that shows something else",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    inBrowser(async (browser, origin) => {
      const read = async (timezoneId: string, address: string, selector: string) => {
        const context = await browser.newContext({ timezoneId });
        const page = await context.newPage();
        await page.goto(origin + address, { waitUntil: "load" });
        const text = await page.locator(selector).first().innerText();
        const count = await page.locator(".yours").count();
        // What comes in by a swap is told, too, and nothing twice.
        await page.evaluate(`{
          const span = document.querySelector(".span").cloneNode(true);
          span.querySelector(".yours")?.remove();
          document.querySelector("#live").append(span);
          document.body.dispatchEvent(new Event("htmx:afterSettle", { bubbles: true }));
        }`);
        const after = await page.locator(".yours").count();
        await context.close();
        return { text: text.replace(/\s+/g, " "), count, more: after - count };
      };
      const when = ".event-hero .when";
      const event = `/events/${concert.id}`;
      const berlin = await read("Europe/Berlin", event, when);
      assert.deepEqual(berlin, { text: "Sat 11 Jul, 20:00–23:00", count: 0, more: 0 });
      const paris = await read("Europe/Paris", event, when);
      assert.equal(paris.count, 0, "another zone with the same clocks");
      const lisbon = await read("Europe/Lisbon", event, when);
      assert.match(lisbon.text, /^Sat 11 Jul, 20:00–23:00 .*19:00–22:00 your time$/);
      assert.equal(lisbon.more, 1);
      const auckland = await read("Pacific/Auckland", event, when);
      assert.match(auckland.text, /Sun 06:00–Sun 09:00 your time$/);
      const programme = await read("Asia/Kolkata", `/festivals/${FESTIVAL}`, ".card-time");
      assert.match(programme.text, /your time/);
      const found = await read("Asia/Kolkata", "/search?q=concert", ".found .row-facts");
      assert.match(found.text, /23:30–Sun 02:30 your time/);
    }),
});

Deno.test({
  name: "the news feed is XML, with the texts as they were written",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    inBrowser(async (browser, origin) => {
      const page = await browser.newPage();
      await page.goto(`${origin}/about`);
      const feed = await page.evaluate(`(async () => {
        const text = await (await fetch("/festivals/${FESTIVAL}/feed.atom")).text();
        const xml = new DOMParser().parseFromString(text, "application/xml");
        const all = (name) => [...xml.querySelectorAll(name)].map((one) => one.textContent);
        return {
          errors: all("parsererror"),
          root: xml.documentElement.namespaceURI + " " + xml.documentElement.localName,
          entries: all("entry").length,
          ids: all("entry > id"),
          titles: all("entry > title"),
          dates: all("updated"),
        };
      })()`) as {
        errors: string[];
        root: string;
        entries: number;
        ids: string[];
        titles: string[];
        dates: string[];
      };
      assert.deepEqual(feed.errors, []);
      assert.equal(feed.root, "http://www.w3.org/2005/Atom feed");
      assert.ok(feed.entries > 5 && feed.ids.length === feed.entries);
      assert.ok(feed.titles.some((title) => title.includes(`<script>alert("x")</script>`)));
      assert.ok(feed.dates.every((date) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(date)));
    }),
});
