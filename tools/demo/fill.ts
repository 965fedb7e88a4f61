/** Writes the example festival to a node: each message signed by the key of who says it. */
import { join } from "node:path";
import {
  keyOfSeed,
  NodeClient,
  PlaceTakenError,
  type Signed,
  Signer,
} from "../../src/client/mod.ts";
import { documentIdOf } from "../../src/core/bamboo/mod.ts";
import {
  type CborValue,
  encodeMessage,
  festivalIdOf,
  fromHex,
  logIdOf,
  type MessageDraft,
} from "../../src/core/messages/mod.ts";
import {
  createKeyFile,
  type FileJournal,
  isFile,
  native,
  openFileJournal,
  readKeyFile,
} from "../../src/platform/deno/mod.ts";
import { type Person, type Step, storyOf, type StoryValue } from "./story.ts";

const DAY_MS = 86_400_000;
const STEP_MS = 20 * 60_000;

/**
 * The example festival in a data folder. Keys and times come from the weekend and the story alone, so
 * all who start it in the same week make the same entries: nobody's node ever sees a fork of it. That
 * makes the keys public; they stand for nobody.
 */
export interface Example {
  /** The festival's id. */
  readonly festival: Uint8Array;
  /** All that a node has to follow for it: the festival, and those inside of it. */
  readonly follows: readonly Uint8Array[];
  /** Publishes what was not published before, an interrupted run's rest say. */
  fill(node: string): Promise<void>;
}

/** The Friday of the week after a day, `2026-07-03`. */
export function fridayAfter(now: Date): string {
  const monday = now.getDate() - (now.getDay() + 6) % 7;
  const friday = Date.UTC(now.getFullYear(), now.getMonth(), monday + 11);
  return new Date(friday).toISOString().slice(0, 10);
}

/** Reads which weekend the example in a data folder is about, or begins one for next week. */
export function exampleIn(data: string, now: Date): Example {
  const folder = join(data, "example");
  const weekend = join(folder, "weekend");
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isFile(weekend)) Deno.writeTextFileSync(weekend, `${fridayAfter(now)}\n`);
  const friday = Deno.readTextFileSync(weekend).trim();
  const steps = storyOf(friday);
  const seedOf = (person: string) => {
    const file = keyFileOf(folder, person);
    if (!isFile(file)) createKeyFile(file, digest(`${person} ${JSON.stringify(steps)}`));
    return readKeyFile(file);
  };
  for (const { by } of steps) seedOf(by);
  const festivals = new Map<string, Founded>();
  for (const { schema, name, by } of steps) {
    if (schema !== "festival" || name === undefined) continue;
    const nonce = digest(name === "festival" ? "nonce" : `nonce ${name}`).subarray(0, 16);
    festivals.set(name, { nonce, id: festivalIdOf(keyOfSeed(seedOf(by)).publicKey, nonce) });
  }
  const done = join(folder, "published");
  return {
    festival: festivals.get("festival")!.id,
    follows: [...festivals.values()].map(({ id }) => id),
    async fill(node) {
      if (isFile(done)) return;
      using filling = new Filling(folder, node, { festivals, friday });
      for (const [i, step] of steps.entries()) await filling.take(step, i);
      Deno.writeTextFileSync(done, "");
    },
  };
}

function keyFileOf(folder: string, person: string): string {
  return join(folder, `${person}.key`);
}

function digest(text: string): Uint8Array {
  return native.blake2b512(new TextEncoder().encode(`p2panda example ${text}`)).subarray(0, 32);
}

interface Founded {
  readonly id: Uint8Array;
  readonly nonce: Uint8Array;
}

interface Weekend {
  /** By their names in the story. */
  readonly festivals: ReadonlyMap<string, Founded>;
  readonly friday: string;
}

interface Writer {
  readonly signer: Signer;
  readonly journal: FileJournal;
  /** How many messages of the story stand in their log of each festival. */
  readonly written: Map<string, number>;
}

class Filling {
  readonly #writers = new Map<Person, Writer>();
  readonly #ids = new Map<string, Uint8Array>();
  readonly #client: NodeClient;

  constructor(
    private readonly folder: string,
    node: string,
    private readonly weekend: Weekend,
  ) {
    this.#client = new NodeClient({ base: node });
    for (const [name, { id, nonce }] of weekend.festivals) {
      this.#ids.set(name, id);
      this.#ids.set(`nonce ${name}`, nonce);
    }
  }

  async take(step: Step, index: number): Promise<void> {
    const writer = this.#writer(step.by);
    const place = step.schema === "user" ? null : step.at ?? "festival";
    const festival = place === null ? null : this.weekend.festivals.get(place)!.id;
    const seqNum = place === null ? 1 : (writer.written.get(place) ?? 0) + 1;
    if (place !== null) writer.written.set(place, seqNum);
    const held = await writer.journal.at(festival === null ? 0 : logIdOf(festival), seqNum);
    if (held === null) {
      const payload = encodeMessage(this.#draft(step, index));
      const [signed] = await writer.signer.publish([{ festival, payload }]);
      this.#keepId(step, idOf(signed!, step));
    } else {
      const error = await writer.signer.resend(festival);
      if (error !== null) throw new Error(`the example is not whole: ${error.code}`);
      this.#keepId(step, documentIdOf(held.hash));
    }
  }

  [Symbol.dispose](): void {
    for (const { journal } of this.#writers.values()) journal.close();
  }

  #keepId({ name, schema }: Step, id: Uint8Array): void {
    if (name !== undefined && schema !== "festival") this.#ids.set(name, id);
  }

  #draft({ action, schema, at, of, proposal, fields }: Step, index: number): MessageDraft {
    const { festivals, friday } = this.weekend;
    const { id: festival, nonce } = festivals.get(at ?? "festival")!;
    const founding = schema === "festival" && action === "create";
    const values = Object.entries(fields ?? {}).map(([name, value]) => [name, this.#value(value)]);
    return {
      action,
      schema,
      version: 1,
      festival: schema === "user" ? undefined : festival,
      id: founding ? festival : of === undefined ? undefined : this.#named(of),
      proposal: proposal === undefined ? undefined : this.#named(proposal),
      // Written in the days before the week in which it is shown.
      at: Date.parse(friday) - 15 * DAY_MS + index * STEP_MS,
      fields: fields === undefined
        ? undefined
        : { ...Object.fromEntries(values), ...(founding ? { nonce } : {}) },
    };
  }

  #value(value: StoryValue): CborValue {
    if (Array.isArray(value)) return value.map((one) => this.#value(one));
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
      return value as CborValue;
    }
    if ("named" in value) return this.#named(value.named as string);
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, this.#value(one as StoryValue)]),
    );
  }

  #named(name: string): Uint8Array {
    const id = this.#ids.get(name);
    return id ?? this.#writer(name as Person).signer.publicKey;
  }

  #writer(person: Person): Writer {
    let writer = this.#writers.get(person);
    if (writer === undefined) {
      const file = keyFileOf(this.folder, person);
      const seed = readKeyFile(file);
      const journal = openFileJournal(file, seed, (message) => new PlaceTakenError(message));
      const key = keyOfSeed(seed);
      const client = this.#client;
      const signer = new Signer({ key, journal, client, primitives: native });
      this.#writers.set(person, writer = { signer, journal, written: new Map() });
    }
    return writer;
  }
}

/** The example is ours: whatever goes wrong with it is a mistake in it, or in the node. */
function idOf(signed: Signed, { by, schema, name }: Step): Uint8Array {
  if (signed.status === "sent" && signed.ignored === null) {
    return documentIdOf(fromHex(signed.hash)!);
  }
  const what = `${by}'s ${schema}${name === undefined ? "" : ` “${name}”`}`;
  throw new Error(`${what} was not taken: ${JSON.stringify(signed)}`);
}
