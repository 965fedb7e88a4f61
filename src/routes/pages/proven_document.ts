/** What entries say that are here with their proof alone: read for a page, and for nothing else. */
import {
  applyUpdate,
  decodeCbor,
  fromHex,
  logIdOf,
  parseMessage,
  toHex,
  toJson,
  type Values,
} from "../../core/messages/mod.ts";
import type { Proven, ProvenEntry } from "../../node/mod.ts";
import type { ProvenDocument } from "../../views/mod.ts";
import { saidBy } from "../named.ts";

/** As far as it goes: what is not here may say otherwise. */
export function provenDocument({ author, logId, items }: Proven): ProvenDocument {
  const document = {
    schema: null as string | null,
    values: null as Values | null,
    festival: null as string | null,
    changes: 0,
    isChange: false,
    withdrawn: false,
    raw: null as string | null,
  };
  for (const item of items) take(item);
  // Whoever takes it back means what it said, too.
  return document.withdrawn ? { ...document, values: null, raw: null } : document;

  function take({ payload }: ProvenEntry): void {
    const said = payload === null ? null : saidBy(payload);
    if (payload === null || said === null) return;
    document.schema ??= said.schema;
    document.raw ??= jsonOf(payload);
    const festival = logId === 0 || said.festival === null ? null : fromHex(said.festival);
    // A log goes by six bytes of its festival's id: the message says the rest.
    if (festival !== null && logIdOf(festival) === logId) document.festival ??= toHex(festival);
    const parsed = parseMessage(payload, { author, festival });
    if (!parsed.ok || (festival !== null && logIdOf(festival) !== logId)) return;
    const { message } = parsed;
    if (message.action === "create") document.values ??= message.values;
    else if (message.action === "delete") document.withdrawn = true;
    else if (document.values === null || document.isChange) {
      document.values = applyUpdate(document.values ?? {}, message.values);
      document.isChange = true;
    } else {
      document.values = applyUpdate(document.values, message.values);
      document.changes++;
    }
  }
}

const MOST_SHOWN = 8_192;

function jsonOf(payload: Uint8Array): string | null {
  const decoded = decodeCbor(payload);
  if (!decoded.ok) return null;
  const text = JSON.stringify(toJson(decoded.value), null, 2);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
