/** People who use a running node by its API, as programs do. */
import assert from "node:assert/strict";
import {
  keyOfSeed,
  NodeClient,
  type RequestAnswer,
  Signer,
  type Signing,
} from "../../src/client/mod.ts";

import {
  type CborValue,
  encodeMessage,
  festivalIdOf,
  fromHex,
  type MessageDraft,
  toHex,
} from "../../src/core/messages/mod.ts";
import { native } from "../../src/platform/deno/mod.ts";
import { MemoryJournal } from "../client/memory_journal.ts";

type Fields = { readonly [name: string]: CborValue };
type Draft = Partial<MessageDraft> & Pick<MessageDraft, "schema">;

export class Person {
  readonly seed: Uint8Array;
  readonly key: string;
  readonly client: NodeClient;
  readonly #signer: Signer;

  constructor(
    readonly url: string,
    seed = crypto.getRandomValues(new Uint8Array(32)),
    journal = new MemoryJournal(),
  ) {
    this.seed = seed;
    this.client = new NodeClient({ base: url });
    const key = keyOfSeed(seed);
    this.key = toHex(key.publicKey);
    this.#signer = new Signer({ key, journal, client: this.client, primitives: native });
  }

  /** Signs creates (or what a draft says otherwise) in a festival; null: the profile. Gives the ids. */
  async sign(festival: string | null, ...drafts: readonly Draft[]): Promise<string[]> {
    const place = festival === null ? null : fromHex(festival)!;
    const items: Signing[] = drafts.map((draft) => ({
      festival: place,
      payload: encodeMessage({
        action: "create",
        version: 1,
        ...(place !== null && { festival: place }),
        ...draft,
      }),
    }));
    const results = await this.#signer.publish(items);
    return results.map((result) => {
      assert.equal(result.status, "sent", JSON.stringify(result));
      assert(result.status === "sent");
      assert.equal(result.ignored, null, result.message);
      return result.id ?? "";
    });
  }

  /** Announces a festival; gives its id. */
  async festival(fields: Fields = {}): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(16));
    const id = festivalIdOf(fromHex(this.key)!, nonce);
    await this.sign(toHex(id), {
      schema: "festival",
      id,
      fields: { nonce, title: "Panda Days", description: "", timezone: "UTC", ...fields },
    });
    return toHex(id);
  }

  async one(festival: string, schema: string, fields: Fields): Promise<string> {
    return (await this.sign(festival, { schema, fields }))[0]!;
  }

  resource(festival: string, fields: Fields = {}): Promise<string> {
    return this.one(festival, "resource", { title: "Hall", description: "", ...fields });
  }

  event(festival: string, fields: Fields = {}): Promise<string> {
    return this.one(festival, "event", {
      title: "Concert",
      description: "",
      start: 1_000,
      end: 2_000,
      ...fields,
    });
  }

  request(
    festival: string,
    { resource, event, ...fields }: { resource: string; event: string } & Fields,
  ): Promise<string> {
    return this.one(festival, "request", {
      start: 1_000,
      end: 2_000,
      ...fields,
      resource: fromHex(resource)!,
      event: fromHex(event)!,
    });
  }

  async statusOf(request: string): Promise<string> {
    const answer = await this.client.request(request);
    return answer.ok ? (answer.value as RequestAnswer).status : answer.failure.code;
  }
}

/** What did not happen by then will not: the test says so instead of waiting for ever. */
const LATE_MS = 60_000;

/** Asks again each time something happens on a node, until the answer is what is waited for. */
export async function until<Value>(
  url: string,
  ask: () => Promise<Value>,
  isIt: (value: Value) => boolean,
  festival?: string,
): Promise<Value> {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(new Error("it never was so")), LATE_MS);
  const query = festival === undefined ? "" : `?festival=${festival}`;
  const stream = await fetch(`${url}/api/v1/stream${query}`, { signal: stop.signal });
  const reader = stream.body!.getReader();
  try {
    for (;;) {
      const value = await ask();
      if (isIt(value)) return value;
      const { done } = await reader.read();
      assert(!done, `the node ended before it was so: ${JSON.stringify(value)}`);
    }
  } finally {
    clearTimeout(late);
    stop.abort();
    await reader.cancel().catch(() => {});
  }
}
