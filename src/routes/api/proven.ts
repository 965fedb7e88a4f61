/** What is held by itself, without the rest of its log: to be asked for from other nodes, and given. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { hashOf } from "../../core/bamboo/mod.ts";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import {
  AddressError,
  type Asking,
  type Proven as ProvenEntries,
  TooManyAskingsError,
} from "../../node/mod.ts";
import type { AppContext } from "../context.ts";
import { Failure, unknown } from "../errors.ts";
import { isHeld, NAME, nameBytes } from "../named.ts";
import { keepProof } from "../proof_text.ts";
import { operatorOnly } from "../security.ts";
import { readJson } from "./body.ts";
import { Hash, Id, NoQuery } from "./parameters.ts";
import { answers, refuses, subApp } from "./sub_app.ts";

/** A proof with the largest payload and pool has some 200 kB. */
const MAX_COMMAND_BYTES = 1024 * 1024;
const MOST_POOL = 2_048;

const Name = z.string().regex(NAME, "must be a whole YAMF hash or a whole id, in lower-case hex")
  .openapi({ description: "a YAMF hash (132 digits), or the id of a document, festival or user" });

const count = z.number().int().nonnegative();
const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/, "must be lower-case hex, two digits a byte");

const GivenProof = z.object({
  entry: hex,
  payload: hex.nullable().optional(),
  pool: z.array(hex).max(MOST_POOL),
}).openapi("GivenProof");

const AskBody = z.object({
  hash: Hash.optional().openapi({ description: "of the entry" }),
  document: Id.optional().openapi({ description: "or the id of a document, festival or user" }),
  proof: GivenProof.optional()
    .openapi({ description: "or a proof, as /entries/{hash}/proof gives it: nobody is asked" }),
  peer: z.string().max(500).optional()
    .openapi({ description: "a node to ask first; it is not remembered" }),
}).refine((body) => ["hash", "document", "proof"].filter((name) => name in body).length === 1, {
  message: "give a hash, a document or a proof",
  path: ["hash"],
}).openapi("AskProven");

const AskedFor = z.object({
  name: Name,
  status: z.enum(["held", "kept", "none", "cut", "parted", "full"]).openapi({
    description: "held: it is here with its log. kept: it came, was checked and is here by itself. \
none: nobody who was asked has it. cut: its log was forked there or before, so it counts for \
nothing. parted: it does not go with what is held of its log. full: all room is taken.",
  }),
  asked: count.openapi({ description: "how many nodes were asked" }),
}).openapi("AskedFor");

const Proven = z.object({
  author: Id,
  logId: count,
  items: z.array(z.object({ seqNum: count, hash: Hash, entry: hex, payload: hex.nullable() })),
  pool: z.array(hex).openapi({ description: "what else the certificate pools of all items take" }),
  takenAt: count,
  pinned: z.boolean(),
}).openapi("Proven");

const askRoute = createRoute({
  method: "post",
  path: "/api/v1/proven",
  summary: "Ask other nodes for an entry or a document without its log (for the operator)",
  description: "Every node that is asked learns what is looked for. Answered when one had it, or \
all that are connected have answered.",
  security: [{}, { operator: [] }],
  request: { body: { required: true, content: { "application/json": { schema: AskBody } } } },
  responses: {
    ...answers(AskedFor, "What came of it"),
    403: refuses("Not the operator"),
    422: refuses("`peer` is no address of a node, or `proof` does not check"),
    503: refuses("Too many are asked for at once"),
  },
});

const provenRoute = createRoute({
  method: "get",
  path: "/api/v1/proven/{name}",
  summary: "What is held of a name by itself, with its certificate pools",
  request: { params: z.object({ name: Name }), query: NoQuery },
  responses: { ...answers(Proven, "Entries and pool"), 404: refuses("Not held by itself") },
});

export function proven(context: AppContext): OpenAPIHono {
  const { node, authority } = context;
  const app = subApp();

  // Read by ourselves, after the operator is known: so no validator of its own.
  app.openAPIRegistry.registerPath(askRoute);
  app.post(askRoute.path, operatorOnly(authority), async (c) => {
    const { hash, document, proof, peer } = await readJson(context, c, AskBody, MAX_COMMAND_BYTES);
    if (proof !== undefined) return c.json(await take(context, proof));
    const name = (hash ?? document)!;
    if (await isHeld(node, name)) return c.json({ name, status: "held" as const, asked: 0 });
    const { outcome, asked } = await begin(context, name, peer).done;
    const known = AskedFor.shape.status.safeParse(outcome);
    return c.json({ name, status: known.success ? known.data : "none", asked });
  });

  app.openapi(provenRoute, async (c) => {
    const found = await node.proven(nameBytes(c.req.valid("param").name));
    if (found === null) throw unknown("proof");
    return c.json(provenJson(found), 200);
  });
  return app;
}

async function take({ node }: AppContext, proof: z.output<typeof GivenProof>) {
  const given = {
    entry: fromHex(proof.entry)!,
    payload: proof.payload === undefined || proof.payload === null ? null : fromHex(proof.payload),
    pool: proof.pool.map((entry) => fromHex(entry)!),
  };
  const name = toHex(hashOf(given.entry));
  if (await isHeld(node, name)) return { name, status: "held" as const, asked: 0 };
  const { judged } = await keepProof(node, given);
  if (judged !== "wrong") return { name, status: judged, asked: 0 };
  const message = "The entry, its payload and its pool do not go together: nothing is proved.";
  throw new Failure(422, "wrong-proof", message, { field: "proof" });
}

function begin(context: AppContext, name: string, peer: string | undefined): Asking {
  try {
    return context.network.ask(nameBytes(name), peer === undefined ? {} : { address: peer });
  } catch (error) {
    if (error instanceof AddressError) {
      throw new Failure(422, "not-an-address", error.message, { field: "peer" });
    }
    if (!(error instanceof TooManyAskingsError)) throw error;
    const message = "This node is looking for as much as it can: try again soon.";
    throw new Failure(503, "busy", message, {}, { "Retry-After": "10" });
  }
}

function provenJson({ author, logId, items, pool, takenAt, pinned }: ProvenEntries) {
  return {
    author: toHex(author),
    logId,
    items: items.map(({ seqNum, hash, entry, payload }) => ({
      seqNum,
      hash: toHex(hash),
      entry: toHex(entry),
      payload: payload && toHex(payload),
    })),
    pool: pool.map(toHex),
    takenAt,
    pinned,
  };
}
