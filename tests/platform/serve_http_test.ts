import assert from "node:assert/strict";
import { get, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { ListenError, serveHttp } from "../../src/platform/deno/mod.ts";

const HOST = "127.0.0.1";

/** Without the decoding that `fetch` does by itself. */
async function raw(port: number, path: string): Promise<IncomingMessage> {
  const request = get({ host: HOST, port, path, headers: { "accept-encoding": "gzip" } });
  const [response] = await once(request, "response");
  return response;
}

Deno.test("serveHttp: compresses pages, leaves streams of events whole and sends them at once", async () => {
  const server = serveHttp({
    host: HOST,
    port: 0,
    handler(request) {
      if (!request.url.endsWith("/stream")) {
        const headers = { "content-type": "text/html; charset=utf-8", etag: 'W/"a"' };
        return new Response("<p>panda</p>".repeat(200), { headers });
      }
      // Never ends by itself: what is read was sent before the end.
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    },
  });
  const page = await raw(server.port, "/");
  assert.equal(page.headers["content-encoding"], "gzip");
  assert.equal(page.headers["etag"], 'W/"a"');
  assert.match(String(page.headers["vary"]), /accept-encoding/i);
  page.resume();
  await once(page, "end");

  const stream = await raw(server.port, "/stream");
  assert.equal(stream.headers["content-encoding"], undefined);
  const [chunk] = await once(stream, "data");
  assert.equal(String(chunk), "data: 1\n\n");
  const closed = once(stream, "close");
  stream.destroy();
  await closed;
  await server.stop();
});

Deno.test("serveHttp: an answer under way is finished before it stops", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const server = serveHttp({
    host: HOST,
    port: 0,
    handler() {
      asked.resolve();
      return answer.promise;
    },
  });
  const response = fetch(`http://${HOST}:${server.port}/`);
  await asked.promise;
  const stopped = server.stop();
  answer.resolve(new Response("done"));
  assert.equal(await (await response).text(), "done");
  await stopped;
  await assert.rejects(() => fetch(`http://${HOST}:${server.port}/`));
});

Deno.test("serveHttp: says why it cannot listen", async () => {
  const handler = () => new Response();
  const server = serveHttp({ host: HOST, port: 0, handler });
  const { port } = server;
  const failsWith = (host: string, message: RegExp) =>
    assert.throws(
      () => serveHttp({ host, port, handler }),
      (error) => error instanceof ListenError && message.test(error.message),
    );
  failsWith(HOST, /^127\.0\.0\.1:\d+ is in use: /);
  failsWith("192.0.2.1", /^192\.0\.2\.1 is no address of this machine/);
  await server.stop();
});
