/** One field that looks through all that is public here. */
import type { Child } from "hono/jsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";

export function SearchForm(
  { sheet, q = "", hidden = {}, children }: {
    sheet: Sheet;
    q?: string;
    hidden?: Readonly<Record<string, string>>;
    children?: Child;
  },
) {
  const { lang } = sheet;
  return (
    <form class="search" method="get" action="/search" role="search">
      <label for="search-all">{t(lang, "search.all")}</label>
      <div class="search-row">
        <input
          id="search-all"
          name="q"
          type="search"
          value={q}
          maxlength={200}
          dir="auto"
          autocomplete="off"
        />
        {Object.entries(hidden).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button class="button" type="submit">{t(lang, "search.go")}</button>
      </div>
      {children}
    </form>
  );
}
