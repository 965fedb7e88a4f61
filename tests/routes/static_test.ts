import assert from "node:assert/strict";
import { createApp } from "../../src/routes/mod.ts";
import { fakeContext } from "./fake_node.ts";

const app = createApp(fakeContext());

Deno.test("a file comes with its type, and is kept for ever only under its hash", async () => {
  const plain = await app.request("/static/style.css");
  assert.equal(plain.status, 200);
  assert.equal(plain.headers.get("content-type"), "text/css; charset=utf-8");
  assert.equal(plain.headers.get("cache-control"), "no-cache");
  assert.equal(await plain.text(), "body{}");

  const named = await app.request("/static/style.css?v=abc123");
  assert.equal(named.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const older = await app.request("/static/style.css?v=000000");
  assert.equal(older.headers.get("cache-control"), "no-cache");
});

Deno.test("a file that is known already is not sent again", async () => {
  for (const known of ['"abc123"', 'W/"abc123"', '"other", "abc123"', "*"]) {
    const response = await app.request("/static/style.css", {
      headers: { "if-none-match": known },
    });
    assert.equal(response.status, 304, known);
    assert.equal(response.headers.get("etag"), '"abc123"');
    assert.equal(await response.text(), "");
  }
  const other = await app.request("/static/style.css", { headers: { "if-none-match": '"x"' } });
  assert.equal(other.status, 200);
});

Deno.test("HEAD gives a file's headers alone", async () => {
  const response = await app.request("/static/style.css", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-length"), "6");
  assert.equal(await response.text(), "");
});

Deno.test("what is no file is 404, whatever its name", async () => {
  for (const name of ["none.css", "", "../deno.json", "..%2fdeno.json", "%00", "a/b"]) {
    assert.equal((await app.request(`/static/${name}`)).status, 404, name);
  }
});
