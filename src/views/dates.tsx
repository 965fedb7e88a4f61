/** What a festival is called, and when it is. */
import type { FestivalDocument } from "../node/mod.ts";
import type { Sheet } from "./sheet.ts";
import { t, tx } from "./strings/mod.ts";
import { Time, Title } from "./text.tsx";
import { DAY, zoneOf } from "./time.ts";

/** A festival whose own message has not arrived shows by its id. */
export function FestivalTitle({ sheet, festival }: { sheet: Sheet; festival: FestivalDocument }) {
  return festival.known
    ? <Title sheet={sheet} text={festival.title} />
    : <code class="hex">{festival.id.slice(0, 16)}…</code>;
}

export function FestivalDates({ sheet, festival }: { sheet: Sheet; festival: FestivalDocument }) {
  const { lang } = sheet;
  const { start, end } = festival;
  const zone = zoneOf(festival.timezone);
  const at = (time: number) => <Time sheet={sheet} at={time} style="date" zone={zone} />;
  if (start === null && end === null) return <span>{t(lang, "festival.nodates")}</span>;
  if (start === null) return <span>{tx(lang, "festival.until", { end: at(end!) })}</span>;
  if (end === null) return <span>{tx(lang, "festival.from", { start: at(start) })}</span>;
  if (end - start < DAY) return at(start);
  return (
    <span>
      {at(start)} – {at(end)}
    </span>
  );
}
