/** What was just signed, as it can be taken back in one gesture. */
import type { Signed } from "../../client/mod.ts";
import { documentIdOf } from "../../core/bamboo/mod.ts";
import { fromHex, type MessageDraft, toHex } from "../../core/messages/mod.ts";
import type { Me } from "../me.ts";
import type { Undoable } from "../notice.ts";

/** Undefined where it cannot be: a festival is closed, not deleted. */
export function undoableOf(
  me: Me,
  messages: readonly MessageDraft[],
  results: readonly Signed[],
  back: string,
): Undoable | undefined {
  const entries = messages.flatMap(({ schema, festival }, i) => {
    const result = results[i]!;
    const hash = "hash" in result ? fromHex(result.hash) : null;
    if (hash === null) return [];
    return [{
      schema,
      festival: festival === undefined ? null : toHex(festival),
      id: toHex(documentIdOf(hash)),
    }];
  });
  const canUndo = entries.length > 0 && entries.every(({ schema }) => schema !== "festival");
  return canUndo ? { key: me.key.publicKey, entries, back } : undefined;
}
