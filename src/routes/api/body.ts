/** Reads a request's JSON without ever holding more than it may be. */
import type { Context } from "hono";
import type { z } from "@hono/zod-openapi";
import type { AppContext } from "../context.ts";
import { Failure, misfit } from "../errors.ts";

/**
 * A body of more values than this is none of ours: 8 MiB of `[[],[],…` or `[1,1,…` costs 2 GB and
 * seconds. Counted by what begins or parts them, in texts too: hex and SDP have hardly any.
 */
const MAX_MARKS = 10_000;
const MARKS: ReadonlySet<number> = new Set([..."[{,"].map((mark) => mark.charCodeAt(0)));

/** What may wait of all bodies that have not come whole: whoever sends slowly holds memory here. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Bodies under way, the oldest first. */
interface Waiting {
  readonly bodies: Set<{ size: number; giveUp(): void }>;
  size: number;
}
const waitingBy = new WeakMap<AppContext, Waiting>();

/**
 * Gives the body as `schema` describes it. Fails with 415 for what does not say that it is JSON, 413
 * beyond `maxBytes` as soon as that is known, 400 for what is not JSON or does not fit, and 503 where
 * too much is under way and this has been for longest.
 */
export async function readJson<Schema extends z.ZodType>(
  context: AppContext,
  c: Context,
  schema: Schema,
  maxBytes: number,
): Promise<z.output<Schema>> {
  if (!/^application\/json *(;|$)/i.test(c.req.header("content-type") ?? "")) {
    const message = "Send JSON, with the header Content-Type: application/json.";
    throw new Failure(415, "not-json", message);
  }
  const parsed = schema.safeParse(parse(await readBytes(context, c, maxBytes)));
  if (!parsed.success) throw misfit(parsed.error, "bad-field");
  return parsed.data;
}

async function readBytes(context: AppContext, c: Context, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => {
    const message = `A body has at most ${maxBytes} bytes: send it in several parts.`;
    return new Failure(413, "body-too-large", message, { limit: maxBytes });
  };
  const announced = Number(c.req.header("content-length") ?? 0);
  if (announced > maxBytes) throw tooLarge();
  const reader = c.req.raw.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);

  let waiting = waitingBy.get(context);
  if (waiting === undefined) waitingBy.set(context, waiting = { bodies: new Set(), size: 0 });
  let isGivenUp = false;
  const body = {
    size: 0,
    giveUp() {
      isGivenUp = true;
      // Ends the reading that is under way.
      reader.cancel().catch(() => {});
    },
  };
  waiting.bodies.add(body);
  try {
    const chunks: Uint8Array[] = [];
    // What was given up may have a chunk under way.
    for (let chunk; !(chunk = await reader.read()).done && !isGivenUp;) {
      body.size += chunk.value.length;
      waiting.size += chunk.value.length;
      if (body.size > maxBytes) throw tooLarge();
      chunks.push(chunk.value);
      makeRoom(waiting);
    }
    if (isGivenUp) {
      const message = "This node is taking in as much as it can: try again soon.";
      throw new Failure(503, "busy", message, {}, { "Retry-After": "1" });
    }
    return joined(chunks, body.size);
  } catch (error) {
    if (error instanceof Failure) throw error;
    // Nobody reads the answer: it keeps what is no failure of ours out of the report.
    throw new Failure(400, "body-cut-off", "The body ended before it was whole.");
  } finally {
    leave(waiting, body);
    // What was not read is not wanted.
    reader.cancel().catch(() => {});
  }
}

/** Gives up the oldest while too much waits: what comes at an honest pace is never among them. */
function makeRoom(waiting: Waiting): void {
  for (const oldest of waiting.bodies) {
    if (waiting.size <= MAX_WAITING_BYTES) return;
    leave(waiting, oldest);
    oldest.giveUp();
  }
}

function leave(waiting: Waiting, body: { readonly size: number; giveUp(): void }): void {
  if (waiting.bodies.delete(body)) waiting.size -= body.size;
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function parse(bytes: Uint8Array): unknown {
  const malformed = (message: string) => new Failure(400, "malformed-json", message);
  let marks = 0;
  for (const byte of bytes) {
    if (MARKS.has(byte) && ++marks > MAX_MARKS) {
      throw malformed(`The body has more than ${MAX_MARKS} values.`);
    }
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw malformed("The body is not well-formed JSON in UTF-8.");
    }
    throw error;
  }
}
