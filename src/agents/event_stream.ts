/** Server-sent events, read from the body of an answer. */

export interface StreamEvent {
  /** `message` where the stream does not say. */
  readonly name: string;
  readonly data: string;
}

/** What one event may take; a stream that sends more is none of ours. */
const MAX_EVENT_CHARACTERS = 64 * 1024;

/**
 * Gives the events of a stream as they come, and null for each piece that holds none (a ping says
 * that the other end is there). Ends with the body; throws what reading it throws, and RangeError for
 * an event that does not end.
 */
export async function* eventsOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<StreamEvent | null> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    rest += text;
    const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
    rest = blocks.pop()!;
    if (rest.length > MAX_EVENT_CHARACTERS) throw new RangeError("an event does not end");
    yield null;
    for (const block of blocks) {
      const event = eventIn(block);
      if (event !== null) yield event;
    }
  }
}

/** Null for a block without data: comments, `retry`. */
function eventIn(block: string): StreamEvent | null {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
  }
  return data.length === 0 ? null : { name, data: data.join("\n") };
}
