/** Proposals around the sample festival, and a collective that is kept: for pages of their own. */
import type { ProposalDocument, Queries } from "../../src/node/mod.ts";
import type { Collectives } from "../../src/routes/mod.ts";
import {
  ANA,
  BO,
  concert,
  DOT,
  FESTIVAL,
  hall,
  HOSTILE,
  idOf,
  NOW,
  sampleQueries,
} from "./sample.ts";

const hash = `0040${"5e".repeat(64)}`;

function proposal(name: string, more: Partial<ProposalDocument>): ProposalDocument {
  return {
    id: idOf(name),
    author: BO,
    festival: FESTIVAL,
    document: null,
    schema: "event",
    for: ANA,
    title: null,
    fields: {},
    note: null,
    status: "open",
    accepted: null,
    at: NOW - 1_000,
    receivedAt: NOW,
    hash,
    ...more,
  };
}

export const changed = proposal("proposal: change", {
  document: concert.id,
  title: concert.title,
  fields: {
    title: "Concert on the other jetty",
    start: concert.start + 3_600_000,
    tags: ["music", "outside"],
    access: { stepFree: "partly", note: "Two steps." },
    links: [{ label: "Band", url: "https://example.org/band" }],
    where: null,
    description: HOSTILE.script.repeat(3),
  },
  note: "The band asked for it.\nThey need power.",
});
const hallChange = proposal("proposal: hall", {
  document: hall.id,
  schema: "resource",
  title: hall.title,
  fields: {
    availability: [{ start: NOW, end: NOW + 7_200_000 }],
    quantity: 2,
    deputy: BO,
    contact: "x".repeat(200),
  },
});
export const forCollective = proposal("proposal: new", {
  for: DOT,
  title: "Dinner",
  fields: { title: "Dinner", start: NOW, end: NOW + 3_600_000 },
});
export const made = proposal("proposal: made", {
  title: concert.title,
  fields: { title: concert.title },
  status: "accepted",
  accepted: { author: ANA, document: concert.id, at: NOW, receivedAt: NOW, hash },
});
const accepted = proposal("proposal: accepted", {
  document: concert.id,
  title: concert.title,
  fields: { tags: ["music"] },
  status: "accepted",
  accepted: { author: ANA, document: concert.id, at: NOW, receivedAt: NOW, hash },
});
const gone = proposal("proposal: gone", { document: idOf("deleted"), for: null, status: "gone" });
const ALL = [changed, hallChange, forCollective, made, accepted, gone];
const withdrawn = idOf("proposal: withdrawn");

export function queriesWithProposals(): Queries {
  return {
    ...sampleQueries(),
    proposals: (_festival, filter) =>
      Promise.resolve({
        items: ALL.filter((one) =>
          (filter.document === undefined || one.document === filter.document) &&
          (filter.status === undefined || one.status === filter.status) &&
          (filter.made === undefined ||
            (one.document === null && one.accepted?.document === filter.made))
        ),
        next: null,
      }),
    proposal: (id) =>
      Promise.resolve(
        id === withdrawn
          ? { id, author: BO, festival: FESTIVAL, status: "withdrawn" }
          : ALL.find((one) => one.id === id) ?? null,
      ),
    proposalsForDesk: (key) =>
      Promise.resolve({ items: ALL.filter((one) => one.for === key), next: null }),
  };
}

export const COLLECTIVE = DOT;

/** Dot is a collective of Ana and Bo; its key is kept here. */
export const KEPT: Collectives = {
  keys: () => [DOT],
  make: () => Promise.resolve({ ok: true, key: DOT }),
  change: () => Promise.resolve(null),
};

const of = (schema: string, key: string) =>
  `/propose?schema=${schema}&festival=${FESTIVAL}&for=${key}`;

/** Pages that proposals and collectives have, or are on. */
export const PROPOSAL_ADDRESSES: readonly string[] = [
  ...ALL.map(({ id }) => `/proposals/${id}`),
  `/proposals/${withdrawn}`,
  `/propose?document=${concert.id}`,
  `/propose?document=${hall.id}`,
  `/propose?document=${FESTIVAL}`,
  of("event", DOT),
  of("resource", DOT),
  `${of("request", ANA)}&event=${concert.id}`,
  `/events/${concert.id}`,
  `/resources/${hall.id}`,
  `/festivals/${FESTIVAL}`,
  `/desk?key=${ANA}`,
  "/collectives",
  `/collectives?festival=${FESTIVAL}`,
];
