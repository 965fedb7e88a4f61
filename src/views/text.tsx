/** Text of others: isolated, escaped, its lines kept; addresses only where they can do no harm. */
import type { Child } from "hono/jsx";
import type { AccessAnswer } from "../node/mod.ts";
import type { Sheet } from "./sheet.ts";
import { type Lang, t } from "./strings/mod.ts";
import { DAY, dayOf, formatTime, isoOf, type Style, UTC, type Zone } from "./time.ts";

const SAFE = new Set(["https:", "http:", "mailto:", "tel:", "geo:"]);

/** The address as a link may carry it; null for anything but https, http, mailto, tel and geo. */
export function safeUrl(text: string): string | null {
  const url = URL.parse(text.trim());
  return url !== null && SAFE.has(url.protocol) ? url.href : null;
}

/** A title of somebody's, or that there is none. */
export function Title({ sheet, text }: { sheet: Sheet; text: string | null }) {
  return text === null || text.trim() === ""
    ? <span class="untitled">{t(sheet.lang, "untitled")}</span>
    : <bdi>{text}</bdi>;
}

/** The same as plain text, for `<title>` and attributes. */
export function titleText(sheet: Sheet, text: string | null): string {
  return titleOf(sheet.lang, text);
}

export function titleOf(lang: Lang, text: string | null): string {
  return text === null || text.trim() === "" ? t(lang, "untitled") : text;
}

/** Text of several lines: an empty line parts paragraphs. */
export function Prose({ text }: { text: string }) {
  const paragraphs = text.split(/\n{2,}/).filter((part) => part.trim() !== "");
  if (paragraphs.length === 0) return null;
  return (
    <div class="prose">
      {paragraphs.map((paragraph) => (
        <p dir="auto">
          {paragraph.split("\n").map((line, i) => i === 0 ? line : [<br />, line])}
        </p>
      ))}
    </div>
  );
}

export function OuterLink({ url, children }: { url: string; children?: Child }) {
  const href = safeUrl(url);
  return href === null
    ? <bdi>{children ?? url}</bdi>
    : (
      <a href={href} rel="noopener noreferrer nofollow ugc">
        <bdi>{children ?? url}</bdi>
      </a>
    );
}

/** A contact: an address if it is one, an e-mail address or a phone number as that, else the words. */
export function Contact({ text }: { text: string }) {
  if (safeUrl(text) === null && mailAddress(text) !== null) {
    return <OuterLink url={`mailto:${text}`}>{text}</OuterLink>;
  }
  if (/^\+?[\d\s()/.-]+$/.test(text) && text.replace(/\D/g, "").length >= 5) {
    return <OuterLink url={`tel:${text.replace(/[^+\d]/g, "")}`}>{text}</OuterLink>;
  }
  return <OuterLink url={text} />;
}

/** A contact's e-mail address; null where it is none. */
export function mailAddress(text: string | null): string | null {
  const address = text?.trim().replace(/^mailto:/i, "") ?? "";
  return safeUrl(address) === null && /^[^\s@:/?&]+@[^\s@:/?&]+\.[^\s@:/?&]+$/.test(address)
    ? address
    : null;
}

interface TimeProps {
  sheet: Sheet;
  at: number;
  style: Style;
  zone?: Zone;
}

export function Time({ sheet, at, style, zone = UTC }: TimeProps) {
  const iso = isoOf(at);
  return iso === null
    ? <span>{t(sheet.lang, "time.beyond")}</span>
    : <time datetime={iso}>{formatTime(at, style, zone, sheet.lang)}</time>;
}

/** From and to: the day once where it is the same one, and years where they could be mistaken. */
export function TimeSpan(
  { sheet, start, end, zone, day = true }: {
    sheet: Sheet;
    start: number;
    end: number;
    zone: Zone;
    /** False where a heading says the day. */
    day?: boolean;
  },
) {
  // A night that goes on into the next morning still reads as one span of hours.
  const close = end - start < 18 * 3_600_000;
  const long = !close &&
    (end - start > FEW_DAYS || yearIn(zone, start) !== yearIn(zone, end));
  const whole = long ? "full" : "short";
  return (
    <span class="span">
      <Time sheet={sheet} at={start} style={day ? whole : "clock"} zone={zone} />–<Time
        sheet={sheet}
        at={end}
        style={close ? "clock" : whole}
        zone={zone}
      />
    </span>
  );
}

/** As long as a festival is: what goes on for longer may come back in another year. */
const FEW_DAYS = 7 * DAY;

function yearIn(zone: Zone, time: number): string | undefined {
  return dayOf(time, zone, 0).split("-", 1)[0];
}

/** Which zone the times of a page are in. */
export function ZoneNote({ sheet, zone }: { sheet: Sheet; zone: Zone }) {
  return (
    <p class="zone">
      {zone.unknown === null
        ? t(sheet.lang, "zone.named", { zone: zone.name })
        : t(sheet.lang, "zone.unknown", { zone: zone.unknown })}
    </p>
  );
}

/** Hex in whole, breakable anywhere. */
export function Hash({ hex, digits }: { hex: string; digits?: number }) {
  return (
    <code class="hex">
      {digits === undefined || hex.length <= digits ? hex : `${hex.slice(0, digits)}…`}
    </code>
  );
}

export function answerWord(sheet: Sheet, answer: AccessAnswer | undefined): string {
  return t(sheet.lang, answer === undefined ? "access.untold" : `access.${answer}`);
}
