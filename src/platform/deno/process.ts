/** The running program: its arguments, streams, signals and end. */

export const programArguments: readonly string[] = Deno.args;

export function environment(name: string): string | undefined {
  return Deno.env.get(name);
}

export function exit(code: number): never {
  Deno.exit(code);
}

/** Writes a line; done when the system has it. */
export function printLine(line: string): void {
  write(Deno.stdout, line);
}

export function printErrorLine(line: string): void {
  write(Deno.stderr, line);
}

function write(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    // Whoever read it has seen enough (`| head`).
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/**
 * Resolves at the first SIGINT or SIGTERM. From the call on, further ones do nothing: a terminal
 * and the task runner both pass one on, so that two are one wish to stop.
 */
export function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, resolve);
  return promise;
}

/** A stream of text from a file, or from standard input where there is no name or it is `-`. */
export async function openText(path: string | undefined): Promise<ReadableStream<string>> {
  const bytes = path === undefined || path === "-"
    ? Deno.stdin.readable
    : (await Deno.open(path, { read: true })).readable;
  return bytes.pipeThrough(new TextDecoderStream("utf-8", { fatal: true }));
}

/** Hears of failures that nobody waited for: they are reported, and the program goes on. */
export function onUnhandled(listener: (error: unknown) => void): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    listener(event.reason);
  });
}
