import assert from "node:assert/strict";
import { createApp } from "../../src/routes/mod.ts";
import { fakeContext, MemoryReport } from "./fake_node.ts";

const HTML = { accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8" };

Deno.test("a person who finds nothing gets a page, a program JSON", async () => {
  const app = createApp(fakeContext());
  const page = await app.request("/nothing-here", { headers: HTML });
  assert.equal(page.status, 404);
  assert.equal(page.headers.get("content-type"), "text/html; charset=UTF-8");
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert((await page.text()).startsWith("<!DOCTYPE html>"));

  const json = await app.request("/nothing-here");
  assert.equal(json.status, 404);
  assert.equal((await json.json()).error.code, "not-found");

  const api = await app.request("/api/v1/nothing-here", { headers: HTML });
  assert.equal((await api.json()).error.code, "not-found");
});

Deno.test("an error page names the id that is in the report, and nothing of the cause", async () => {
  const report = new MemoryReport();
  const files = {
    get() {
      throw new Error("secret <detail>");
    },
  };
  const app = createApp(fakeContext({ report, files }));
  const page = await app.request("/static/style.css", { headers: HTML });
  assert.equal(page.status, 500);
  const text = await page.text();
  assert(text.includes(report.failures[0]!.id));
  assert(!text.includes("secret"));
});
