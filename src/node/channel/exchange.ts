/** Signalling over HTTP: `POST /api/v1/signal` brings an offer to a node and its answer back. */
import { type Clock, ConnectError } from "../ports.ts";

const PATH = "/api/v1/signal";
const TIMEOUT_MS = 2_000;
const MAX_ANSWER_BYTES = 65_536;

export interface ExchangeParts {
  /** As `fetch` does it. */
  readonly request: (url: URL, init: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Brings an offer to the node at an address, and gives its answer; or rejects with ConnectError. */
export async function exchangeOffer(
  address: URL,
  offer: string,
  { request, clock, signal }: ExchangeParts,
): Promise<string> {
  signal.throwIfAborted();
  const patience = new AbortController();
  const cancel = clock.after(TIMEOUT_MS, () => patience.abort());
  try {
    const response = await request(new URL(PATH, address), {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "application/json" },
      body: JSON.stringify({ sdp: offer }),
      redirect: "manual",
      signal: AbortSignal.any([patience.signal, signal]),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new ConnectError(response.status === 503 ? "busy" : "refused");
    }
    return answerIn(await readText(response));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ConnectError ? error : new ConnectError("unreachable", error);
  } finally {
    cancel();
  }
}

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Not `for await`: not every browser has it for bodies.
  for (let chunk; !(chunk = await reader.read()).done;) {
    bytes += chunk.value.length;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      throw new ConnectError("refused");
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

function answerIn(text: string): string {
  let answer: unknown;
  try {
    answer = (JSON.parse(text) as { sdp?: unknown } | null)?.sdp;
  } catch (error) {
    throw new ConnectError("refused", error);
  }
  if (typeof answer !== "string") throw new ConnectError("refused");
  return answer;
}
