/**
 * Takes back what was signed: each of its entries is voided by a delete, the last one first. A create
 * goes, a change is as it was, and a delete is taken back itself: then the document is there again, and
 * its payload, which nodes drop with a delete, is given to them once more.
 */
import { documentIdOf } from "../../core/bamboo/mod.ts";
import {
  type CborValue,
  decodeCbor,
  fromHex,
  logIdOf,
  type MessageDraft,
  schemaNamed,
  toHex,
} from "../../core/messages/mod.ts";
import { loadPart } from "../load_part.ts";
import { type Me, whoAmI } from "../me.ts";
import { client } from "../node.ts";
import { say, sayAt, type Undoable } from "../notice.ts";
import { publish, tell } from "../publish.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "undone":
      "Taken back. Others may have seen it already: nodes that are offline learn of it later.",
    "undone.taken":
      "Taken back, but for requests whose time others have by now: those stay withdrawn, and can be asked for again.",
    "accepted":
      "It is accepted and signed already, so that to withdraw the proposal changes nothing. Propose how it was before.",
    "other-key": "Another key signed that.",
    "nothing": "No deletion of it was found in your log.",
  },
});

/** The API takes this many at once. */
const MAX_ENTRIES = 100;

export async function undo({ key, entries, back }: Undoable): Promise<void> {
  const me = await whoAmI();
  if (me === null || me.key.publicKey !== key) return void say(t("other-key"), "bad");
  for (const { schema, id } of entries) {
    const proposal = schema === "proposal" ? await client.proposal(id) : null;
    // A collective's agent signs at once what its members propose.
    if (proposal?.ok && proposal.value.status === "accepted") {
      return void say(t("accepted"), "warning");
    }
  }
  const answers = entries.filter(({ schema }) => schema === "authorization");
  for (const festival of new Set(answers.map((one) => one.festival))) {
    const { mayTakeBack } = await loadPart("answers");
    const ids = answers.filter((one) => one.festival === festival).map(({ id }) => id);
    if (festival !== null && !await mayTakeBack(me, festival, new Set(ids))) return;
  }
  const taken = await takenMeanwhile(me, entries);
  const undone = entries.filter(({ id }) => !taken.has(id));
  const messages = undone.toReversed().flatMap(({ schema, festival, id }) =>
    voiding(schema, festival, id)
  );
  if (!tell(await publish(me, messages))) return;
  for (const festival of new Set(entries.map(({ festival }) => festival))) {
    const ids = entries.filter((one) => one.festival === festival).map(({ id }) => id);
    await supplyAgain(me, festival, new Set(ids));
  }
  sayAt(back, t(taken.size === 0 ? "undone" : "undone.taken"));
}

/**
 * Deletes of requests for what others have by now. Without its delete a request that was confirmed
 * would stand as before, and what was confirmed since would not: it is for the owner to say that.
 */
async function takenMeanwhile(me: Me, entries: Undoable["entries"]): Promise<Set<string>> {
  const taken = new Set<string>();
  const own = new Set(entries.map(({ id }) => id));
  const withdrawn = entries.filter(({ schema }) => schema === "request");
  if (withdrawn.length === 0) return taken;
  const { fits } = await loadPart("sign");
  for (const festival of new Set(withdrawn.map((one) => one.festival))) {
    if (festival === null) continue;
    const signed = new Map<string, ReturnType<typeof messageOf>>();
    for await (const { hash, payload } of me.journal.from(logIdOf(fromHex(festival)!), 1)) {
      if (payload !== null) signed.set(toHex(documentIdOf(hash)), messageOf(payload));
    }
    for (const { id } of withdrawn.filter((one) => one.festival === festival)) {
      const { action, id: target } = signed.get(id) ?? {};
      if (action !== "delete" || !(target instanceof Uint8Array)) continue;
      const { fields } = signed.get(toHex(target)) ?? {};
      const { resource, start, end, quantity = 1 } = fieldsIn(fields);
      if (!(resource instanceof Uint8Array)) continue;
      const found = await client.resource(toHex(resource));
      if (!found.ok) continue;
      const asked = { start: start as number, end: end as number, quantity: quantity as number };
      // What is taken back itself makes room.
      const others = found.value.bookings.filter(({ request }) => !own.has(request));
      if (!fits(others, asked, found.value.quantity)) taken.add(id);
    }
  }
  return taken;
}

/** For the page of a document that its author deleted. */
export async function takeBack(button: HTMLElement): Promise<void> {
  const me = await whoAmI();
  const { id = "", schema = "", festival = "" } = button.dataset;
  if (me === null) return;
  const deletes = await deletesOf(me, festival, id);
  if (deletes.length === 0) return void say(t("nothing"), "warning");
  const messages = deletes.toReversed().flatMap((one) => voiding(schema, festival, one));
  if (!tell(await publish(me, messages))) return;
  await supplyAgain(me, festival, new Set(deletes));
  // Where there is something to ask for again, the page opens at it.
  sayAt(`${location.pathname}#again`, t("undone"));
}

/** The delete of an entry; none where the schema knows no deletes. */
function voiding(schema: string, festival: string | null, id: string): MessageDraft[] {
  if (!schemaNamed(schema)?.actions.includes("delete")) return [];
  return [{
    action: "delete",
    schema,
    version: 1,
    festival: festival === null ? undefined : fromHex(festival)!,
    id: fromHex(id)!,
    at: Date.now(),
  }];
}

/**
 * Ids of the deletes that void a document, and the updates that went with it, as the node has them:
 * from the log's end backwards. What was an update is known only where it was signed.
 */
async function deletesOf(me: Me, festival: string, document: string): Promise<string[]> {
  const logId = logIdOf(fromHex(festival)!);
  const gone = new Set([document]);
  for await (const { hash, payload } of me.journal.from(logId, 1)) {
    const message = payload === null ? {} : messageOf(payload);
    const { action, id } = message;
    if (action === "update" && id instanceof Uint8Array && toHex(id) === document) {
      gone.add(toHex(documentIdOf(hash)));
    }
  }
  const deletes: { readonly id: string; readonly target: string }[] = [];
  let from: number | undefined = 1;
  while (from !== undefined) {
    const page = await client.log(me.key.publicKey, logId, { from, limit: 200, festival });
    if (!page.ok) break;
    for (const { hash, payload } of page.value.items) {
      const target = payload === null ? null : targetOf(fromHex(payload)!);
      if (target !== null) deletes.push({ id: toHex(documentIdOf(fromHex(hash)!)), target });
    }
    from = page.value.next === null ? undefined : page.value.items.at(-1)!.seqNum + 1;
  }
  const voided = new Set<string>();
  for (const { id, target } of deletes.toReversed()) if (!voided.has(id)) voided.add(target);
  return deletes.filter(({ id, target }) => gone.has(target) && !voided.has(id))
    .map(({ id }) => id);
}

/** What a delete names; null for anything else. */
function targetOf(payload: Uint8Array): string | null {
  const message = messageOf(payload);
  return message["action"] === "delete" && message["id"] instanceof Uint8Array
    ? toHex(message["id"])
    : null;
}

/** Gives the node the payloads of what these deletes had voided, as far as this browser signed them. */
async function supplyAgain(
  me: Me,
  festival: string | null,
  deletes: ReadonlySet<string>,
): Promise<void> {
  const logId = festival === null ? 0 : logIdOf(fromHex(festival)!);
  const targets = new Set<string>();
  const held: { id: string; about: string | null; entry: Uint8Array; payload: Uint8Array }[] = [];
  for await (const { hash, entry, payload } of me.journal.from(logId, 1)) {
    if (payload === null) continue;
    const id = toHex(documentIdOf(hash));
    const message = messageOf(payload);
    const about = message["id"] instanceof Uint8Array ? toHex(message["id"]) : null;
    if (deletes.has(id) && about !== null) targets.add(about);
    held.push({ id, about: message["action"] === "update" ? about : null, entry, payload });
  }
  const wanted = held.filter(({ id, about }) =>
    targets.has(id) || about !== null && targets.has(about)
  );
  for (let i = 0; i < wanted.length; i += MAX_ENTRIES) {
    // What the node has already is a duplicate, and no harm.
    await client.publish(wanted.slice(i, i + MAX_ENTRIES));
  }
}

function messageOf(payload: Uint8Array): { readonly [key: string]: CborValue } {
  const decoded = decodeCbor(payload);
  return fieldsIn(decoded.ok ? decoded.value : null);
}

function fieldsIn(value: CborValue | undefined = null): { readonly [key: string]: CborValue } {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
  return isMap ? value : {};
}
