/**
 * Everything that a person signs can be corrected or taken back: each gesture, and the page and form
 * where that is done, which says what it means that others may have seen it. Over a real store.
 */
import assert from "node:assert/strict";
import { SCHEMAS, toHex } from "../../../src/core/messages/mod.ts";
import { t } from "../../../src/views/mod.ts";
import { festivalOf, type Person, person, Scribe, type Written } from "../../oracle/scribe.ts";
import { NOW } from "../fake_node.ts";
import { withPages } from "./real_node.ts";

const [OWNER, MAKER, PLANNER, VOTER, COLLECTIVE] = [0, 1, 2, 3, 4].map(person) as [
  Person,
  Person,
  Person,
  Person,
  Person,
];
const PARENT = festivalOf(OWNER, 1);
const CHILD = festivalOf(MAKER, 2);
const LOST = festivalOf(MAKER, 3);
const HIDDEN = festivalOf(MAKER, 4);
const HOUR = 3_600_000;
const SPAN = [NOW, NOW + HOUR] as const;
const hex = (one: Person) => toHex(one.key);
const idOf = (one: Pick<Written, "id">) => toHex(one.id);

const scribe = new Scribe();
const announce = (festival: typeof CHILD, title: string) =>
  scribe.create(MAKER, PARENT.id, "nesting", {
    child: festival.id,
    nonce: festival.nonce,
    title,
  });
scribe.begin(PARENT, { title: "Quarter" });
scribe.begin(CHILD, { title: "Tent village", parent: PARENT.id });
scribe.begin(LOST, { title: "Lost village", parent: PARENT.id });
scribe.begin(HIDDEN, { title: "Hidden village", parent: PARENT.id, visibility: "unlisted" });
const announced = announce(CHILD, "Tents");
scribe.remove(announce(LOST, "Lost village"), "nesting");
const secret = announce(HIDDEN, "Hidden village");
scribe.create(PLANNER, null, "user", { name: "Plan", contact: "plan@example.org" });
scribe.create(PLANNER, null, "user", { name: "Planner", contact: "plan@example.org" });
scribe.create(COLLECTIVE, null, "user", { name: "Crew", members: [PLANNER.key] });

const hall = scribe.resource(OWNER, PARENT.id, {
  title: "Hall",
  policy: { name: "vote", params: { voters: [hex(VOTER)] } },
});
const van = scribe.resource(OWNER, PARENT.id, { title: "Van" });
scribe.remove(van, "resource");
const event = (title: string, more = {}) =>
  scribe.create(PLANNER, PARENT.id, "event", { title, start: SPAN[0], end: SPAN[1], ...more });
const concert = event("Concert");
const cancelled = event("Cancelled", { stage: "cancelled" });
const deleted = event("Deleted");
const ask = (of: Written) =>
  scribe.request(PLANNER, hall, SPAN, { event: of.id, note: "Please." }, PARENT.id);
const request = ask(concert);
const again = event("Once more");
scribe.remove(ask(again), "request");
scribe.remove(ask(cancelled), "request");
scribe.remove(deleted, "event");
scribe.remove(ask(deleted), "request");
const answer = scribe.answer(OWNER, request, "confirmed");
const vote = scribe.create(VOTER, PARENT.id, "vote", { request: request.id, verdict: "confirmed" });
const unanswered = ask(concert);
const proposal = scribe.create(VOTER, PARENT.id, "proposal", {
  document: concert.id,
  fields: { title: "Quiet concert" },
});

interface Undone {
  /** What was signed. */
  readonly gesture: string;
  readonly schema: string;
  readonly action: "create" | "update" | "delete";
  readonly by: "corrected" | "taken back";
  readonly page: string;
  /** What the form signs; a button of the island's, or the operator's form, where it signs none. */
  readonly form:
    | { readonly schema: string; readonly action: string; readonly has?: readonly string[] }
    | { readonly text: string };
  /** Who may: null where the page is the operator's, or anybody's. */
  readonly whose: Person | null;
  /** That others may have seen it, or counted on it. */
  readonly says: Parameters<typeof t>[1];
}

const at = {
  parent: `/festivals/${toHex(PARENT.id)}`,
  child: `/festivals/${toHex(CHILD.id)}`,
  lost: `/festivals/${toHex(LOST.id)}`,
  hidden: `/festivals/${toHex(HIDDEN.id)}`,
  hall: `/resources/${idOf(hall)}`,
  van: `/resources/${idOf(van)}`,
  concert: `/events/${idOf(concert)}`,
  cancelled: `/events/${idOf(cancelled)}`,
  deleted: `/events/${idOf(deleted)}`,
  again: `/events/${idOf(again)}`,
  request: `/requests/${idOf(request)}`,
  unanswered: `/requests/${idOf(unanswered)}`,
  proposal: `/proposals/${idOf(proposal)}`,
  planner: `/users/${hex(PLANNER)}`,
};
const edit = (schema: string, ...has: string[]) => ({ schema, action: "update", has });
const remove = (schema: string, id: string) => ({
  schema,
  action: "delete",
  has: [`name="id" value="${id}"`],
});

// deno-fmt-ignore
const GESTURES: readonly Undone[] = [
  { gesture: "a profile", schema: "user", action: "create", by: "corrected", page: at.planner,
    form: { schema: "user", action: "create" }, whose: PLANNER, says: "changed.seen" },
  { gesture: "a profile", schema: "user", action: "create", by: "taken back", page: at.planner,
    form: remove("user", hex(PLANNER)), whose: PLANNER, says: "taken.seen" },
  { gesture: "taking a profile back", schema: "user", action: "delete", by: "taken back",
    page: at.planner, form: { schema: "user", action: "create" }, whose: PLANNER,
    says: "changed.seen" },
  { gesture: "members of a collective", schema: "user", action: "create", by: "corrected",
    page: "/collectives", form: { text: 'name="members"' }, whose: null, says: "changed.seen" },

  { gesture: "a festival", schema: "festival", action: "create", by: "corrected", page: at.parent,
    form: edit("festival", 'name="title"'), whose: OWNER, says: "changed.seen" },
  // A festival is closed, not deleted.
  { gesture: "a festival", schema: "festival", action: "create", by: "taken back", page: at.parent,
    form: edit("festival", 'name="closed"'), whose: OWNER, says: "changed.seen" },
  { gesture: "a change of a festival", schema: "festival", action: "update", by: "corrected",
    page: at.parent, form: edit("festival", 'name="visibility"', 'name="closed"'), whose: OWNER,
    says: "changed.seen" },

  { gesture: "the announcement of a nested festival", schema: "nesting", action: "create",
    by: "corrected", page: at.parent, whose: MAKER, says: "nesting.rename.hint",
    form: { schema: "nesting", action: "create", has: [idOf(announced), toHex(CHILD.id)] } },
  { gesture: "the announcement of a nested festival", schema: "nesting", action: "create",
    by: "taken back", page: at.parent, form: remove("nesting", idOf(announced)), whose: MAKER,
    says: "taken.seen" },
  { gesture: "the same, at the nested one", schema: "nesting", action: "create",
    by: "taken back", page: at.child, form: remove("nesting", idOf(announced)), whose: MAKER,
    says: "taken.seen" },
  { gesture: "the announcement of what is unlisted by now", schema: "nesting", action: "create",
    by: "taken back", page: at.hidden, form: remove("nesting", idOf(secret)), whose: MAKER,
    says: "taken.seen" },
  { gesture: "taking an announcement back", schema: "nesting", action: "delete", by: "taken back",
    page: at.lost, form: { schema: "nesting", action: "create", has: [toHex(LOST.id)] },
    whose: MAKER, says: "nesting.again.hint" },

  { gesture: "a resource", schema: "resource", action: "create", by: "corrected", page: at.hall,
    form: edit("resource", 'name="title"', 'name="policy.name"'), whose: OWNER,
    says: "changed.seen" },
  { gesture: "a resource", schema: "resource", action: "create", by: "taken back", page: at.hall,
    form: remove("resource", idOf(hall)), whose: OWNER, says: "taken.seen" },
  { gesture: "a deputy", schema: "resource", action: "update", by: "taken back", page: at.hall,
    form: edit("resource", 'name="deputy.choice" value="nobody"'), whose: OWNER,
    says: "changed.seen" },
  { gesture: "deleting a resource", schema: "resource", action: "delete", by: "taken back",
    page: at.van, form: { text: `data-id="${idOf(van)}"` }, whose: OWNER,
    says: "undo.deleted.resource" },

  { gesture: "an event", schema: "event", action: "create", by: "corrected", page: at.concert,
    form: edit("event", 'name="title"', 'name="start"'), whose: PLANNER, says: "changed.seen" },
  { gesture: "an event", schema: "event", action: "create", by: "taken back", page: at.concert,
    form: remove("event", idOf(concert)), whose: PLANNER, says: "taken.seen" },
  { gesture: "a plan", schema: "event", action: "update", by: "taken back", page: at.concert,
    form: edit("event", 'name="stage" value="cancelled"'), whose: PLANNER, says: "changed.seen" },
  { gesture: "cancelling, with what was asked for", schema: "event", action: "update",
    by: "taken back", page: at.cancelled, whose: PLANNER, says: "again.hint",
    form: edit("event", 'name="stage" value="planned"', 'name="again" value="0"',
      `name="again.0.resource" value="${idOf(hall)}"`) },
  { gesture: "deleting an event", schema: "event", action: "delete", by: "taken back",
    page: at.deleted, form: { text: `data-id="${idOf(deleted)}"` }, whose: PLANNER,
    says: "undo.deleted.event" },

  { gesture: "a request", schema: "request", action: "create", by: "corrected", page: at.request,
    form: { schema: "request", action: "create", has: [`name="replaces" value="${idOf(request)}"`] },
    whose: PLANNER, says: "request.correct.hint" },
  { gesture: "a request", schema: "request", action: "create", by: "taken back", page: at.request,
    form: remove("request", idOf(request)), whose: PLANNER, says: "taken.seen" },
  { gesture: "withdrawing a request", schema: "request", action: "delete", by: "taken back",
    page: at.again, form: edit("event", 'name="again" value="0"'), whose: PLANNER,
    says: "again.hint" },

  { gesture: "an answer", schema: "authorization", action: "create", by: "corrected",
    page: at.request, whose: OWNER, says: "answer.again",
    form: { schema: "authorization", action: "create", has: ['value="denied"'] } },
  { gesture: "an answer", schema: "authorization", action: "create", by: "taken back",
    page: at.request, form: remove("authorization", idOf(answer)), whose: OWNER,
    says: "taken.seen" },
  { gesture: "taking an answer back", schema: "authorization", action: "delete", by: "taken back",
    page: at.unanswered, form: { schema: "authorization", action: "create" }, whose: OWNER,
    says: "answer.seen" },

  { gesture: "a vote", schema: "vote", action: "create", by: "corrected", page: at.unanswered,
    form: { schema: "vote", action: "create", has: ['value="denied"'] }, whose: VOTER,
    says: "vote.seen" },
  { gesture: "a vote", schema: "vote", action: "create", by: "taken back", page: at.request,
    form: remove("vote", idOf(vote)), whose: VOTER, says: "taken.seen" },
  { gesture: "taking a vote back", schema: "vote", action: "delete", by: "taken back",
    page: at.unanswered, form: { schema: "vote", action: "create" }, whose: VOTER,
    says: "vote.seen" },

  { gesture: "a proposal", schema: "proposal", action: "create", by: "corrected",
    page: at.proposal, form: remove("proposal", idOf(proposal)), whose: VOTER,
    says: "taken.seen" },
  { gesture: "a proposal", schema: "proposal", action: "create", by: "taken back",
    page: at.concert, form: remove("proposal", idOf(proposal)), whose: VOTER, says: "taken.seen" },
  { gesture: "withdrawing a proposal", schema: "proposal", action: "delete", by: "taken back",
    page: `/propose?document=${idOf(concert)}`, form: { schema: "proposal", action: "create" },
    whose: null, says: "proposal.change.seen" },
];

const WORLD = {
  scribe,
  follows: [PARENT, CHILD, LOST, HIDDEN],
  collectives: [hex(COLLECTIVE)],
};

/** The element around a place of a page that is for some keys alone: the nearest one before it. */
function whoseAt(html: string, place: number): string {
  return [...html.slice(0, place).matchAll(/data-only="([^"]*)"/g)].at(-1)?.[1] ?? "";
}

const NEAR = 700;
const FORM = /<form\s[^>]*class="sign[^>]*>[\s\S]*?<\/form>/g;

Deno.test("every message that a page signs is undone somewhere, by who signed it", () => {
  const table = new Set(GESTURES.map(({ schema, action }) => `${schema} ${action}`));
  for (const { name, actions } of Object.values(SCHEMAS)) {
    for (const action of actions) assert(table.has(`${name} ${action}`), `${action} of ${name}`);
    const created = GESTURES.filter((one) => one.schema === name && one.action === "create");
    assert.deepEqual([...new Set(created.map(({ by }) => by))].sort(), ["corrected", "taken back"]);
  }
});

Deno.test("each gesture has its form, which says what it means that others may have seen it", async () => {
  await withPages(WORLD, async (get) => {
    for (const { gesture, by, page, form, whose, says } of GESTURES) {
      const name = `${gesture}, ${by}`;
      const html = await get(page);
      const words = t("en", says).split(/\{\w+\}/)
        .map((part) => part.replaceAll('"', "&quot;"));
      if ("text" in form) {
        const place = html.indexOf(form.text);
        assert.notEqual(place, -1, name);
        for (const part of words) assert(html.includes(part), `${name}: ${part}`);
        if (whose !== null) assert(whoseAt(html, place).includes(hex(whose)), name);
        continue;
      }
      const { schema, action, has = [] } = form;
      const found = [...html.matchAll(FORM)].find(([text]) =>
        [`name="schema" value="${schema}"`, `name="action" value="${action}"`, ...has]
          .every((part) => text.includes(part))
      );
      assert(found !== undefined, `${name}: no form on ${page}`);
      // In the form itself, or right before it.
      const end = found.index + found[0].length;
      const near = html.slice(Math.max(0, found.index - NEAR), end);
      for (const part of words) assert(near.includes(part), `${name}: ${part}`);
      if (whose === null) continue;
      const own = /data-only="([^"]*)"/.exec(found[0].slice(0, found[0].indexOf(">")))?.[1];
      assert((own ?? whoseAt(html, found.index)).includes(hex(whose)), name);
    }
  });
});

Deno.test("what is unlisted by now is told that its announcement gives it away", async () => {
  await withPages(WORLD, async (get) => {
    const [before] = t("en", "nesting.unlisted").split("{");
    assert((await get(at.hidden)).includes(before!));
    assert(!(await get(at.child)).includes(before!));
    // Where it is announced nobody reads of it on the page.
    assert(!(await get(at.parent)).includes(idOf(secret)));
  });
});
