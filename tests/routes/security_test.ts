import assert from "node:assert/strict";
import { createApp } from "../../src/routes/mod.ts";
import { fakeContext, FESTIVAL, publicAuthority, TOKEN } from "./fake_node.ts";

const app = createApp(fakeContext());
const PATHS = ["/", "/healthz", "/api/v1/festivals", "/api/v1/stream", "/static/style.css", "/no"];

Deno.test("a foreign Host is refused on every path and method", async () => {
  for (const path of PATHS) {
    for (const method of ["GET", "HEAD", "POST"]) {
      const response = await app.request(`http://evil.example${path}`, { method });
      assert.equal(response.status, 403, `${method} ${path}`);
    }
  }
});

Deno.test("a foreign Origin is refused on every path and method", async () => {
  const origins = [
    "http://evil.example",
    "null",
    "file://",
    "localhost",
    "",
    "https://localhost.evil",
  ];
  for (const path of PATHS) {
    for (const method of ["GET", "HEAD", "POST"]) {
      for (const origin of origins) {
        const response = await app.request(path, { method, headers: { origin } });
        assert.equal(response.status, 403, `${method} ${path} from ${origin}`);
        if (method !== "HEAD") {
          assert.equal((await response.json()).error.code, "foreign-origin");
        }
      }
    }
  }
});

Deno.test("our own Origin is taken", async () => {
  const headers = { origin: "http://localhost:8000" };
  assert.equal((await app.request("/healthz", { headers })).status, 200);
});

Deno.test("every answer carries the security headers, refusals and files too", async () => {
  const answers = [
    await app.request("/healthz"),
    await app.request("/static/style.css"),
    await app.request("/nothing-here"),
    await app.request("/api/v1/festivals", { headers: { origin: "http://evil.example" } }),
  ];
  for (const { headers } of answers) {
    const policy = headers.get("content-security-policy") ?? "";
    assert(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"));
    assert(!policy.includes("unsafe"));
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    // Under no-referrer, browsers send `Origin: null` with our own forms.
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.equal(headers.get("set-cookie"), null);
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("operating a node that others reach takes the operator's token", async () => {
  const app = createApp(fakeContext({ authority: publicAuthority }));
  const follow = (authorization?: string) =>
    app.request("http://fest.example/api/v1/follow", {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization && { authorization }) },
      body: JSON.stringify({ festival: FESTIVAL }),
    });
  for (const wrong of [undefined, "Bearer", "Bearer ", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
    const response = await follow(wrong);
    assert.equal(response.status, 403, wrong);
    assert.equal((await response.json()).error.code, "not-the-operator");
  }
  assert.equal((await follow(`Bearer ${TOKEN.slice(0, -1)}`)).status, 403);
  assert.equal((await follow(`Bearer ${TOKEN}`)).status, 200);
});

Deno.test("an empty token opens nothing", async () => {
  const authority = { ...publicAuthority, operatorToken: "\n" };
  const app = createApp(fakeContext({ authority }));
  const response = await app.request("http://fest.example/api/v1/follow", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer x" },
    body: JSON.stringify({ festival: FESTIVAL }),
  });
  assert.equal(response.status, 403);
});

Deno.test("on loopback, who comes through a proxy that nobody told the node of is no operator", async () => {
  const follow = (headers: Record<string, string>) =>
    app.request("/api/v1/follow", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ festival: FESTIVAL }),
    });
  assert.equal((await follow({})).status, 200);
  for (
    const name of [
      "forwarded",
      "via",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
      "x-real-ip",
    ]
  ) {
    assert.equal((await follow({ [name]: "192.0.2.1" })).status, 403, name);
    const authorization = `Bearer ${TOKEN}`;
    assert.equal((await follow({ [name]: "192.0.2.1", authorization })).status, 200, name);
  }
});
