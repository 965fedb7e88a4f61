/** Setting a proposal aside: remembered in one browser, and told to nobody but by a person. */
import type { ProposalDocument } from "../node/mod.ts";
import { Button } from "./fields.tsx";
import { nameOf, type Names } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";
import { titleText } from "./text.tsx";

/** For who may accept it. Without script there is nothing to remember it by. */
export function SetAside(
  { sheet, proposal, names }: { sheet: Sheet; proposal: ProposalDocument; names: Names },
) {
  const { lang } = sheet;
  if (proposal.for === null || proposal.for === proposal.author) return null;
  const title = titleText(sheet, proposal.title);
  const isNew = proposal.document === null;
  const text = [
    isNew ? t(lang, "aside.words.new") : t(lang, "aside.words", { title }),
    `${sheet.origin ?? ""}/proposals/${proposal.id}`,
  ].join("\n");
  const subject = isNew ? t(lang, "proposal") : t(lang, "aside.subject", { title });
  const id = `aside-${proposal.id.slice(0, 16)}`;
  const address = `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;
  return (
    <div class="scripted set-aside" data-only={proposal.for} data-aside={proposal.id}>
      <p class="buttons">
        <Button action="set-aside" kind="quiet">{t(lang, "aside")}</Button>
      </p>
      <p class="hint">{t(lang, "aside.what")}</p>
      <details class="more">
        <summary>{t(lang, "aside.tell", { name: nameOf(names, proposal.author) })}</summary>
        <div class="field">
          <label for={id}>{t(lang, "aside.text")}</label>
          <textarea id={id} rows={3} dir="auto">{text}</textarea>
        </div>
        <p class="buttons" data-tell={id} data-title={subject}>
          <a class="button" href={address}>{t(lang, "tell.mail")}</a>{" "}
          <button class="button quiet" type="button" data-tell-by="share" hidden>
            {t(lang, "tell.share")}
          </button>{" "}
          <button class="button quiet" type="button" data-tell-by="copy" hidden>
            {t(lang, "tell.copy")}
          </button>
        </p>
      </details>
    </div>
  );
}
