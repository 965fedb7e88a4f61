/** Who takes part in the tests of what a browser signs: a user in this process, and one at a page. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { keyOfSeed, NodeClient, type Signed, Signer } from "../../src/client/mod.ts";
import {
  encodeMessage,
  festivalIdOf,
  fromHex,
  type MessageDraft,
} from "../../src/core/messages/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { MemoryJournal } from "../client/memory_journal.ts";
import type { NodeProcess, Person } from "./harness.ts";

export const START = Date.parse("2030-07-01T18:00Z");
export const HOUR = 3_600_000;

/** Another user, who signs from this process. */
export class Bot {
  readonly client: NodeClient;
  readonly signer: Signer;
  readonly author: Uint8Array;

  constructor(node: NodeProcess, seed = crypto.getRandomValues(new Uint8Array(32))) {
    this.client = new NodeClient({ base: node.address });
    const key = keyOfSeed(seed);
    this.author = key.publicKey;
    const journal = new MemoryJournal();
    this.signer = new Signer({ key, journal, client: this.client, primitives: native });
  }

  async publish(draft: MessageDraft): Promise<Signed & { readonly status: "sent" }> {
    const payload = encodeMessage(draft);
    const [signed] = await this.signer.publish([{ festival: draft.festival ?? null, payload }]);
    assert(signed?.status === "sent" && signed.ignored === null, JSON.stringify(signed));
    return signed;
  }

  async festival(title: string, visibility = "public"): Promise<Uint8Array> {
    const nonce = crypto.getRandomValues(new Uint8Array(16));
    const id = festivalIdOf(this.author, nonce);
    const fields = { nonce, title, visibility };
    await this.publish({
      action: "create",
      schema: "festival",
      version: 1,
      festival: id,
      id,
      fields,
    });
    return id;
  }

  create(schema: string, festival: Uint8Array, fields: MessageDraft["fields"]) {
    return this.publish({ action: "create", schema, version: 1, festival, fields });
  }

  /** An event of one's own that asks for a resource. */
  async ask(festival: Uint8Array, resource: string, over: { readonly start?: number } = {}) {
    const span = { start: over.start ?? START, end: (over.start ?? START) + HOUR };
    const event = await this.create("event", festival, { title: "Concert", ...span });
    return await this.create("request", festival, {
      event: fromHex(event.id!)!,
      resource: fromHex(resource)!,
      eventTitle: "Concert",
      ...span,
    });
  }
}

export async function makeKey({ page }: Person, node: NodeProcess, name = ""): Promise<string> {
  await page.goto(`${node.address}/key`);
  if (name !== "") await page.locator('[data-key-form="create"] [name="name"]').fill(name);
  await page.locator('[data-key-form="create"] [data-key-action="create"]').click();
  await page.locator('[data-key-state="present"]').first().waitFor();
  return await publicKey(page);
}

export async function publicKey(page: Page): Promise<string> {
  const key = await page.locator('code[data-me="key"]').innerText();
  assert.match(key, /^[0-9a-f]{64}$/);
  return key;
}

export async function notice(page: Page, words: RegExp): Promise<void> {
  await page.locator("#notice p").filter({ hasText: words }).first().waitFor();
}
