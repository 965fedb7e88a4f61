/** Taking something back. */
import type { Child } from "hono/jsx";
import type { Hex } from "../../node/mod.ts";
import { Button, Folded, SignForm } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { type StringKey, t } from "../strings/mod.ts";

/** Withdrawing a request, deleting an event: asked once more before it is signed. */
export function DeleteForm(
  { sheet, schema, id, festival, only, then, label, sure, hidden, timezone, children }: {
    sheet: Sheet;
    schema:
      | "event"
      | "resource"
      | "request"
      | "authorization"
      | "proposal"
      | "vote"
      | "nesting"
      | "user";
    /** Of a profile: whose. */
    id: Hex;
    /** Null of a profile. */
    festival: Hex | null;
    only: readonly Hex[];
    then: string;
    label: StringKey;
    sure: StringKey;
    hidden?: Readonly<Record<string, string>>;
    /** Of what goes with it. */
    timezone?: string;
    children?: Child;
  },
) {
  return (
    <Folded label={t(sheet.lang, label)} only={only} kind="danger">
      <SignForm
        sheet={sheet}
        schema={schema}
        action="delete"
        festival={festival}
        id={id}
        then={then}
        hidden={hidden}
        timezone={timezone}
        brief
      >
        <p>
          {t(sheet.lang, sure)} {t(sheet.lang, "taken.seen")}
        </p>
        {children}
        <p class="buttons">
          <Button kind="danger">{t(sheet.lang, label)}</Button>
        </p>
      </SignForm>
    </Folded>
  );
}
