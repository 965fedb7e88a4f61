/** The node among others: its peers, what it follows, and how another node connects to it. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import { scopeOf } from "../../node/channel/mod.ts";
import { AddressError, ConnectError, type PeerStatus } from "../../node/mod.ts";
import type { AppContext } from "../context.ts";
import { Failure } from "../errors.ts";
import { addressOf, isOperator, isPassedOn, operatorOnly } from "../security.ts";
import { readJson } from "./body.ts";
import { FestivalId, Paging } from "./parameters.ts";
import { Followed, pageOf, Peer, Signal } from "./shapes.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

const MAX_COMMAND_BYTES = 4_096;
/** An offer with all candidates of a machine has some 3 kB. */
const MAX_SIGNAL_BYTES = 64 * 1024;
const RETRY_AFTER_SECONDS = "2";

const FollowBody = z.object({
  festival: FestivalId,
  peer: z.string().max(500).optional().openapi({ description: "a node to fetch it from" }),
}).openapi("Follow");

const UnfollowBody = z.object({ festival: FestivalId }).openapi("Unfollow");
const PeerBody = z.object({ address: z.string().max(500) }).openapi("PeerAddress");

const operator = [{}, { operator: [] }];
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { "application/json": { schema } } },
});

const peersRoute = createRoute({
  method: "get",
  path: "/api/v1/peers",
  summary: "Nodes at the other end of a channel",
  request: { query: Paging },
  responses: answers(pageOf(Peer), "Peers; their ids and addresses for the operator only"),
});

const addPeerRoute = createRoute({
  method: "post",
  path: "/api/v1/peers",
  summary: "Keep a connection to a node (for the operator)",
  security: operator,
  request: body(PeerBody),
  responses: {
    ...answers(PeerBody, "Its address is remembered, and dialled"),
    403: refuses("Not the operator"),
    422: refuses("No address of a node"),
  },
});

const removePeerRoute = createRoute({
  method: "delete",
  path: "/api/v1/peers",
  summary: "Forget a node's address (for the operator)",
  security: operator,
  request: body(PeerBody),
  responses: { ...answers(PeerBody, "It is forgotten"), 403: refuses("Not the operator") },
});

const followRoute = createRoute({
  method: "post",
  path: "/api/v1/follow",
  summary: "Follow a festival (for the operator)",
  security: operator,
  request: body(FollowBody),
  responses: {
    ...answers(Followed, "It is followed"),
    403: refuses("Not the operator"),
    409: refuses("Another festival of the same log id is followed"),
    422: refuses("`peer` is no address of a node"),
  },
});

const unfollowRoute = createRoute({
  method: "post",
  path: "/api/v1/unfollow",
  summary: "Take nothing new of a festival any more (for the operator)",
  security: operator,
  request: body(UnfollowBody),
  responses: { ...answers(UnfollowBody, "What is here stays"), 403: refuses("Not the operator") },
});

const signalRoute = createRoute({
  method: "post",
  path: "/api/v1/signal",
  summary: "An offer in, an answer out: how another node opens a WebRTC connection to this one",
  request: body(Signal),
  responses: {
    ...answers(Signal, "The answer"),
    422: refuses("That is no offer"),
    503: refuses("Too many connections are being set up, or held"),
  },
});

export function network(context: AppContext): OpenAPIHono {
  const { node, authority } = context;
  const app = subApp();

  app.openapi(peersRoute, async (c) => {
    const { limit = 50, cursor } = c.req.valid("query");
    const from = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isSafeInteger(from) || from < 0) {
      throw new Failure(400, "bad-cursor", "This cursor is none of ours.", { field: "cursor" });
    }
    const peers = context.network.peers();
    const listed = await publicFestivals(context);
    const whole = isOperator(c, authority);
    const items = peers.slice(from, from + limit).map((peer) => peerJson(peer, whole, listed));
    const next = from + limit < peers.length ? String(from + limit) : null;
    return c.json({ items, next }, 200);
  });

  // Bodies are read by ourselves, in bounds, after the operator is known: so no validator of its own.
  for (const route of [addPeerRoute, removePeerRoute, followRoute, unfollowRoute, signalRoute]) {
    app.openAPIRegistry.registerPath(route);
  }

  app.post(addPeerRoute.path, operatorOnly(authority), async (c) => {
    const { address } = await readJson(context, c, PeerBody, MAX_COMMAND_BYTES);
    await addPeer(context, address, "address");
    return c.json({ address });
  });

  app.delete(removePeerRoute.path, operatorOnly(authority), async (c) => {
    const { address } = await readJson(context, c, PeerBody, MAX_COMMAND_BYTES);
    try {
      await context.network.removePeer(address);
    } catch (error) {
      throw asFailure(error, "address");
    }
    return c.json({ address });
  });

  app.post(followRoute.path, operatorOnly(authority), async (c) => {
    const { festival, peer } = await readJson(context, c, FollowBody, MAX_COMMAND_BYTES);
    if (!await node.follow(fromHex(festival)!)) {
      const message = "Another festival with the same log id is followed here already.";
      throw new Failure(409, "log-id-taken", message, { field: "festival" });
    }
    if (peer !== undefined) await addPeer(context, peer, "peer");
    return c.json({ festival, followed: true });
  });

  app.post(unfollowRoute.path, operatorOnly(authority), async (c) => {
    const { festival } = await readJson(context, c, UnfollowBody, MAX_COMMAND_BYTES);
    await node.unfollow(fromHex(festival)!);
    return c.json({ festival });
  });

  app.post(signalRoute.path, async (c) => {
    const { sdp } = await readJson(context, c, Signal, MAX_SIGNAL_BYTES);
    try {
      const answer = await context.network.answer(sdp, { from: originOf(context, c) });
      return c.json({ sdp: answer });
    } catch (error) {
      throw asFailure(error, "sdp");
    }
  });
  return app;
}

async function addPeer(context: AppContext, address: string, field: string): Promise<void> {
  try {
    await context.network.addPeer(address);
  } catch (error) {
    throw asFailure(error, field);
  }
}

function asFailure(error: unknown, field: string): unknown {
  if (error instanceof AddressError) {
    return new Failure(422, "not-an-address", error.message, { field });
  }
  if (!(error instanceof ConnectError)) return error;
  if (error.code === "busy") {
    const message = "This node is setting up as many connections as it can: try again soon.";
    return new Failure(503, "busy", message, {}, { "Retry-After": RETRY_AFTER_SECONDS });
  }
  return new Failure(422, error.code, "That is no offer that a connection can be made from.", {
    field,
  });
}

/**
 * The address that a request came from; null where a proxy passes it on. Who only says that one does
 * cannot shed a public address.
 */
function originOf({ authority }: AppContext, c: Context): string | null {
  const address = addressOf(c, authority);
  return address === null || (isPassedOn(c) && scopeOf(address) !== "public") ? null : address;
}

async function publicFestivals({ node }: AppContext): Promise<ReadonlySet<string>> {
  const follows = await node.follows();
  return new Set(follows.filter(({ listed }) => listed).map(({ id }) => toHex(id)));
}

function peerJson(peer: PeerStatus, whole: boolean, listed: ReadonlySet<string>) {
  const shared = peer.progress.map(({ festival, ...progress }) => ({
    festival: toHex(festival),
    here: progress.here,
    total: progress.total,
    toSend: progress.toSend,
    inSync: progress.inSync,
  })).filter(({ festival }) => whole || listed.has(festival));
  return {
    ...(whole ? { id: peer.id, address: peer.address } : {}),
    state: peer.state,
    transport: peer.transport,
    festivals: shared.map(({ festival }) => festival),
    inSync: peer.inSync,
    progress: shared,
    lastContact: peer.lastContact,
    nextTry: peer.nextTry,
    trouble: peer.trouble,
  };
}
