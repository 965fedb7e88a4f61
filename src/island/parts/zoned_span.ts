/** Times as pages show them: in the festival's zone, and the reader's beside it where that differs. */
import type { Span } from "../../core/forms/mod.ts";
import { make } from "../element.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({ en: { "yours": "{at} your time" } });

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DAY = { weekday: "short", day: "numeric", month: "short" } as const;
/** A night that goes on into the next morning still reads as one span of hours. */
const LONG_MS = 18 * 3_600_000;
/** Beyond it a `Date` has no reading, with room for any offset. */
const LAST_INSTANT = 8.64e15 - 2 * 86_400_000;

export function zonedSpan(at: Span, zone: string): HTMLElement {
  const textContent = spanText(at, zone);
  const span = make("span", { className: "span", textContent });
  if (isBeyond(at)) return span;
  const { start, end } = at;
  const timeZone = knownZone(zone);
  const isSame = (style: Intl.DateTimeFormatOptions) =>
    [start, end].every((time) => say(time, style, timeZone) === say(time, style));
  if (isSame({ ...DAY, ...CLOCK })) return span;
  const yours = isSame(DAY) ? `${say(start, CLOCK)}–${say(end, CLOCK)}` : textOf(at, undefined);
  const small = make("small", { className: "yours", textContent: t("yours", { at: yours }) });
  span.append(" ", small);
  return span;
}

/** In the festival's zone alone. */
export function spanText(span: Span, zone: string): string {
  return isBeyond(span) ? "…" : textOf(span, knownZone(zone));
}

function isBeyond({ start, end }: Span): boolean {
  return Math.abs(start) > LAST_INSTANT || Math.abs(end) > LAST_INSTANT;
}

function textOf({ start, end }: Span, zone: string | undefined): string {
  const style = end - start < LONG_MS ? CLOCK : { ...DAY, ...CLOCK };
  return `${say(start, { ...DAY, ...CLOCK }, zone)}–${say(end, style, zone)}`;
}

function say(at: number, style: Intl.DateTimeFormatOptions, zone?: string): string {
  const { lang } = document.documentElement;
  const options = zone === undefined ? style : { ...style, timeZone: zone };
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang || undefined, options).format(at);
}

/** A zone that this browser does not know shows as UTC, as on the pages. */
export function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
