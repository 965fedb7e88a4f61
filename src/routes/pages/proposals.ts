/** Proposals: to see, to make, and what their acceptance signs for who has no script. */
import { type Context, Hono } from "hono";
import { acceptProposal, type CurrentDocument, type FormOutcome } from "../../core/forms/mod.ts";
import { fromHex, parseMessage, type Values } from "../../core/messages/mod.ts";
import type { Hex, Node, ProposalDocument } from "../../node/mod.ts";
import {
  type DocumentProposals,
  proposalPage,
  proposePage,
  type ProposeProps,
  type ShownProposal,
} from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID } from "./address.ts";
import { hoursOf, offersOf } from "./form_lists.ts";
import { around, namesOf } from "./gather.ts";
import { notFound, PageFailure, seenBefore, sheetOf, show } from "./respond.ts";

/** On one page; more are behind the API. */
const MOST_OPEN = 50;
const MOST_ACCEPTED = 20;

export function proposals(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/proposals/:id", async (c) => {
    const proposal = await node.query.proposal(c.req.param("id"));
    if (proposal === null) throw new PageFailure(404, "unknown-proposal", "notfound.proposal");
    const sheet = sheetOf(context, c);
    const found = await around(node, proposal.festival);
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;
    const isWhole = "fields" in proposal;
    const keys = isWhole ? [proposal.author, proposal.for, proposal.accepted?.author] : [];
    return show(
      c,
      proposalPage({
        sheet,
        shown: isWhole ? { proposal, current: await currentOf(node, proposal) } : proposal,
        festival: found.festival,
        ancestors: found.ancestors,
        names: await namesOf(node, keys.filter((key) => typeof key === "string")),
        revision: Math.max(...found.revisions),
      }),
    );
  });

  app.get("/propose", async (c) => {
    const { what, festival, author } = await proposedAt(node, c);
    const sheet = sheetOf(context, c);
    const found = await around(node, festival);
    const seen = seenBefore(context, c, sheet, found.revisions);
    if (seen !== null) return seen;
    const availability = what.kind === "resource" ? what.current?.availability ?? null : null;
    return show(
      c,
      proposePage({
        sheet,
        what,
        author,
        members: await membersOf(node, author),
        festival: found.festival,
        ancestors: found.ancestors,
        names: await namesOf(node, [author]),
        forms: {
          hours: hoursOf(found.festival, availability),
          offers: await offersOf(node, found),
        },
        revision: Math.max(...found.revisions),
      }),
    );
  });

  return app;
}

interface Proposed {
  readonly what: ProposeProps["what"];
  readonly festival: Hex;
  readonly author: Hex;
}

/** What the address names: `document`, or `festival`, `for` and `schema` for something new. */
async function proposedAt({ query }: Node, c: Context): Promise<Proposed> {
  const given = (name: string) => (c.req.query(name) ?? "").trim().toLowerCase();
  const document = given("document");
  if (document === "") {
    const [festival, author, schema] = [given("festival"), given("for"), given("schema")];
    if (!ID.test(festival) || !ID.test(author)) throw notFound("festival");
    const event = given("event");
    if (schema === "request") {
      const asking = ID.test(event) ? await query.event(event) : null;
      if (asking === null || asking.author !== author) throw notFound("event");
      const what = { kind: "request", current: null, event: asking } as const;
      return { what, festival: asking.festival, author };
    }
    const kind = schema === "resource" ? "resource" : "event";
    return { what: { kind, current: null }, festival, author };
  }
  if (!ID.test(document)) throw notFound("event");
  const event = await query.event(document);
  if (event !== null) {
    const { festival, author } = event;
    return { what: { kind: "event", current: event }, festival, author };
  }
  const resource = await query.resource(document);
  if (resource !== null) {
    const { festival, author } = resource;
    return { what: { kind: "resource", current: resource }, festival, author };
  }
  const festival = await query.festival(document);
  if (festival === null || festival.author === null) throw notFound("event");
  const { id, author } = festival;
  return { what: { kind: "festival", current: festival }, festival: id, author };
}

async function membersOf({ query }: Node, key: Hex | null): Promise<readonly Hex[] | null> {
  const members = key === null ? null : (await query.user(key))?.members ?? null;
  return members === null || members.length === 0 ? null : members;
}

/** What a proposal would change, as it is now; null for something new, or gone. */
async function currentOf(
  { query }: Node,
  { document, schema, for: key }: ProposalDocument,
): Promise<ShownProposal["current"]> {
  if (document === null) {
    const profile = schema === "user" && key !== null ? await query.user(key) : null;
    return profile as Record<string, unknown> | null;
  }
  const found = schema === "event"
    ? await query.event(document)
    : schema === "resource"
    ? await query.resource(document)
    : schema === "festival"
    ? await query.festival(document)
    : null;
  return found as Record<string, unknown> | null;
}

/** Open proposals with what they are about. */
export function withCurrent(
  node: Node,
  proposals: readonly ProposalDocument[],
): Promise<ShownProposal[]> {
  return Promise.all(
    proposals.map(async (proposal) => ({ proposal, current: await currentOf(node, proposal) })),
  );
}

/** What a document's page shows of what is proposed for it. */
export async function proposalsOf(
  node: Node,
  festival: Hex,
  document: Hex,
  author: Hex | null,
): Promise<DocumentProposals> {
  const of = async (status: "open" | "accepted", limit: number) => {
    const { items } = await node.query.proposals(festival, { document, status, limit });
    return items.filter((one) => "fields" in one);
  };
  const made = await node.query.proposals(festival, {
    made: document,
    status: "accepted",
    limit: 1,
  });
  const idea = made.items.find((one) => "fields" in one) ?? null;
  const open = await of("open", MOST_OPEN);
  const accepted = [...new Set((await of("accepted", MOST_ACCEPTED)).map((one) => one.author))];
  const keys = [
    ...open.map((one) => one.author),
    ...accepted,
    ...(idea === null ? [] : [idea.author]),
  ];
  return {
    open: await withCurrent(node, open),
    accepted,
    idea: idea === null ? null : { id: idea.id, author: idea.author },
    members: await membersOf(node, author),
    names: await namesOf(node, author === null ? keys : [...keys, author]),
  };
}

/** What accepting a proposal signs, from its entry as this node holds it. */
export async function acceptanceOf({ node }: AppContext, id: string): Promise<FormOutcome> {
  const refuse = (): FormOutcome => ({
    ok: false,
    errors: [{ field: "accepts", code: "no-effect" }],
  });
  const proposal = ID.test(id) ? await node.query.proposal(id) : null;
  if (proposal === null || !("fields" in proposal) || proposal.for === null) return refuse();
  const [festival, author] = [fromHex(proposal.festival)!, fromHex(proposal.for)!];
  const entry = await node.entry(fromHex(proposal.hash)!);
  if (entry === null || entry.payload === null || proposal.schema === null) return refuse();
  const parsed = parseMessage(entry.payload, { author: entry.author, festival });
  if (!parsed.ok || parsed.message.action !== "create") return refuse();
  const values: Values = parsed.message.values;
  const current = await currentOf(node, proposal);
  const accepted = acceptProposal({
    id: fromHex(id)!,
    festival,
    document: values["document"] as Uint8Array | undefined ?? null,
    schema: proposal.schema,
    fields: values["fields"] as Parameters<typeof acceptProposal>[0]["fields"],
  }, {
    author,
    ...(current !== null && { current: current as unknown as CurrentDocument }),
    ...(proposal.schema === "event" && proposal.document !== null && {
      requests: await node.query.requestsOfEvent(proposal.document),
    }),
  });
  return accepted.ok
    ? { ok: true, messages: [...accepted.messages], links: [], occurrences: [] }
    : refuse();
}
