/** Hours of days, as people read them: `Fri 3 – Sun 5 Jul: 10:00–02:00`. */
import type { DayRun } from "../core/forms/mod.ts";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";
import { formatDay } from "./time.ts";

export function HourList({ sheet, runs }: { sheet: Sheet; runs: readonly DayRun[] }) {
  const { lang } = sheet;
  const day = (date: string) => formatDay(date, lang, "dayshort") ?? date;
  return (
    <ul class="plain hour-list">
      {runs.map(({ first, last, all, hours }) => (
        <li>
          {t(lang, "hours.run", {
            days: first === last
              ? day(first)
              : t(lang, "hours.days", { first: day(first), last: day(last) }),
            hours: all
              ? t(lang, "hours.all")
              : hours.map((one) => t(lang, "hours.span", { ...one })).join(", "),
          })}
        </li>
      ))}
    </ul>
  );
}
