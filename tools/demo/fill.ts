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
import { type Named, type Person, type Step, storyOf } from "./story.ts";

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
  const founder = steps[0]!.by;
  const nonce = digest("nonce").subarray(0, 16);
  const festival = festivalIdOf(keyOfSeed(seedOf(founder)).publicKey, nonce);
  const done = join(folder, "published");
  return {
    festival,
    async fill(node) {
      if (isFile(done)) return;
      using filling = new Filling(folder, node, { festival, nonce, friday });
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

interface Weekend {
  readonly festival: Uint8Array;
  readonly nonce: Uint8Array;
  readonly friday: string;
}

interface Writer {
  readonly signer: Signer;
  readonly journal: FileJournal;
  /** How many messages of the story stand in their log of the festival. */
  written: number;
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
    this.#ids.set("festival", weekend.festival);
  }

  async take(step: Step, index: number): Promise<void> {
    const writer = this.#writer(step.by);
    const festival = step.schema === "user" ? null : this.weekend.festival;
    const seqNum = festival === null ? 1 : ++writer.written;
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

  #draft({ action, schema, of, fields }: Step, index: number): MessageDraft {
    const { festival, nonce, friday } = this.weekend;
    const founding = schema === "festival";
    const values = Object.entries(fields ?? {}).map(([name, value]) => [name, this.#value(value)]);
    return {
      action,
      schema,
      version: 1,
      festival: schema === "user" ? undefined : festival,
      id: founding ? festival : of === undefined ? undefined : this.#named(of),
      // Written in the days before the week in which it is shown.
      at: Date.parse(friday) - 15 * DAY_MS + index * STEP_MS,
      fields: fields === undefined
        ? undefined
        : { ...Object.fromEntries(values), ...(founding ? { nonce } : {}) },
    };
  }

  #value(value: CborValue | Named): CborValue {
    const isNamed = typeof value === "object" && value !== null && "named" in value;
    return isNamed ? this.#named((value as Named).named) : value as CborValue;
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
      this.#writers.set(person, writer = { signer, journal, written: 0 });
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
