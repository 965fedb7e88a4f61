import assert from "node:assert/strict";
import { isPassing, NodeClient } from "../../src/client/mod.ts";

function clientOf(answer: (url: string, init?: RequestInit) => Response | Promise<Response>) {
  return new NodeClient({
    base: "http://node.test/",
    fetch: async (input, init) => await answer(String(input), init),
  });
}

Deno.test("NodeClient gives the answer of a call", async () => {
  const client = clientOf((url) => Response.json({ url }));
  const answer = await client.next(new Uint8Array(2), new Uint8Array([255]));
  const url = "http://node.test/api/v1/next?author=0000&festival=ff";
  assert.deepEqual(answer, { ok: true, value: { url } });
});

Deno.test("NodeClient gives the code, message and facts of an error", async () => {
  const error = { code: "cut", message: "It is cut.", cut: 4 };
  const headers = { "retry-after": "7" };
  const client = clientOf(() => Response.json({ error }, { status: 409, headers }));
  const answer = await client.event("ab");
  assert.deepEqual(answer, {
    ok: false,
    failure: {
      code: "cut",
      message: "It is cut.",
      status: 409,
      retryAfter: 7,
      facts: { cut: 4 },
    },
  });
});

Deno.test("NodeClient takes 422 with results for an answer", async () => {
  const results = [{ status: "refused", hash: "00", code: "stale" }];
  const client = clientOf(() => Response.json({ results }, { status: 422 }));
  const answer = await client.publish([{ entry: new Uint8Array(), payload: new Uint8Array() }]);
  assert.deepEqual(answer, { ok: true, value: results });
});

Deno.test("NodeClient sends the operator's token with what it publishes, and with nothing else", async () => {
  const sent: (string | null)[] = [];
  let token: string | null = null;
  const client = new NodeClient({
    base: "",
    token: () => token,
    fetch: (_, init) => {
      sent.push(new Headers(init?.headers).get("authorization"));
      return Promise.resolve(Response.json({ results: [] }));
    },
  });
  for (token of [null, "", "secret"]) {
    await client.publish([]);
    await client.festivals(1);
  }
  assert.deepEqual(sent, [null, null, null, null, "Bearer secret", null]);
});

Deno.test("NodeClient tells what is no node, and what does not answer", async () => {
  const page = clientOf(() => new Response("<html>", { status: 200 }));
  const notNode = await page.festivals(1);
  assert(!notNode.ok && notNode.failure.code === "not-a-node" && !isPassing(notNode.failure));
  const gone = await clientOf(() => Promise.reject(new TypeError("refused"))).festivals(1);
  assert(!gone.ok && gone.failure.code === "unreachable" && isPassing(gone.failure));
  const slow = new NodeClient({
    base: "http://node.test",
    timeoutMs: 1,
    fetch: (_input, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      }),
  });
  const late = await slow.festivals(1);
  assert(!late.ok && late.failure.code === "timeout" && isPassing(late.failure));
});

Deno.test("NodeClient gathers all pages of a list", async () => {
  const client = clientOf((url) =>
    url.includes("cursor=c1")
      ? Response.json({ items: [3], next: null })
      : Response.json({ items: [1, 2], next: "c1" })
  );
  assert.deepEqual(await client.desk("ab", { status: "pending" }), { ok: true, value: [1, 2, 3] });
});

Deno.test("NodeClient looks for an event's requests in the festivals around it too", async () => {
  const client = clientOf((url) => {
    const { pathname } = new URL(url);
    if (pathname === "/api/v1/festivals/child") return Response.json({ parent: "parent" });
    if (pathname === "/api/v1/festivals/parent") return Response.json({ parent: "grand" });
    if (pathname.includes("grand")) {
      return Response.json({ error: { code: "unknown-festival", message: "" } }, { status: 404 });
    }
    return Response.json({ items: [pathname.split("/")[4]], next: null });
  });
  const answer = await client.requestsOfEvent({ id: "e", author: "a", festival: "child" });
  assert.deepEqual(answer, { ok: true, value: ["child", "parent"] });
});
