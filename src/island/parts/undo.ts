/**
 * Takes back what was just signed: each of its entries is voided by a delete, the last one first. A
 * create goes, a change is as it was, and a delete is taken back itself.
 */
import { fromHex, type MessageDraft, schemaNamed } from "../../core/messages/mod.ts";
import { whoAmI } from "../me.ts";
import { say, sayAt, type Undoable } from "../notice.ts";
import { publish, tell } from "../publish.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "undone":
      "Taken back. Others may have seen it already: nodes that are offline learn of it later.",
    "other-key": "Another key signed that.",
  },
});

export async function undo({ key, entries, back }: Undoable): Promise<void> {
  const me = await whoAmI();
  if (me === null || me.key.publicKey !== key) return void say(t("other-key"), "bad");
  const messages = entries.toReversed().flatMap(({ schema, festival, id }): MessageDraft[] =>
    schemaNamed(schema)?.actions.includes("delete")
      ? [{
        action: "delete",
        schema,
        version: 1,
        festival: festival === null ? undefined : fromHex(festival)!,
        id: fromHex(id)!,
        at: Date.now(),
      }]
      : []
  );
  if (tell(await publish(me, messages))) sayAt(back, t("undone"));
}
