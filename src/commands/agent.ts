import { type AgentNews, startAgent, streamWakeups } from "../agents/mod.ts";
import type { DeskAnswer } from "../client/desk/mod.ts";
import { keyOfSeed, NodeClient, PlaceTakenError, Signer } from "../client/mod.ts";
import { fromHex, ID_BYTES, toHex } from "../core/messages/mod.ts";
import {
  native,
  openFileJournal,
  parseFlags,
  printErrorLine,
  readKeyFile,
  stopSignal,
  systemClock as clock,
  UsageError,
} from "../platform/deno/mod.ts";
import type { Command } from "./command.ts";
import { nodeAddress, required, sentenceOf } from "./signing.ts";

/** A node that does not answer must not keep the program from ending: what is signed is kept. */
const LAST_CALL_MS = 3_000;

/** `agent --node URL --key FILE` */
export const agent: Command = {
  name: "agent",
  usage: "--node URL --key FILE",
  summary: "answers requests for this key's resources by their policies, until stopped",
  help: `
  --node URL     the node to read from and publish through, http://127.0.0.1:8000 say
  --key FILE     the key that answers (p2panda key create makes one)
  --festival ID  an unlisted festival to look into too; repeatable

Answers for the resources of this key, and for those that named it as their deputy, in all public
festivals that the node follows, in those where this key has signed something, and in those that are
named. What a policy leaves to a person is left alone. Each answer is told on standard error.

All that is signed is kept in FILE.journal first: keep the two together. SIGINT or SIGTERM stops it.`,
  async run(args) {
    const flags = parseFlags(args, { node: "text", key: "text", festival: "list" });
    if (flags.rest.length > 0) throw new UsageError("agent takes no file");
    const keyFile = required(flags, "key", "agent");
    const base = nodeAddress(required(flags, "node", "agent"));
    const named = flags.list("festival").map(festivalId);
    const seed = readKeyFile(keyFile);
    const stopped = stopSignal();
    const client = new NodeClient({ base });
    const journal = openFileJournal(keyFile, seed, (message) => new PlaceTakenError(message));
    const signer = new Signer({ key: keyOfSeed(seed), journal, client, primitives: native });

    /** Unlisted ones are found only where they are named; who answers there has signed there. */
    const festivals = async () => {
      const own = (await journal.places()).flatMap((id) => id === null ? [] : [toHex(id)]);
      const followed: string[] = [];
      for (const id of new Set([...named, ...own])) {
        const answer = await client.festival(id);
        if (answer.ok && (named.includes(id) || answer.value.visibility === "unlisted")) {
          followed.push(id);
        }
      }
      return followed;
    };

    let away: string | null = null;
    const running = startAgent({
      client,
      signer,
      festivals,
      timer: clock,
      primitives: native,
      wakeups: streamWakeups({
        base,
        festivals,
        timer: clock,
        onState(why) {
          if (why !== null && away === null) {
            say(`the node is away (${why}): waiting for it`);
          }
          if (why === null && away !== null) say("the node is there again");
          away = why;
        },
      }),
      tell,
      onError: (error) => say(error instanceof Error ? error.message : String(error)),
    });
    say(`answering for ${toHex(signer.publicKey)} through ${base}`);
    await stopped;
    const patience = Promise.withResolvers<void>();
    const cancel = clock.after(LAST_CALL_MS, patience.resolve);
    await Promise.race([running.stop().then(() => journal.close()), patience.promise]);
    cancel();
    return 0;
  },
};

function festivalId(value: string): string {
  const id = value.trim().toLowerCase();
  if (fromHex(id)?.length === ID_BYTES) return id;
  throw new UsageError(`--festival must be a festival's id of 64 digits: got ${value}`);
}

function say(line: string): void {
  printErrorLine(`p2panda: ${line}`);
}

function tell(news: AgentNews): void {
  switch (news.kind) {
    case "answered":
      return say(answerWords(news.answer));
    case "resent":
      return say("what was kept here has been sent");
    case "barred":
      return say(
        `nothing more is answered in ${
          news.festival === null ? "the profile" : `festival ${news.festival}`
        }: ${sentenceOf(news.error)}`,
      );
    case "failed":
      // That the node is away is told by its stream.
      if (news.failure.code !== "unreachable") {
        say(`the desk could not be read: ${news.failure.message}`);
      }
  }
}

function answerWords({ request, verdict, signed }: DeskAnswer): string {
  const event = words(request.eventTitle) ?? request.event.slice(0, 16);
  const resource = words(request.resourceTitle) ?? request.resource.slice(0, 16);
  const kept = signed.status === "kept" ? " (kept here until the node is back)" : "";
  return `${verdict} ${resource} for ${event} (request ${request.id})${kept}`;
}

/** A title of somebody else's, as one line of a terminal: no message holds control characters. */
function words(title: string | null): string | null {
  return title === null || title.trim() === "" ? null : JSON.stringify(title);
}
