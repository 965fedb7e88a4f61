/** What only shows over a real connection: bodies that are refused half-way, readers that go away. */
import assert from "node:assert/strict";
import { type AppContext, createApp } from "../../../src/routes/mod.ts";
import { collectGarbage } from "../../garbage.ts";
import { AUTHOR, fakeContext, fakeNode, HASH } from "../fake_node.ts";

async function served(context: AppContext, run: (origin: string) => Promise<void>): Promise<void> {
  const app = createApp(context);
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => app.fetch(request),
  );
  try {
    await run(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

const MEGABYTE = 1024 * 1024;

Deno.test("a body of 100 MB is refused at once, announced or not, and is never held", async () => {
  await served(fakeContext(), async (origin) => {
    collectGarbage();
    const before = Deno.memoryUsage();
    for (const announced of [true, false]) {
      let sent = 0;
      const chunk = new Uint8Array(MEGABYTE / 4);
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += chunk.length;
          if (sent > 100 * MEGABYTE) controller.close();
          else controller.enqueue(chunk);
        },
      });
      const response = await fetch(`${origin}/api/v1/entries`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: announced ? new Uint8Array(100 * MEGABYTE) : body,
      });
      assert.equal(response.status, 413);
      assert.equal((await response.json()).error.code, "body-too-large");
      assert(sent < 50 * MEGABYTE, `${sent} bytes were read`);
    }
    collectGarbage();
    const grown = Deno.memoryUsage().external - before.external;
    // The sender, in this process too, may still hold the announced body: nothing beyond that.
    assert(grown < 140 * MEGABYTE, `${grown} bytes more are held`);
    assert.equal((await fetch(`${origin}/healthz`).then((one) => one.json())).status, "ok");
  });
});

Deno.test("a stream over HTTP delivers at once, and ends when its reader goes away", async () => {
  const gone = Promise.withResolvers<void>();
  const inner = fakeNode();
  const node = fakeNode();
  node.listen = (listener) => {
    const unlisten = inner.listen(listener);
    return () => {
      unlisten();
      gone.resolve();
    };
  };
  // The clock of the fake context stands still: no ping wakes the connection.
  await served(fakeContext({ node }), async (origin) => {
    const leaving = new AbortController();
    const response = await fetch(`${origin}/api/v1/stream`, { signal: leaving.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    inner.post({
      kind: "entry",
      author: AUTHOR,
      logId: 0,
      seqNum: 1,
      hash: HASH,
      festival: null,
      listed: true,
    });
    let text = "";
    while (!text.includes("event: changed")) text += (await reader.read()).value;
    leaving.abort();
    await reader.read().catch(() => {});
    await gone.promise;
    assert.equal(inner.listeners, 0);
  });
});

Deno.test("a stopping node ends its streams, so that the server can close", async () => {
  const stopping = new AbortController();
  await served(fakeContext({ stopping: stopping.signal }), async (origin) => {
    const response = await fetch(`${origin}/api/v1/stream`);
    stopping.abort();
    // Ends, or this would wait for ever.
    await response.text();
  });
});

Deno.test("a request whose Host is foreign is refused over HTTP too", async () => {
  await served(fakeContext(), async (origin) => {
    const { port } = new URL(origin);
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    await connection.write(
      new TextEncoder().encode(
        "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
      ),
    );
    const answer = await new Response(connection.readable).text();
    assert(answer.startsWith("HTTP/1.1 403"), answer.slice(0, 40));
  });
});
