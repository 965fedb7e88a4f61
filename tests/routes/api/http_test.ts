/** What only shows over a real connection: bodies that are refused half-way, readers that go away. */
import assert from "node:assert/strict";
import { MAX_WAITING_BYTES } from "../../../src/routes/api/body.ts";
import { type AppContext, createApp } from "../../../src/routes/mod.ts";
import { collectGarbage } from "../../garbage.ts";
import { AUTHOR, fakeContext, fakeNode, HASH, MemoryReport } from "../fake_node.ts";

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

Deno.test("a body of few bytes and many values costs nothing to speak of", async () => {
  await served(fakeContext(), async (origin) => {
    for (const many of ["1,", '"a":1,', "[],", "{},"]) {
      const [open, close] = many.startsWith('"') ? ["{", '"z":1}'] : ['{"entries":[', "1]}"];
      const response = await fetch(`${origin}/api/v1/entries`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: open + many.repeat(1_000_000) + close,
      });
      assert.equal(response.status, 400, many);
      assert.equal((await response.json()).error.code, "malformed-json");
    }
  });
});

Deno.test("bodies that never end hold no more than their share, and hinder no other", async () => {
  await served(fakeContext(), async (origin) => {
    const { hostname, port } = new URL(origin);
    const size = 7 * MEGABYTE;
    const head = "POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\n" +
      `Content-Type: application/json\r\nContent-Length: ${size + 1}\r\n\r\n`;
    const begun = new TextEncoder().encode(head + " ".repeat(size));
    const connections: Deno.Conn[] = [];
    for (let i = 0; i <= MAX_WAITING_BYTES / size; i++) {
      const connection = await Deno.connect({ hostname, port: Number(port) });
      connections.push(connection);
      for (let at = 0; at < begun.length;) at += await connection.write(begun.subarray(at));
    }
    // One body is given up for the others.
    const answer = new Uint8Array(12);
    await Promise.race(connections.map((connection) => connection.read(answer)));
    assert.equal(new TextDecoder().decode(answer), "HTTP/1.1 503");
    const response = await fetch(`${origin}/api/v1/entries`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: " ".repeat(size) + '{"entries":[]}',
    });
    assert.deepEqual(await response.json(), { results: [] });
    for (const connection of connections) connection.close();
  });
});

Deno.test("who goes away half-way through a body is no failure of the node", async () => {
  const report = new MemoryReport();
  await served(fakeContext({ report }), async (origin) => {
    const { hostname, port } = new URL(origin);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(
      new TextEncoder().encode(
        "POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\n" +
          "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
      ),
    );
    // Answered after the body has begun.
    await (await fetch(`${origin}/healthz`)).body?.cancel();
    connection.close();
  });
  assert.deepEqual(report.failures, []);
});
