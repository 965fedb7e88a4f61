/** Ways to take along what a page shows. */
import type { Hex } from "../node/mod.ts";
import type { Alternate } from "./shell.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";

/** A festival's feeds, for the head of its pages. */
export function feedsOf({ lang }: Sheet, festival: Hex): Alternate[] {
  const at = `/festivals/${festival}`;
  return [
    {
      href: `${at}/calendar.ics`,
      type: "text/calendar",
      title: t(lang, "feed.calendar"),
    },
    { href: `${at}/feed.atom`, type: "application/atom+xml", title: t(lang, "feed.atom") },
    { href: `${at}/festival.json`, type: "application/json", title: t(lang, "feed.json") },
  ];
}

export function Feeds({ sheet, festival }: { sheet: Sheet; festival: Hex }) {
  const { lang } = sheet;
  return (
    <section id="subscribe" class="feeds" aria-labelledby="subscribe-heading">
      <h2 id="subscribe-heading">{t(lang, "feed.subscribe")}</h2>
      <p>{t(lang, "feed.how")}</p>
      <ul class="places" role="list">
        {feedsOf(sheet, festival).map(({ href, title, type }) => (
          <li>
            <a href={href} type={type}>{title}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
