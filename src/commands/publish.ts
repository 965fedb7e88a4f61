import {
  keyOfSeed,
  NodeClient,
  PlaceTakenError,
  type Signed,
  Signer,
  type SignerError,
} from "../client/mod.ts";
import { type IgnoredCode, ignoredSentence } from "../node/mod.ts";
import { toHex } from "../core/messages/mod.ts";
import {
  type FileJournal,
  native,
  openFileJournal,
  openText,
  parseFlags,
  printErrorLine,
  printLine,
  readKeyFile,
  systemClock as clock,
  systemEntropy,
  UsageError,
} from "../platform/deno/mod.ts";
import { type Command, CommandError } from "./command.ts";
import { inBatches } from "./line_batches.ts";
import { nodeAddress, required, sentenceOf } from "./signing.ts";
import { LineError, linesNamed, type ReadyMessage, readyMessage, withIds } from "./messages.ts";

const MOST_RETRIES = 5;
const LONGEST_WAIT_S = 60;

/** `publish --node URL --key FILE [MESSAGES]` */
export const publish: Command = {
  name: "publish",
  usage: "--node URL --key FILE [MESSAGES]",
  summary: "signs and publishes messages",
  help: `
  --node URL     the node to publish through, http://127.0.0.1:8000 say: the same one each time
  --key FILE     the key that signs (p2panda key create makes one)
  --adopt HASH   goes on from this entry, the last that this key signed elsewhere; repeatable
  MESSAGES       a file with one message a line, as JSON; standard input where it is left out or -

A message is {"action":"create","schema":"event","festival":"…","fields":{…}}: ids, keys and other
bytes of the schema as hex, bytes elsewhere as {"$bytes":hex}. Time (at), and a festival's nonce,
id and festival, are added where they are left out; {"$line":1} is the id of the document that the
first line creates. Prints {"id":…,"hash":…} for each.

All that is signed is kept in FILE.journal first, and sent again from there should the node lack it:
keep the two together. Without any message only that is done.`,
  async run(args) {
    const flags = parseFlags(args, { node: "text", key: "text", adopt: "list" });
    const [file, ...more] = flags.rest;
    if (more.length > 0) throw new UsageError("publish takes one file of messages");
    const keyFile = required(flags, "key", "publish");
    const seed = readKeyFile(keyFile);
    const client = new NodeClient({ base: nodeAddress(required(flags, "node", "publish")) });
    const journal = openFileJournal(keyFile, seed, (message) => new PlaceTakenError(message));
    try {
      const signer = new Signer({ key: keyOfSeed(seed), journal, client, primitives: native });
      const run = new Publishing(signer, journal, flags.list("adopt"));
      let lines = 0;
      for await (const batch of inBatches(await openMessages(file))) {
        lines += batch.length;
        await run.lines(batch);
      }
      if (lines === 0) await run.resendAll();
      return 0;
    } finally {
      journal.close();
    }
  },
};

async function openMessages(file: string | undefined): Promise<ReadableStream<string>> {
  try {
    return await openText(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${file} could not be read: ${reason}`);
  }
}

type LineMessage = ReadyMessage & { readonly line: number };

class Publishing {
  #line = 0;
  /** Documents by the line that made them. */
  readonly #created = new Map<number, string>();
  readonly #adopted = new Set<string | null>();

  constructor(
    private readonly signer: Signer,
    private readonly journal: FileJournal,
    private readonly adopt: readonly string[],
  ) {}

  /** Publishes what stands before the first bad line, then complains about that. */
  async lines(lines: readonly string[]): Promise<void> {
    let messages: LineMessage[] = [];
    let bad: CommandError | null = null;
    for (const line of lines) {
      this.#line++;
      if (line.trim() === "") continue;
      try {
        if (linesNamed(line).some((n) => messages.some((one) => one.line === n))) {
          await this.#publish(messages);
          messages = [];
        }
        const ready = readyMessage(withIds(line, this.#created), {
          author: this.signer.publicKey,
          now: () => clock.now(),
          randomBytes: (length) => systemEntropy.bytes(length),
        });
        messages.push({ ...ready, line: this.#line });
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        bad = new CommandError(`line ${this.#line}: ${error.message}`);
        break;
      }
    }
    if (messages.length > 0) await this.#publish(messages);
    if (bad !== null) throw bad;
  }

  /** Sends what the node lacks of all that was ever signed. */
  async resendAll(): Promise<void> {
    for (const festival of await this.journal.places()) {
      const error = await this.#patiently(() => this.signer.resend(festival));
      if (error !== null) throw new CommandError(sentenceOf(error));
    }
  }

  async #publish(messages: readonly LineMessage[]): Promise<void> {
    for (const { festival } of messages) await this.#adopt(festival);
    const results = await this.signer.publish(messages);
    let failed: unknown = null;
    for (const [i, result] of results.entries()) {
      try {
        await this.#tell(result, messages[i]!);
      } catch (error) {
        failed ??= error;
      }
    }
    if (failed !== null) throw failed;
  }

  /** Goes on from the last entry of a log that was signed elsewhere, where the person named it. */
  async #adopt(festival: Uint8Array | null): Promise<void> {
    const place = festival && toHex(festival);
    if (this.adopt.length === 0 || this.#adopted.has(place)) return;
    this.#adopted.add(place);
    const error = await this.signer.resend(festival);
    if (error?.code !== "unknown-head" || error.head === null) return;
    if (!this.adopt.includes(error.head.hash)) return;
    const failure = await this.signer.adopt(festival, error.head);
    if (failure !== null) throw new CommandError(sentenceOf(failure));
  }

  async #tell(result: Signed, { festival, fault, line }: LineMessage): Promise<void> {
    switch (result.status) {
      case "sent":
        break;
      case "kept": {
        const error = await this.#patiently(() => this.signer.resend(festival));
        if (error === null) break;
        throw new CommandError(
          `${sentenceOf(error)} What was signed is kept: publish again to send it`,
        );
      }
      case "refused":
        throw new CommandError(
          `the node refused ${result.hash}: ${result.failure.code}: ${result.failure.message}`,
        );
      case "unsigned":
        throw new CommandError(sentenceOf(result.error));
    }
    const { id, hash } = result;
    if (id !== null) this.#created.set(line, id);
    printLine(JSON.stringify({ id, hash }));
    if (result.status === "sent" && result.ignored !== null) {
      // A newer node may know reasons that this program does not.
      const sentence: string | undefined = fault ?? ignoredSentence(result.ignored as IgnoredCode);
      printErrorLine(
        `p2panda: ${hash} has no effect (${result.ignored})${sentence ? `: ${sentence}` : ""}`,
      );
    }
  }

  /** Waits as long as the node asks to, a few times. */
  async #patiently(task: () => Promise<SignerError | null>): Promise<SignerError | null> {
    for (let tries = 1;; tries++) {
      const error = await task();
      const wait = error?.code === "refused" ? error.failure.retryAfter : null;
      if (wait === null || wait > LONGEST_WAIT_S || tries === MOST_RETRIES) return error;
      await new Promise<void>((resolve) => void clock.after(wait * 1_000, resolve));
    }
  }
}
