/** A new festival: its id is known before its first entry, and its parent is told of it. */
import { festivalIdOf, fromHex, type MessageDraft, NONCE_BYTES } from "../messages/mod.ts";
import type { CurrentFestival } from "./documents.ts";
import type { Making } from "./form.ts";
import { idOf } from "./inputs.ts";
import { judge, NOBODY } from "./judge.ts";
import { bytesOf, withdraw } from "./request_form.ts";
import type { FieldValues } from "./stored.ts";

export function createFestival(
  { inputs, schema, context }: Making,
  fields: FieldValues,
): MessageDraft[] {
  const { author, nonce, at } = context;
  const known = author !== undefined && nonce !== undefined;
  const trialNonce = nonce ?? new Uint8Array(NONCE_BYTES);
  const id = festivalIdOf(author ?? NOBODY, trialNonce);
  const draft: MessageDraft = {
    action: "create",
    schema: schema.name,
    version: 1,
    festival: id,
    id,
    at,
    fields: { nonce: trialNonce, ...fields },
  };
  judge(inputs, schema, draft, {}, author);
  if (!known) return [{ action: "create", schema: schema.name, version: 1, at, fields }];

  const parent = fields["parent"];
  // Announcing an unlisted festival would tell its secret address.
  if (!(parent instanceof Uint8Array) || fields["visibility"] === "unlisted") return [draft];
  return [draft, nesting(parent, id, trialNonce, fields["title"] ?? "", at)];
}

/**
 * Announces a festival in another one (`festival` of the form), as it is called now: `context.current`
 * is the nested one. What announced it there before, as far as `earlier` names it, is taken back.
 */
export function announceAgain({ inputs, context }: Making): MessageDraft[] {
  const { at } = context;
  const child = context.current as CurrentFestival | undefined;
  const festival = inputs.id("festival");
  if (festival === undefined) inputs.refuse("festival", "missing");
  if (child === undefined) throw new TypeError("an announcement needs the festival that it is of");
  const nonce = fromHex(child.nonce ?? "");
  // Announcing an unlisted festival would tell its secret address.
  if (nonce === null || nonce.length !== NONCE_BYTES || child.visibility === "unlisted") {
    inputs.refuse("", "no-effect");
  }
  if (inputs.errors.length > 0) return [];
  const earlier = inputs.all("earlier").flatMap((text) => idOf(text) ?? []);
  return [
    nesting(festival!, bytesOf(child.id), nonce!, child.title, at),
    ...earlier.map((id) => ({ ...withdraw("nesting", id, at), festival: festival! })),
  ];
}

function nesting(
  parent: Uint8Array,
  child: Uint8Array,
  nonce: Uint8Array,
  title: FieldValues[string],
  at: number | undefined,
): MessageDraft {
  const fields = { child, nonce, title };
  return { action: "create", schema: "nesting", version: 1, festival: parent, at, fields };
}
