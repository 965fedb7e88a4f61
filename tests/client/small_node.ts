/** As much of a node's API as a signer uses, in memory: a `fetch` that answers by itself. */
import { checkEntry, checkLinks, lipmaa } from "../../src/core/bamboo/mod.ts";
import { portable } from "../../src/core/crypto/mod.ts";
import { fromHex, logIdOf, toHex } from "../../src/core/messages/mod.ts";

interface Held {
  readonly hash: string;
  readonly entry: string;
  readonly payload: string | null;
}

export class SmallNode {
  readonly logs = new Map<string, Held[]>();
  /** Every entry that was ever sent, refused ones too. */
  readonly sent: string[] = [];
  calls = 0;
  down = false;

  readonly fetch: typeof fetch = async (input, init) => {
    await Promise.resolve();
    this.calls++;
    if (this.down) throw new TypeError("down");
    const url = new URL(String(input));
    if (url.pathname === "/api/v1/next") return this.#next(url.searchParams);
    if (url.pathname === "/api/v1/entries") return this.#publish(String(init?.body));
    return this.#log(url);
  };

  log(author: Uint8Array, logId: number): Held[] {
    return this.#of(toHex(author), logId);
  }

  #of(author: string, logId: number): Held[] {
    const name = `${author}/${logId}`;
    const log = this.logs.get(name) ?? [];
    this.logs.set(name, log);
    return log;
  }

  #next(query: URLSearchParams): Response {
    const author = query.get("author")!;
    const festival = query.get("festival");
    const logId = festival === null ? 0 : logIdOf(fromHex(festival)!);
    const log = this.#of(author, logId);
    const seqNum = log.length + 1;
    const backlink = log.at(-1)?.hash ?? null;
    const wanted = log.flatMap(({ payload }, i) => payload === null ? [i + 1] : []);
    return Response.json({ author, logId, seqNum, backlink, lipmaalink: null, wanted });
  }

  #log(url: URL): Response {
    const [author, logId] = url.pathname.split("/").slice(-2) as [string, string];
    const from = Number(url.searchParams.get("from"));
    const limit = Number(url.searchParams.get("limit"));
    const items = this.#of(author, Number(logId)).slice(from - 1, from - 1 + limit);
    return Response.json({
      items: items.map((held, i) => ({ seqNum: from + i, ...held })),
      next: null,
    });
  }

  #publish(body: string): Response {
    const { entries } = JSON.parse(body) as { entries: { entry: string; payload: string }[] };
    const results = entries.map((item) => this.#append(item));
    const status = results.some(({ status }) => status === "refused") ? 422 : 200;
    return Response.json({ results }, { status });
  }

  #append({ entry, payload }: { entry: string; payload: string }) {
    this.sent.push(entry);
    const item = { entry: fromHex(entry)!, payload: fromHex(payload)! };
    const outcome = checkEntry(item, portable);
    if (!outcome.ok) return { status: "refused", hash: "", code: outcome.refusal.code };
    const { checked } = outcome;
    const hash = toHex(checked.hash);
    const log = this.#of(toHex(checked.entry.author), Number(checked.entry.logId));
    const { seqNum } = checked.entry;
    const there = log[seqNum - 1];
    if (there?.entry === entry) {
      log[seqNum - 1] = { ...there, payload };
      return { status: "duplicate", hash };
    }
    if (there !== undefined) return { status: "refused", hash, code: "stale" };
    if (seqNum !== log.length + 1) return { status: "refused", hash, code: "gap" };
    const links = checkLinks(checked.entry, {
      backlink: seqNum === 1 ? null : fromHex(log[seqNum - 2]!.hash),
      lipmaalink: seqNum === 1 ? null : fromHex(log[lipmaa(seqNum) - 1]!.hash),
      previousEnded: false,
    });
    if (links !== null) return { status: "refused", hash, code: links.code };
    log.push({ hash, entry, payload });
    return { status: "accepted", hash };
  }
}
