import { type Channel, ConnectError, type Connector } from "../../../src/node/ports.ts";

export interface SignalServer {
  readonly address: string;
  close(): Promise<void>;
}

/** What a node's route does about offers, without the node; and the files of a page, if any. */
export function serveSignals(
  connector: Connector,
  onChannel: (channel: Channel) => void,
  page?: (path: string) => Response | null,
  hostname = "127.0.0.1",
): SignalServer {
  const server = Deno.serve(
    { hostname, port: 0, onListen: () => {} },
    async (request, { remoteAddr }) => {
      const { pathname } = new URL(request.url);
      if (pathname !== "/api/v1/signal") {
        return page?.(pathname) ??
          new Response(null, { status: 404 });
      }
      const { sdp } = await request.json() as { sdp: string };
      try {
        const { answer, channel } = await connector.answer(sdp, { from: remoteAddr.hostname });
        channel.then(onChannel, () => {});
        return Response.json({ sdp: answer });
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        return new Response(null, { status: error.code === "busy" ? 503 : 400 });
      }
    },
  );
  return {
    address: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${server.addr.port}`,
    close: () => server.shutdown(),
  };
}
