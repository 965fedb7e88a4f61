/**
 * Answers to requests, before they are signed: each is verified first, and none is confirmed that
 * there is no room for beside what is confirmed already.
 */
import { isAsShown, type RequestAnswer, verifiedRequest } from "../../client/mod.ts";
import {
  type Chosen,
  type ChosenRequest,
  fittingTogether,
  MOST_CHOSEN,
} from "../../core/forms/mod.ts";
import { documentIdOf } from "../../core/bamboo/mod.ts";
import { decodeCbor, fromHex, logIdOf, toHex } from "../../core/messages/mod.ts";
import type { Me } from "../me.ts";
import { primitives } from "../ed25519.ts";
import { loadPart } from "../load_part.ts";
import { client } from "../node.ts";
import { say } from "../notice.ts";
import { t as said, wordsIn } from "../strings.ts";
import type { Line, Shelf } from "./room.ts";

const t = wordsIn({
  en: {
    "none": "Choose a request first.",
    "many": "At most {n} can be answered at once.",
    "changed":
      "What is shown here is not what was signed, so nothing was answered. Load the page again.",
    "unverified": "The request could not be verified, so nothing was answered: {why}",
  },
});

/** What a person made of what they chose. */
export interface Answered {
  /** To be answered as they first said. */
  readonly kept: readonly ChosenRequest[];
  /** To be denied instead, since there is no room for them. */
  readonly denied: readonly ChosenRequest[];
  readonly reason: string;
}

/** Gives what is to be signed; null where that is nothing, of which the person has been told. */
export async function toBeAnswered(
  chosen: readonly ChosenRequest[],
  verdict: string,
  { hashes = new Map(), mayDeny = true }: {
    readonly hashes?: ReadonlyMap<string, string>;
    /** Whether what has no room can be denied in the same gesture. */
    readonly mayDeny?: boolean;
  } = {},
): Promise<Answered | null> {
  if (chosen.length === 0) return refuse(t("none"));
  if (chosen.length > MOST_CHOSEN) return refuse(t("many", { n: MOST_CHOSEN }));
  const lines: Line[] = [];
  for (const { festival, request: id } of chosen) {
    const found = await client.request(id);
    if (!found.ok) return refuse(failureWords(found.failure));
    const shown = found.value;
    const hash = hashes.get(id) ?? shown.hash;
    const verified = await verifiedRequest(id, hash, festival, client, primitives);
    if (!verified.ok) return refuse(t("unverified", { why: verified.why }));
    if (!isAsShown(verified.request, shown)) return refuse(t("changed"));
    lines.push({ request: { ...verified.request, request: id }, shown });
  }
  if (verdict !== "confirmed") return { kept: chosen, denied: [], reason: "" };

  // Whoever came first is signed first.
  lines.sort((one, other) => one.shown.receivedAt - other.shown.receivedAt);
  let picked = new Set(chosen.map(({ request }) => request));
  let [denied, reason] = [new Set<string>(), ""];
  const those = (ids: ReadonlySet<string>): ChosenRequest[] =>
    lines.flatMap(({ request: { request }, shown: { festival } }) =>
      ids.has(request) ? [{ festival, request }] : []
    );
  while (true) {
    // Again after each choice: others may have been confirmed meanwhile.
    const shelves = await shelvesOf(lines);
    const isRoom = shelves.every(({ confirmed, quantity, links, lines }) => {
      const wanted = lines.map(({ request }) => request)
        .filter(({ request }) => picked.has(request));
      return fittingTogether(confirmed, wanted, quantity, links).length === wanted.length;
    });
    if (isRoom) return { kept: those(picked), denied: those(denied), reason };
    const answer = await (await loadPart("room")).askAboutRoom(shelves, mayDeny);
    if (answer === null) return null;
    ({ picked, denied, reason } = answer);
  }
}

/**
 * Whether answers of one's own can be taken back: without a denial an earlier confirmation counts again,
 * and there has to be room for that; where there is none, the person has been told.
 */
export async function mayTakeBack(
  { journal }: Me,
  festival: string,
  ids: ReadonlySet<string>,
): Promise<boolean> {
  const answers = new Map<string, { readonly request: string; readonly verdict: unknown }>();
  for await (const { hash, payload } of journal.from(logIdOf(fromHex(festival)!), 1)) {
    const message = payload === null ? null : decodeCbor(payload);
    const { action, schema, id, fields } = (message?.ok ? message.value : {}) as Said;
    if (action === "delete" && id instanceof Uint8Array) answers.delete(toHex(id));
    if (action !== "create" || schema !== "authorization") continue;
    const { request, verdict } = fields ?? {};
    if (!(request instanceof Uint8Array)) continue;
    answers.set(toHex(documentIdOf(hash)), { request: toHex(request), verdict });
  }
  const chosen: ChosenRequest[] = [];
  for (const id of ids) {
    const taken = answers.get(id);
    if (taken?.verdict !== "denied") continue;
    const { request } = taken;
    const left = [...answers].filter(([other, one]) => !ids.has(other) && one.request === request);
    if (left.at(-1)?.[1].verdict === "confirmed") chosen.push({ festival, request });
  }
  return chosen.length === 0 ||
    await toBeAnswered(chosen, "confirmed", { mayDeny: false }) !== null;
}

/** A payload of one's own, as far as it matters here. */
interface Said {
  readonly action?: unknown;
  readonly schema?: unknown;
  readonly id?: unknown;
  readonly fields?: { readonly request?: unknown; readonly verdict?: unknown };
}

/** What the requests ask for, each with what is confirmed of it. */
async function shelvesOf(lines: readonly Line[]): Promise<Shelf[]> {
  const shelves: Shelf[] = [];
  for (const id of new Set(lines.map(({ shown }) => shown.resource))) {
    const resource = await client.resource(id);
    if (!resource.ok) throw new Error(failureWords(resource.failure));
    const { festival, title, author: owner, quantity, kind } = resource.value;
    const confirmed: (RequestAnswer & Chosen)[] = [];
    for (const status of ["confirmed", "conflict"]) {
      const held = await client.requests(festival, { resource: id, status });
      if (!held.ok) throw new Error(failureWords(held.failure));
      confirmed.push(...held.value.map((one) => ({ ...one, request: one.id })));
    }
    const own = lines.filter(({ shown }) => shown.resource === id);
    const links = await linksOf(own);
    shelves.push({ id, title, owner, quantity, kind, festival, confirmed, links, lines: own });
  }
  return shelves;
}

/** What the requests move, and what that had moved: it goes when they are confirmed. */
async function linksOf(lines: readonly Line[]): Promise<Chosen[]> {
  const links = new Map<string, Chosen>();
  for (let { request: { replaces } } of lines) {
    while (replaces !== null && !links.has(replaces) && links.size < MOST_LINKS) {
      const found = await client.request(replaces);
      // Of one that was deleted nothing more is known, and the rest is weighed as if it stayed.
      if (!found.ok || !("resource" in found.value)) break;
      links.set(replaces, { ...found.value, request: replaces });
      ({ replaces } = found.value);
    }
  }
  return [...links.values()];
}

const MOST_LINKS = 200;

function refuse(words: string): null {
  say(words, "bad");
  return null;
}

function failureWords(failure: { readonly status: number | null; readonly message: string }) {
  return failure.status === null ? said("offline") : said("failed", { why: failure.message });
}
