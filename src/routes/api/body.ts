/** Reads a request's JSON without ever holding more than it may be. */
import type { Context } from "hono";
import type { z } from "@hono/zod-openapi";
import { Failure, misfit } from "../errors.ts";

/** A body that nests or lists more than this is none of ours: 8 MiB of `[[],[],…` costs 200 MB. */
const MAX_BRACKETS = 10_000;

/**
 * Gives the body as `schema` describes it. Fails with 415 for what does not say that it is JSON, 413
 * beyond `maxBytes` as soon as that is known, 400 for what is not JSON or does not fit.
 */
export async function readJson<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  maxBytes: number,
): Promise<z.output<Schema>> {
  if (!/^application\/json *(;|$)/i.test(c.req.header("content-type") ?? "")) {
    const message = "Send JSON, with the header Content-Type: application/json.";
    throw new Failure(415, "not-json", message);
  }
  const parsed = schema.safeParse(parse(await readBytes(c, maxBytes)));
  if (!parsed.success) throw misfit(parsed.error, "bad-field");
  return parsed.data;
}

async function readBytes(c: Context, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => {
    const message = `A body has at most ${maxBytes} bytes: send it in several parts.`;
    return new Failure(413, "body-too-large", message, { limit: maxBytes });
  };
  const announced = Number(c.req.header("content-length") ?? 0);
  if (announced > maxBytes) throw tooLarge();

  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the rest of the body.
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
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
  let brackets = 0;
  for (const byte of bytes) {
    if ((byte === 0x5b || byte === 0x7b) && ++brackets > MAX_BRACKETS) {
      throw malformed(`The body has more than ${MAX_BRACKETS} lists and objects.`);
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
