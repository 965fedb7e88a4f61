/** Whether a draft would have the effect that the person wants. */
import {
  applyUpdate,
  encodeMessage,
  type MessageDraft,
  parseMessage,
  rulesHold,
  type Schema,
} from "../messages/mod.ts";
import { blame } from "./blame.ts";
import type { Inputs } from "./inputs.ts";
import type { FieldValues } from "./stored.ts";

/** Refuses a draft that would have no effect, at the fields that are to blame. */
export function judge(
  inputs: Inputs,
  schema: Schema,
  draft: MessageDraft,
  before: FieldValues,
  author: Uint8Array | undefined,
): void {
  for (const [name, value] of Object.entries(draft.fields ?? {})) {
    const field = schema.fields[name];
    if (field === undefined || value === null) continue;
    inputs.errors.push(...blame(field, name, value));
  }
  if (inputs.errors.length > 0) return;
  const place = { author: author ?? NOBODY, festival: draft.festival ?? null };
  const parsed = parseMessage(encodeMessage(draft), place);
  if (!parsed.ok || parsed.message.action === "delete") {
    inputs.refuse("", "no-effect");
    return;
  }
  const values = parsed.message.action === "update"
    ? applyUpdate(before, parsed.message.values)
    : parsed.message.values;
  if (!rulesHold(parsed.message.schema, values)) inputs.refuse("end", "start-after-end");
}

/** Who signs where nobody is known yet: no rule of a draft asks who it is. */
export const NOBODY = new Uint8Array(32);
