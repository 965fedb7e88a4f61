/** The node among others: peers and follows to see for everybody, to change for the operator. */
import { type Context, Hono } from "hono";
import { blake2b512 } from "../../core/crypto/mod.ts";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import { AddressError, addressOf, type Hex, type PeerStatus } from "../../node/mod.ts";
import {
  type FollowedFestival,
  HeartShape,
  networkPage,
  type NetworkProps,
  type Peer,
} from "../../views/mod.ts";
import { arrivals } from "../arrival.ts";
import type { AppContext } from "../context.ts";
import { isOperator, isOperatorToken } from "../security.ts";
import { ID } from "./address.ts";
import { MOST } from "./gather.ts";
import { PageFailure, seenBefore, sheetOf, show } from "./respond.ts";
import { formBody, formOf } from "./sign.ts";

type Typed = Pick<NetworkProps, "follow" | "add" | "denied">;

const NOTHING_TYPED: Typed = {
  follow: { festival: "", peer: "", problem: null },
  add: { address: "", wrong: false },
  denied: null,
};

export function network(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/network", async (c) => {
    const sheet = sheetOf(context, c);
    const facts = await networkFacts(context, c);
    const state = JSON.stringify([facts.peers, facts.follows.map(({ arrival }) => arrival)]);
    const digest = toHex(blake2b512(new TextEncoder().encode(state)).slice(0, 8));
    const more = `${digest}.${facts.follows.length}`;
    const seen = seenBefore(context, c, sheet, [facts.revision], more);
    if (seen !== null) return seen;
    const wanted = c.req.query("follow") ?? "";
    const follow = { ...NOTHING_TYPED.follow, festival: ID.test(wanted) ? wanted : "" };
    return show(c, networkPage({ ...facts, ...NOTHING_TYPED, follow, sheet }));
  });

  app.get("/network/heart", (c) => {
    const sheet = sheetOf(context, c);
    return seenBefore(context, c, sheet, [0]) ??
      show(c, HeartShape({ nodes: sheet.nodes ?? 0, lang: sheet.lang }));
  });

  // Who reloads a form that did not fit asks for these.
  for (const form of ["peers", "peers/forget", "follow", "unfollow"]) {
    app.get(`/network/${form}`, (c) => c.redirect("/network", 302));
  }

  app.post("/network/peers", formBody, async (c) => {
    const { allowed, given: { address = "" } } = await orderOf(context, c);
    if (!allowed) return denyPeer(c, address);
    try {
      await context.network.addPeer(address);
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      return again(context, c, { ...NOTHING_TYPED, add: { address, wrong: true } });
    }
    return c.redirect("/network#peers", 303);
  });

  app.post("/network/peers/forget", formBody, async (c) => {
    const { allowed, given: { address = "" } } = await orderOf(context, c);
    if (!allowed) return denyPeer(c, address);
    try {
      await context.network.removePeer(address);
    } catch (error) {
      // What is no address is forgotten already.
      if (!(error instanceof AddressError)) throw error;
    }
    return c.redirect("/network#peers", 303);
  });

  app.post("/network/follow", formBody, async (c) => {
    const { allowed, given: { festival = "", peer = "" } } = await orderOf(context, c);
    if (!allowed) return denyFollow(c, festival, peer);
    const refuse = (problem: NetworkProps["follow"]["problem"]) =>
      again(context, c, { ...NOTHING_TYPED, follow: { festival, peer, problem } });
    const id = idIn(festival);
    if (id === undefined) return refuse("not-an-id");
    // Nothing is followed where the node to ask cannot be meant.
    const from = peer === "" ? otherNode(context, c, festival) : peer;
    try {
      if (from !== null) addressOf(from);
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      return refuse("not-a-peer");
    }
    if (!await node.follow(fromHex(id)!)) return refuse("taken");
    if (from !== null) await context.network.addPeer(from);
    return c.redirect(`/festivals/${id}`, 303);
  });

  app.post("/network/unfollow", formBody, async (c) => {
    const { allowed, given: { festival = "", peer = "" } } = await orderOf(context, c);
    if (!allowed) return denyFollow(c, festival, peer);
    const id = idIn(festival);
    if (id === undefined) {
      const follow = { festival, peer, problem: "not-an-id" } as const;
      return again(context, c, { ...NOTHING_TYPED, follow });
    }
    await node.unfollow(fromHex(id)!);
    return c.redirect("/network#follows", 303);
  });

  return app;

  function denyPeer(c: Context, address: string) {
    const add = { address, wrong: false };
    return again(context, c, { ...NOTHING_TYPED, add, denied: "add-peer" });
  }

  function denyFollow(c: Context, festival: string, peer: string) {
    const follow = { festival, peer, problem: null };
    return again(context, c, { ...NOTHING_TYPED, follow, denied: "follow" });
  }
}

interface Order {
  /** False where the token that was typed is another one. */
  readonly allowed: boolean;
  readonly given: Readonly<Record<string, string>>;
}

/** What a form asks for that the operator alone may send, with the token where nothing else tells. */
export async function orderOf({ authority }: AppContext, c: Context): Promise<Order> {
  const fields = await formOf(c);
  const { token, ...given } = Object.fromEntries(
    fields.map(([name, value]) => [name, value.trim()]),
  );
  const known = isOperator(c, authority);
  if (!known && token === undefined) {
    throw new PageFailure(403, "not-the-operator", "forbidden.operator");
  }
  return { allowed: known || isOperatorToken(token!, authority), given };
}

/** The festival's id in what was typed or pasted. */
function idIn(typed: string): string | undefined {
  return /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/.exec(typed.toLowerCase())?.[0];
}

/** The page with what was typed, and what is wrong with it. */
async function again(
  context: AppContext,
  c: Context,
  typed: Typed,
): Promise<Response> {
  const sheet = { ...sheetOf(context, c), address: "/network" };
  const page = networkPage({ ...await networkFacts(context, c), ...typed, sheet });
  c.header("Cache-Control", "no-store");
  return show(c, page, typed.denied === null ? 422 : 403);
}

/** The node that an address of a festival's page is on; null where it is this one, or no address. */
export function otherNode({ authority }: AppContext, c: Context, given: string): string | null {
  const url = URL.parse(given);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  const own = [new URL(c.req.url).origin, URL.parse(authority.publicUrl ?? "")?.origin];
  return own.includes(url.origin) ? null : url.origin;
}

async function networkFacts(context: AppContext, c: Context) {
  const { node, authority } = context;
  const operator = isOperator(c, authority);
  const revision = await node.query.revisionOfAll();
  const all = (await node.follows()).filter(({ listed }) => operator || listed);
  const given = Number(c.req.query("cursor") ?? 0);
  const from = Number.isSafeInteger(given) && given > 0 ? given : 0;
  const found = arrivals(context.network);
  const follows: FollowedFestival[] = [];
  for (const { id } of all.slice(from, from + MOST)) {
    const festival = await node.query.festival(toHex(id));
    if (festival === null) continue;
    follows.push({ festival, arrival: found.get(festival.id) ?? null });
  }
  return {
    agent: toHex(node.agent),
    version: context.version,
    entries: await node.query.countEntries(),
    revision,
    peers: await peersSeen(context, operator),
    follows,
    more: from + MOST < all.length ? `/network?cursor=${from + MOST}#follows` : null,
    origin: authority.publicUrl?.replace(/\/$/, "") ?? new URL(c.req.url).origin,
  };
}

async function peersSeen(context: AppContext, operator: boolean): Promise<Peer[]> {
  const { node, network, clock } = context;
  // That an address leads back here concerns whoever gave it.
  const peers = network.peers().filter(({ state }) => operator || state !== "self");
  const titles = new Map<Hex, { readonly title: string | null; readonly listed: boolean }>();
  for (const { progress } of peers) {
    for (const { festival } of progress) {
      const id = toHex(festival);
      if (titles.has(id)) continue;
      const known = await node.query.festival(id);
      titles.set(id, {
        title: known?.known ? known.title : null,
        listed: known?.known === true && known.visibility === "public",
      });
    }
  }
  return peers.map((peer) => peerSeen(peer));

  function peerSeen(peer: PeerStatus): Peer {
    const shared = peer.progress.map(({ festival, total, here, toSend, inSync }) => {
      const id = toHex(festival);
      return { id, title: titles.get(id)?.title ?? null, total, here, toSend, inSync };
    });
    return {
      key: operator ? peer.id : null,
      address: operator ? peer.address : null,
      state: peer.state,
      transport: peer.transport,
      inSync: peer.inSync,
      trouble: peer.trouble,
      tryIn: peer.nextTry === null ? null : roundedWait(peer.nextTry - clock.now()),
      seen: peer.state === "connected" || peer.lastContact === null
        ? null
        : Math.floor(peer.lastContact / MINUTE) * MINUTE,
      shared: operator ? shared : shared.filter(({ id }) => titles.get(id)!.listed),
    };
  }
}

const MINUTE = 60_000;

/** Up to steps as coarse as the words that say it. */
function roundedWait(ms: number): number {
  if (ms <= 5_000) return 0;
  const step = ms <= MINUTE ? 10_000 : MINUTE;
  return Math.ceil(ms / step) * step;
}
