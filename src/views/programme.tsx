/** The programme: a list a day in order of time; on wide screens the same list as a grid. */
import type { EventDocument, EventPlace, FestivalDocument } from "../node/mod.ts";
import { raw } from "hono/html";
import { drawnOnce, drawnTogether } from "./drawn.ts";
import { Empty } from "./shell.tsx";
import type { Sheet } from "./sheet.ts";
import { Tally } from "./states.tsx";
import { t, tx } from "./strings/mod.ts";
import { Time, TimeSpan, Title } from "./text.tsx";
import { DAY, dayOf, formatDay, formatTime, minuteOfDay, type Zone } from "./time.ts";
import {
  type DayItems,
  daysOf,
  layOut,
  MOST_LANES,
  type ProgrammeItem,
  quarterOf,
} from "./timeline.ts";

/** From here on it is tonight. */
const EVENING = 17 * 60;

interface ProgrammeProps {
  sheet: Sheet;
  items: readonly ProgrammeItem[];
  zone: Zone;
  dayBreak: number;
  /** The second programme of a page: what is there is called otherwise, and nobody jumps there. */
  part?: "also";
}

export function Programme({ sheet, items, zone, dayBreak, part }: ProgrammeProps) {
  const { lang, now } = sheet;
  const days = daysOf(items, { zone, dayBreak });
  const dayProps = { sheet, zone, dayBreak };
  if (part !== undefined) {
    return (
      <>{days.map((day) => <Day {...dayProps} day={day} anchors={NO_ANCHORS} part={part} />)}</>
    );
  }
  const today = dayOf(now, zone, dayBreak);
  const isOn = ({ event }: ProgrammeItem) => event.stage !== "cancelled";
  const first = (fits: (item: ProgrammeItem) => boolean) => {
    for (const day of days) {
      const found = day.items.find((item) => isOn(item) && fits(item));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const current = first(({ event }) => event.start <= now && event.end > now);
  const tonight = days.find((day) => day.key === today)?.items.find((item) =>
    isOn(item) && item.event.start > now &&
    minuteOfDay(item.event.start, zone, dayBreak) >= EVENING - dayBreak
  );
  const next = first(({ event }) => event.start > now);
  const anchors = new Map<string, string>();
  if (tonight !== undefined) anchors.set(tonight.event.id, "tonight");
  if (current !== undefined) anchors.set(current.event.id, "now");

  return (
    <>
      {(days.length > 1 || anchors.size > 0) && (
        <nav class="jumps" aria-label={t(lang, "programme.jumps")}>
          {current !== undefined && <a href="#now">{t(lang, "programme.now")}</a>}{" "}
          {tonight !== undefined && tonight !== current && (
            <a href="#tonight">{t(lang, "programme.tonight")}</a>
          )}
          {days.map((day) => [" ", <a href={`#day-${day.key}`}>{dayWord(sheet, day.key)}</a>])}
        </nav>
      )}
      {current === undefined && next !== undefined &&
        (days.some((day) => day.key === today) || days[0]!.key < today) &&
        dayOf(next.event.start, zone, dayBreak) !== today && (
        <p class="next">
          {tx(lang, "programme.next", {
            at: <Time sheet={sheet} at={next.event.start} style="short" zone={zone} />,
            title: (
              <a href={`/events/${next.event.id}`}>
                <Title sheet={sheet} text={next.event.title} />
              </a>
            ),
          })}
        </p>
      )}
      {days.map((day) => <Day {...dayProps} day={day} anchors={anchors} />)}
    </>
  );
}

const NO_ANCHORS: ReadonlyMap<string, string> = new Map();

function dayWord(sheet: Sheet, key: string): string {
  const noon = Date.parse(`${key}T12:00:00Z`);
  if (Number.isNaN(noon)) return dayTitle(sheet, key);
  const short = formatTime(noon, "date", { name: "UTC", unknown: null }, sheet.lang)!;
  const weekday = formatTime(noon, "weekday", { name: "UTC", unknown: null }, sheet.lang)!;
  return Math.abs(noon - sheet.now) < 300 * DAY
    ? `${weekday.slice(0, 3)} ${short.replace(/ \d+$/, "")}`
    : short;
}

function dayTitle(sheet: Sheet, key: string): string {
  return formatDay(key, sheet.lang) ?? t(sheet.lang, "time.beyond");
}

interface DayProps {
  sheet: Sheet;
  day: DayItems;
  zone: Zone;
  dayBreak: number;
  anchors: ReadonlyMap<string, string>;
  part?: "also";
}

/** A day is laid out and drawn again only when something of it changes. */
function Day(props: DayProps) {
  const { sheet, day: { key, items }, zone, dayBreak, anchors, part } = props;
  const today = key === dayOf(sheet.now, zone, dayBreak);
  const jumps = [...anchors].filter(([id]) => items.some(({ event }) => event.id === id));
  const first = items[0]!.event;
  // What is here is what is asked of the day, then what follows from its events: two pages that
  // show the same day of others have other names, one page at another time the same one.
  const how = JSON.stringify([
    ["day", first.festival, sheet.lang, zone.name, dayBreak, part, key, first.id, items.length],
    [today && quarterOf({ zone, dayBreak, now: sheet.now }), jumps],
  ]);
  return drawnTogether(sheet, how, items, isSameItem, () => <DayText {...props} today={today} />);
}

function isSameItem(one: ProgrammeItem, other: ProgrammeItem): boolean {
  return one.event === other.event && one.inside?.id === other.inside?.id &&
    one.inside?.title === other.inside?.title && samePlaces(one.places, other.places);
}

function samePlaces(some: readonly EventPlace[], others: readonly EventPlace[]): boolean {
  return some === others || some.length === others.length &&
      some.every(({ id, title, sure }, i) => {
        const other = others[i]!;
        return id === other.id && title === other.title && sure === other.sure;
      });
}

/** Depends on nothing but what {@link Day} names and compares. */
function DayText({ sheet, zone, anchors, today, part, ...props }: DayProps & { today: boolean }) {
  const { lang, now } = sheet;
  const day = layOut(props.day, { zone, dayBreak: props.dayBreak, now });
  const id = part === undefined ? `day-${day.key}` : `${part}-${day.key}`;
  // Too many places side by side for a grid, or nothing that is looked at by its hours.
  const isList = day.laneCount > MOST_LANES || part !== undefined;
  const list = (
    <ol class={isList ? "cards" : "slots"} role="list">
      {day.slots.map((slot) =>
        EventCard({
          sheet,
          event: slot.event,
          places: slot.places,
          inside: slot.inside,
          zone,
          day: false,
          anchor: anchors.get(slot.event.id),
          cell: isList ? undefined : `from-${slot.from} to-${slot.to} lane-${slot.lane}`,
        })
      )}
    </ol>
  );
  const title = dayTitle(sheet, day.key);
  return (
    <section class="day" aria-labelledby={id}>
      <h3 id={id}>
        {title} {today && <span class="today">{t(lang, "programme.today")}</span>}
      </h3>
      {isList ? list : (
        <div
          class={`timeline lanes-${day.laneCount}`}
          {...(day.laneCount > 6
            ? {
              tabindex: 0,
              role: "region",
              "aria-label": t(lang, "programme.region", { day: title }),
            }
            : {})}
        >
          {/* Headings of columns and rows are drawn from attributes: every card says its place and time. */}
          <div class="rules" aria-hidden="true">
            {day.lanes.map((lane, i) => (
              <i
                class={`lane-head lane-${lane.from} upto-${(day.lanes[i + 1]?.from ??
                  day.laneCount + 1)}`}
                data-label={lane.title ?? t(lang, "programme.elsewhere")}
              >
              </i>
            ))}
            {day.hours.map((hour) => (
              <i
                class={`hour from-${hour.row}`}
                data-label={`${String(Math.floor(hour.minute / 60)).padStart(2, "0")}:${
                  String(hour.minute % 60).padStart(2, "0")
                }`}
              >
              </i>
            ))}
            {day.nowRow !== null && (
              <i class={`now-line from-${day.nowRow}`} data-label={t(lang, "programme.now")}></i>
            )}
          </div>
          {list}
        </div>
      )}
    </section>
  );
}

/** Sure: all that it asked for is confirmed. */
export function isSure(event: EventDocument): boolean {
  return event.stage === "planned" && event.requests.confirmed === event.requests.total;
}

interface EventCardProps {
  sheet: Sheet;
  event: EventDocument;
  /** Null where nobody looked. */
  places: readonly EventPlace[] | null;
  /** The nested festival that it is of, where a page shows its programme with another's. */
  inside?: FestivalDocument | undefined;
  zone: Zone;
  /** False where a heading says the day. */
  day: boolean;
  anchor?: string | undefined;
  /** Classes of its cell in the grid. */
  cell?: string | undefined;
}

/** An event in a list: two thousand of them are one page, so what they say is drawn once. */
export function EventCard(props: EventCardProps) {
  const { sheet, event, places, inside, zone, day, anchor, cell } = props;
  const where = places?.map(({ id, title, sure }) => `${id}${sure ? "+" : "-"}${title}`).join("\n");
  const of = inside === undefined ? "" : `${inside.id}${inside.title}`;
  const how = `card ${sheet.lang} ${zone.name} ${day} ${where ?? "?"}\n\n${of}`;
  const look = event.stage === "cancelled" ? "cancelled" : isSure(event) ? "sure" : "unsure";
  // Put together by hand: nothing in it is anybody's words.
  const id = anchor === undefined ? "" : ` id="${anchor}"`;
  const shown = day ? ` data-zone="${zone.name}"` : "";
  return raw(
    `<li class="card ${look}${cell === undefined ? "" : ` ${cell}`}"${id}${shown}>${
      drawnOnce(event, how, () => <CardText {...props} />)
    }</li>`,
  );
}

/** Depends on nothing but what {@link EventCard} names: it is drawn once. */
function CardText({ sheet, event, places, inside, zone, day }: EventCardProps) {
  const { lang } = sheet;
  return (
    <>
      <p class="card-time">
        <TimeSpan sheet={sheet} start={event.start} end={event.end} zone={zone} day={day} />
      </p>
      <p class="card-title">
        <a href={`/events/${event.id}`}>
          <Title sheet={sheet} text={event.title} />
        </a>
      </p>
      {inside !== undefined && (
        <p class="card-festival">
          {tx(lang, "event.inside", {
            festival: (
              <a href={`/festivals/${inside.id}`}>
                <Title sheet={sheet} text={inside.title} />
              </a>
            ),
          })}
        </p>
      )}
      {(places !== null || event.where !== null) && (
        <p class="card-place">
          <Where sheet={sheet} event={event} places={places ?? []} />
        </p>
      )}
      <p class="card-state">
        {event.stage === "cancelled" ? <strong>{t(lang, "stage.cancelled")}</strong> : (
          <>
            {event.stage === "idea" && <strong>{t(lang, "stage.idea")}</strong>}{" "}
            {event.requests.total > 0 && <Tally sheet={sheet} requests={event.requests} />}
            {event.stage === "planned" && !isSure(event) && [
              " · ",
              <span class="not-sure">{t(lang, "event.unsure")}</span>,
            ]}
          </>
        )}
      </p>
    </>
  );
}

/** Where it happens, in words. */
export function Where(
  { sheet, event, places }: { sheet: Sheet; event: EventDocument; places: readonly EventPlace[] },
) {
  const { lang } = sheet;
  const link = (place: EventPlace) => (
    <a href={`/resources/${place.id}`}>
      <Title sheet={sheet} text={place.title} />
    </a>
  );
  const sure = places.filter((place) => place.sure);
  if (sure.length > 0) return <span>{sure.map((place, i) => [i > 0 && ", ", link(place)])}</span>;
  if (event.where !== null && event.where.trim() !== "") return <bdi>{event.where}</bdi>;
  if (places.length > 0) {
    return <span>{tx(lang, "event.asks", { place: link(places[0]!) })}</span>;
  }
  return <span>{t(lang, "event.nowhere")}</span>;
}

/** Nothing there, and nothing matches, are different things. */
export function NoEvents(
  { sheet, filtered, all, open }: {
    sheet: Sheet;
    filtered: boolean;
    all: string;
    /** Whether one can be created. */
    open: boolean;
  },
) {
  return filtered
    ? (
      <Empty
        text={t(sheet.lang, "programme.nomatch")}
        href={all}
        action={t(sheet.lang, "programme.showall")}
      />
    )
    : !open
    ? <Empty text={t(sheet.lang, "programme.none")} />
    : (
      <Empty
        text={t(sheet.lang, "programme.empty")}
        href="#create-event"
        action={t(sheet.lang, "event.create")}
      />
    );
}
