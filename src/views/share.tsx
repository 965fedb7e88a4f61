/** A link to one document that any node can open, whether or not it follows the festival. */
import type { Hex } from "../node/mod.ts";
import type { Sheet } from "./sheet.ts";
import { t, tx } from "./strings/mod.ts";

/** Folded; to be copied by hand, so that it needs no script. */
export function ShareLink(
  { sheet, id, title, more }: {
    sheet: Sheet;
    /** The document's, the festival's or the user's. */
    id: Hex;
    /** As plain text. */
    title: string;
    /** When and where, as plain text. */
    more?: string | undefined;
  },
) {
  const { lang } = sheet;
  const origin = sheet.origin ?? "";
  const link = `${origin}/shared/${id}`;
  const lines = [title, more, link].filter((line) => line !== undefined && line !== "");
  return (
    <details class="more share-link">
      <summary>{t(lang, "share")}</summary>
      <p>
        {tx(lang, "share.how", { open: <a href="/shared">{t(lang, "share.open")}</a> })}
      </p>
      {isLocal(origin) && <p class="hint">{t(lang, "share.local")}</p>}
      <div class="field">
        <label for="share-link">{t(lang, "share.link")}</label>
        <input id="share-link" type="text" readonly value={link} dir="ltr" />
      </div>
      <div class="field">
        <label for="share-text">{t(lang, "share.text")}</label>
        <textarea id="share-text" rows={lines.length + 1} readonly dir="auto">
          {lines.join("\n")}
        </textarea>
      </div>
    </details>
  );
}

function isLocal(origin: string): boolean {
  const host = URL.parse(origin)?.hostname ?? "";
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}
