import assert from "node:assert/strict";
import { createApp } from "../../../src/routes/mod.ts";
import { fakeContext } from "../fake_node.ts";

const app = createApp(fakeContext());
const document = await (await app.request("/api/v1/openapi.json")).json();

const CALLS = [
  "get /healthz",
  "get /api/v1/next",
  "post /api/v1/entries",
  "get /api/v1/entries/{hash}",
  "get /api/v1/entries/{hash}/proof",
  "get /api/v1/festivals",
  "get /api/v1/festivals/{id}",
  "get /api/v1/festivals/{id}/events",
  "get /api/v1/festivals/{id}/resources",
  "get /api/v1/festivals/{id}/requests",
  "get /api/v1/festivals/{id}/nested",
  "get /api/v1/festivals/{id}/proposals",
  "get /api/v1/festivals/{id}/activity",
  "get /api/v1/documents/{id}/updates",
  "get /api/v1/proposals/{id}",
  "get /api/v1/requests/{id}/votes",
  "get /api/v1/search",
  "get /api/v1/changes",
  "get /api/v1/collectives",
  "post /api/v1/collectives",
  "post /api/v1/collectives/{id}",
  "get /api/v1/events/{id}",
  "get /api/v1/resources/{id}",
  "get /api/v1/requests/{id}",
  "get /api/v1/users/{id}",
  "get /api/v1/logs",
  "get /api/v1/logs/{author}/{logId}",
  "get /api/v1/logs/{author}/{logId}/proof",
  "get /api/v1/peers",
  "get /api/v1/desk",
  "get /api/v1/desk/proposals",
  "get /api/v1/desk/conflicts",
  "get /api/v1/stream",
  "post /api/v1/follow",
  "post /api/v1/unfollow",
  "post /api/v1/peers",
  "delete /api/v1/peers",
  "post /api/v1/signal",
  "post /api/v1/proven",
  "get /api/v1/proven/{name}",
];

Deno.test("openapi.json is OpenAPI 3.1 and describes every call", () => {
  assert.equal(document.openapi, "3.1.0");
  assert.equal(document.info.version, "0.0.0-test");
  const described = Object.entries<object>(document.paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => `${method} ${path}`)
  );
  assert.deepEqual(described.sort(), [...CALLS].sort());
});

Deno.test("openapi.json: every reference leads somewhere", () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  assert(references.length > 20);
  for (const [, name] of references) assert(document.components.schemas[name!] !== undefined, name);
});

Deno.test("openapi.json: parameters say what they take", () => {
  type Parameter = {
    name: string;
    in: string;
    required?: boolean;
    schema: Record<string, unknown>;
  };
  const parameters: Parameter[] = document.paths["/api/v1/festivals/{id}/events"].get.parameters;
  const named = Object.fromEntries(parameters.map((one) => [one.name, one]));
  assert.deepEqual(
    [named["id"]!.in, named["id"]!.required, named["id"]!.schema["pattern"]],
    ["path", true, "^[0-9a-f]{64}$"],
  );
  const { type, minimum, maximum } = named["limit"]!.schema;
  assert.deepEqual({ type, minimum, maximum }, { type: "integer", minimum: 1, maximum: 200 });
  assert.deepEqual(named["stage"]!.schema["enum"], ["idea", "planned", "cancelled"]);
  for (const parameter of parameters) {
    assert(parameter.schema["type"] !== undefined, parameter.name);
  }
});

Deno.test("openapi.json: an entry's bytes are text in hex", () => {
  const { properties } = document.components.schemas.Entries;
  const { entry, payload } = properties.entries.items.properties;
  assert.equal(properties.entries.maxItems, 100);
  assert.equal(entry.type, "string");
  assert.equal(payload.type, "string");
});

Deno.test("openapi.json is not sent again to who has it", async () => {
  const etag = (await app.request("/api/v1/openapi.json")).headers.get("etag")!;
  const again = await app.request("/api/v1/openapi.json", { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
});
