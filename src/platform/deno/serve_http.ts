/** A web server that stops when it is told to. */
export interface HttpServer {
  /** The one that was taken, where 0 was asked for. */
  readonly port: number;
  /** Takes nothing new, lets answers under way finish for a while, and closes. */
  stop(): Promise<void>;
}

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  /** With the address of the other end; null where it has none. */
  readonly handler: (
    request: Request,
    remoteAddress: string | null,
  ) => Response | Promise<Response>;
  /** Told when it stopped to take connections by itself; it goes on as soon as it can. */
  readonly onBroken?: (error: unknown) => void;
}

/** How long answers under way may take after a stop; a client that reads slowly must not hold it up. */
const STOP_WITHIN_MS = 3_000;

/** An address that cannot be listened on, in words for the person who chose it. */
export class ListenError extends Error {
  override name = "ListenError";
}

/** Between two tries to listen again. */
const LISTEN_AGAIN_MS = 250;

/**
 * Starts to serve. When as many connections are open as this process may have files, Deno's server
 * ends for good: so another one takes its place. What the first one has under way goes on.
 *
 * @throws {ListenError}
 */
export function serveHttp({ host, port, handler, onBroken }: HttpOptions): HttpServer {
  const listen = (at: number): Deno.HttpServer<Deno.NetAddr> =>
    Deno.serve({
      hostname: host,
      port: at,
      // Leaves streams of events alone, and weakens strong validators where it compresses.
      automaticCompression: true,
      onListen() {},
    }, (request, { remoteAddr }) => handler(request, remoteAddr.hostname));

  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = listen(port);
  } catch (error) {
    throw new ListenError(whyNotListening(error, host, port), { cause: error });
  }
  const taken = server.addr.port;
  let stopping = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const listenAgain = () => {
    try {
      server = listen(taken);
      watch();
    } catch {
      // Listening needs a file too.
      timer = setTimeout(listenAgain, LISTEN_AGAIN_MS);
    }
  };
  const watch = () => {
    server.finished.catch((error) => {
      if (stopping) return;
      onBroken?.(error);
      timer = setTimeout(listenAgain, LISTEN_AGAIN_MS);
    });
  };
  watch();

  return {
    port: taken,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const giveUp = setTimeout(resolve, STOP_WITHIN_MS);
      await Promise.race([server.shutdown(), late]);
      clearTimeout(giveUp);
    },
  };
}

function whyNotListening(error: unknown, host: string, port: number): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return `${host}:${port} is in use: stop the program that has it, or choose another with --port`;
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return `${host} is no address of this machine: choose another with --host`;
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return `port ${port} needs more rights than this program has: choose another with --port`;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return `could not listen on ${host}:${port}: ${reason}`;
}
