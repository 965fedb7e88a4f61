/** Signs messages, and says in words how that went. */
import { type Signed, type SignerError, type Signing } from "../client/mod.ts";
import {
  type CborValue,
  decodeCbor,
  encodeMessage,
  fromHex,
  type MessageDraft,
} from "../core/messages/mod.ts";
import type { Me } from "./me.ts";
import { letBegin } from "./my_key.ts";
import { ask, say } from "./notice.ts";
import { t } from "./strings.ts";

/** Signs messages and publishes them, in order; asks about logs whose end is not known here. */
export function publish(me: Me, messages: readonly MessageDraft[]): Promise<Signed[]> {
  return signAll(
    me,
    messages.map((draft) => ({
      festival: draft.festival ?? null,
      payload: encodeMessage(draft),
    })),
  );
}

/** Tells the person what did not go well; true where all of it is on the node and has an effect. */
export function tell(results: readonly Signed[]): boolean {
  const result = results.find((one) => one.status !== "sent" || one.ignored !== null);
  if (result === undefined) return true;
  say(...wordsOf(result));
  return false;
}

/** Signs, and asks about every log whose end is not known here; what was signed is never signed again. */
async function signAll(me: Me, items: readonly Signing[]): Promise<Signed[]> {
  const results = await me.signer.publish(items);
  while (true) {
    const open = results.findIndex((result) =>
      result.status === "unsigned" && result.error.code === "unknown-head"
    );
    const result = results[open];
    if (result?.status !== "unsigned" || !await confirmHead(me, result.error)) return results;
    const rest = results.flatMap((result, i) => result.status === "unsigned" ? [i] : []);
    const again = await me.signer.publish(rest.map((i) => items[i]!));
    rest.forEach((place, i) => results[place] = again[i]!);
  }
}

/** Shows the last entry of a log, and goes on from it if the person says that it is theirs. */
export async function confirmHead(me: Me, error: SignerError): Promise<boolean> {
  if (error.code !== "unknown-head") return false;
  const { head } = error;
  const line = head === null ? t("head.none") : entryWords(head.seqNum, head.payload);
  const words = { title: t("head.title"), lines: [line, t("head.why")] };
  if (!await ask(words, t("head.yes"), t("head.no"))) return false;
  if (head === null) {
    await letBegin(me.key, error.logId);
    return true;
  }
  const festival = error.festival === null ? null : fromHex(error.festival);
  const failure = await me.signer.adopt(festival, head);
  if (failure !== null) say(...errorWords(failure));
  return failure === null;
}

/** What an entry says, in a few words: they are the author's own, and nothing but text. */
export function entryWords(n: number, payload: Uint8Array | null): string {
  const decoded = payload === null ? null : decodeCbor(payload);
  const message = decoded?.ok ? mapOf(decoded.value) : {};
  const fields = mapOf(message["fields"]);
  const { at, action = "?", schema = "" } = message;
  const title = fields["title"] ?? fields["name"] ?? fields["eventTitle"] ?? fields["verdict"] ??
    "";
  const when = typeof at === "number" ? new Date(at).toLocaleString() : t("some time");
  return t("head.entry", { n, when, what: `${action} ${schema} ${title}`.trim() });
}

function mapOf(value: CborValue | undefined): { readonly [key: string]: CborValue } {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
  return isMap ? value : {};
}

export function wordsOf(result: Signed): [string, "warning" | "bad"] {
  switch (result.status) {
    case "sent":
      return [t("ignored", { why: result.message || String(result.ignored) }), "warning"];
    case "kept":
      return [t("kept"), "warning"];
    case "refused":
      return errorWords({ code: "refused", failure: result.failure });
    case "unsigned":
      return errorWords(result.error);
  }
}

export function errorWords(error: SignerError): [string, "warning" | "bad"] {
  switch (error.code) {
    case "unknown-head":
      return [t("head.stopped"), "warning"];
    case "conflict":
      return [t("conflict"), "bad"];
    case "node-behind":
      return [t("node-behind", { n: error.seqNum }), "bad"];
    case "refused": {
      const { code, message, status } = error.failure;
      if (code === "cut" || code === "not-followed") return [t(code), "bad"];
      if (code === "stale") return [t("conflict"), "bad"];
      if (status === null) return [t("offline"), "warning"];
      return [t("refused", { why: message || code }), "bad"];
    }
  }
}
