/** Shared links: to what is here, to what is here with its proof alone, or to be asked for. */
import { type Context, Hono } from "hono";
import { toHex } from "../../core/messages/mod.ts";
import { AddressError, TooManyAskingsError } from "../../node/mod.ts";
import {
  openSharedPage,
  proofPage,
  type ProvenDocument,
  type SharedFormProps,
  sharedMissingPage,
} from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { heldAt, NAME, nameBytes } from "../named.ts";
import { namesOf } from "./gather.ts";
import { orderOf, otherNode } from "./network.ts";
import { keepProof, proofIn } from "../proof_text.ts";
import { provenDocument } from "./proven_document.ts";
import { PageFailure, sheetOf, show } from "./respond.ts";
import { formBody } from "./sign.ts";

type Typed = SharedFormProps["typed"];

export function shared(context: AppContext): Hono {
  const app = new Hono();
  const { node } = context;

  app.get("/shared", (c) => {
    const pasted = c.req.query("link");
    if (pasted !== undefined) {
      const name = nameIn(pasted);
      if (name !== null) return c.redirect(`/shared/${name}${fromQuery(context, c, pasted)}`, 302);
    }
    const wrong = pasted !== undefined && pasted !== "";
    c.header("Cache-Control", "no-cache");
    const sheet = sheetOf(context, c);
    return show(
      c,
      openSharedPage({ sheet, link: pasted ?? "", wrong, proof: { text: "", problem: null } }),
      wrong ? 422 : 200,
    );
  });

  app.post("/shared", formBody, async (c) => {
    const { allowed, given: { proof: text = "" } } = await orderOf(context, c);
    const refuse = (
      problem: "denied" | "no-proof" | "cut" | "parted" | "full",
      status: 403 | 422,
    ) => {
      c.header("Cache-Control", "no-store");
      const sheet = { ...sheetOf(context, c), address: "/shared" };
      const proof = { text, problem };
      return show(c, openSharedPage({ sheet, link: "", wrong: false, proof }), status);
    };
    if (!allowed) return refuse("denied", 403);
    const proof = proofIn(text);
    if (proof === null) return refuse("no-proof", 422);
    const { hash, judged } = await keepProof(node, proof);
    if (judged === "wrong") return refuse("no-proof", 422);
    return judged === "kept" ? c.redirect(`/shared/${hash}`, 303) : refuse(judged, 422);
  });

  app.get("/shared/:name", async (c) => {
    const name = nameOf(c);
    const page = await heldAt(node, name);
    if (page !== null) return c.redirect(page, 302);
    return await answer(c, name, { peer: c.req.query("from") ?? "", problem: null });
  });

  // Who reloads a form that did not fit asks for these.
  for (const form of ["ask", "pin"]) {
    app.get(`/shared/:name/${form}`, (c) => c.redirect(`/shared/${nameOf(c)}`, 302));
  }

  app.post("/shared/:name/ask", formBody, async (c) => {
    const name = nameOf(c);
    const { allowed, given: { peer = "" } } = await orderOf(context, c);
    if (!allowed) return await answer(c, name, { peer, problem: "denied" }, 403);
    try {
      context.network.ask(nameBytes(name), peer === "" ? {} : { address: peer });
    } catch (error) {
      if (error instanceof AddressError) {
        return await answer(c, name, { peer, problem: "not-a-peer" }, 422);
      }
      if (!(error instanceof TooManyAskingsError)) throw error;
      return await answer(c, name, { peer, problem: "busy" }, 503);
    }
    return c.redirect(`/shared/${name}#asking`, 303);
  });

  app.post("/shared/:name/pin", formBody, async (c) => {
    const name = nameOf(c);
    const { allowed, given: { pin = "yes" } } = await orderOf(context, c);
    if (!allowed) return await answer(c, name, { peer: "", problem: "denied" }, 403);
    await node.pinProven(nameBytes(name), pin === "yes");
    return c.redirect(`/shared/${name}`, 303);
  });

  return app;

  /** What else is here with its proof: the festival around it, who signed it. */
  async function alsoProven(id: string): Promise<ProvenDocument | null> {
    const proven = await node.proven(nameBytes(id));
    return proven === null ? null : provenDocument(proven);
  }

  /** What is known of it now: never from a cache, for others bring it. */
  async function answer(
    c: Context,
    name: string,
    typed: Typed,
    status?: 403 | 422 | 503,
  ): Promise<Response> {
    const sheet = { ...sheetOf(context, c), address: `/shared/${name}` };
    const proven = await node.proven(nameBytes(name));
    const asking = context.network.asking(name);
    c.header("Cache-Control", "no-store");
    const peer = typed.peer === "" ? asking?.address ?? "" : typed.peer;
    const form = { sheet, name, typed: { ...typed, peer }, asking };
    if (proven === null) {
      return show(c, sharedMissingPage(form), status ?? (asking === null ? 404 : 200));
    }
    const author = toHex(proven.author);
    const document = provenDocument(proven);
    const { festival } = document;
    const followed = festival !== null && (await node.query.festival(festival)) !== null;
    const around = festival === null || festival === name ? null : await alsoProven(festival);
    const signer = name === author ? null : await alsoProven(author);
    const names = new Map(await namesOf(node, [author]));
    const proved = textIn(signer, "name");
    if (proved !== null && !names.has(author)) names.set(author, proved);
    return show(
      c,
      proofPage({
        ...form,
        author,
        names,
        document,
        festivalTitle: textIn(around, "title"),
        timezone: textIn(around ?? document, "timezone"),
        entries: proven.items.map(({ seqNum, hash }) => ({ seqNum, hash: toHex(hash) })),
        certificates: proven.pool.length,
        takenAt: proven.takenAt,
        pinned: proven.pinned,
        canFollow: festival !== null && !followed,
        origin: context.authority.publicUrl?.replace(/\/$/, "") ?? new URL(c.req.url).origin,
      }),
      status ?? 200,
    );
  }
}

function textIn(document: ProvenDocument | null, field: string): string | null {
  const value = document?.values?.[field];
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function nameOf(c: Context): string {
  const name = c.req.param("name") ?? "";
  if (!NAME.test(name)) throw new PageFailure(404, "unknown-name", "shared.paste.wrong");
  return name;
}

/** A whole hash or id in what was pasted: a link, or the digits alone. */
function nameIn(pasted: string): string | null {
  const text = pasted.toLowerCase();
  return /(?<![0-9a-f])0040[0-9a-f]{128}(?![0-9a-f])/.exec(text)?.[0] ??
    /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/.exec(text)?.[0] ?? null;
}

/** A link of another node says whom to ask first. */
function fromQuery(context: AppContext, c: Context, pasted: string): string {
  const from = otherNode(context, c, pasted.trim());
  return from === null ? "" : `?from=${encodeURIComponent(from)}`;
}
