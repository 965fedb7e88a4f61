/** A new festival: its id is known before its first entry, and its parent is told of it. */
import { festivalIdOf, type MessageDraft, NONCE_BYTES } from "../messages/mod.ts";
import type { Making } from "./form.ts";
import { judge, NOBODY } from "./judge.ts";
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
  const title = fields["title"] ?? "";
  const nesting: MessageDraft = {
    action: "create",
    schema: "nesting",
    version: 1,
    festival: parent,
    at,
    fields: { child: id, nonce: trialNonce, title },
  };
  return [draft, nesting];
}
