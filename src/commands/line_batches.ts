/** As many as a call takes. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 1 << 20;

/**
 * Lines of a stream in batches: those that are there already, so that a program that writes one and
 * waits is answered, and a long file needs few calls.
 */
export async function* inBatches(text: ReadableStream<string>): AsyncGenerator<string[]> {
  let rest = "";
  for await (const chunk of text) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop()!;
    yield* batchesOf(lines);
  }
  if (rest !== "") yield [rest];
}

function* batchesOf(lines: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const line of lines) {
    if (batch.length === MOST_LINES || characters > MOST_CHARACTERS) {
      yield batch;
      [batch, characters] = [[], 0];
    }
    batch.push(line);
    characters += line.length;
  }
  if (batch.length > 0) yield batch;
}
