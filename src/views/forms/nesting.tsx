/** That a festival is nested in another one: said there by its author, and taken back. */
import type { FestivalDocument, Hex } from "../../node/mod.ts";
import { Button, Folded, SignForm } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { DeleteForm } from "./delete.tsx";

/** What a festival's own author can do with its announcement. */
export interface Announced {
  readonly id: Hex;
  /** In which it is announced. */
  readonly festival: Hex;
  readonly author: Hex;
  /** As it was called then. */
  readonly title: string;
}

/** Takes the announcement back, or says it again where the festival is called otherwise by now. */
export function AnnouncementForms(
  { sheet, announced, child, then }: {
    sheet: Sheet;
    announced: Announced;
    /** The nested one, where it is here. */
    child: FestivalDocument | undefined;
    then: string;
  },
) {
  const { id, festival, author, title } = announced;
  return (
    <>
      {child !== undefined && child.known && child.title !== title && (
        <AnnounceForm
          sheet={sheet}
          child={child}
          parent={festival}
          author={author}
          earlier={id}
          then={then}
        />
      )}
      <DeleteForm
        sheet={sheet}
        schema="nesting"
        id={id}
        festival={festival}
        only={[author]}
        then={then}
        label="nesting.withdraw"
        sure="nesting.withdraw.sure"
      />
    </>
  );
}

/** Nothing for an unlisted one: its address is a secret. */
export function AnnounceForm(
  { sheet, child, parent, author, earlier, then }: {
    sheet: Sheet;
    child: FestivalDocument;
    /** In which it is to be announced. */
    parent: Hex;
    /** Of the nested one. */
    author: Hex;
    /** The announcement whose place this takes. */
    earlier?: Hex;
    then: string;
  },
) {
  const { lang } = sheet;
  if (child.visibility === "unlisted" || child.nonce === null) return null;
  const label = t(lang, earlier === undefined ? "nesting.again" : "nesting.rename");
  return (
    <Folded label={label} only={[author]} kind="quiet">
      <SignForm
        sheet={sheet}
        schema="nesting"
        action="create"
        festival={parent}
        then={then}
        hidden={{ child: child.id, ...(earlier !== undefined && { earlier }) }}
        brief
      >
        <p>
          {t(lang, earlier === undefined ? "nesting.again.hint" : "nesting.rename.hint", {
            title: child.title,
          })}
        </p>
        <p class="buttons">
          <Button>{label}</Button>
        </p>
      </SignForm>
    </Folded>
  );
}
