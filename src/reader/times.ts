/**
 * What pages with times load: where the clocks of who reads show something else than those of the
 * festival, that is said beside it.
 */

function show(): void {
  const pattern = document.querySelector<HTMLElement>("[data-yours]")?.dataset["yours"];
  if (pattern === undefined) return;
  for (
    const span of document.querySelectorAll<HTMLElement>("[data-zone] .span:not(:has(.yours))")
  ) {
    const zone = span.closest<HTMLElement>("[data-zone]")!.dataset["zone"]!;
    const times = [...span.querySelectorAll("time")].map((time) => new Date(time.dateTime));
    const [start] = times;
    if (start === undefined || isSame(start, zone, CLOCK) && isSame(start, zone, DAY)) continue;
    const parts = times.map((time) => {
      const isSameDay = isSame(time, zone, DAY);
      return inZone(time, undefined, isSameDay ? CLOCK : { ...CLOCK, weekday: "short" });
    });
    const yours = document.createElement("small");
    yours.className = "yours";
    yours.textContent = pattern.replace("{at}", parts.join("–"));
    span.append(" ", yours);
  }
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DAY = { day: "numeric" } as const;

function isSame(time: Date, zone: string, style: Intl.DateTimeFormatOptions): boolean {
  return inZone(time, zone, style) === inZone(time, undefined, style);
}

/** Formats are costly to make, and a programme has hundreds of times. */
const formats = new Map<string, Intl.DateTimeFormat>();
function inZone(
  time: Date,
  timeZone: string | undefined,
  style: Intl.DateTimeFormatOptions,
): string {
  const name = `${timeZone}${Object.keys(style)}`;
  let format = formats.get(name);
  if (format === undefined) {
    const { lang } = document.documentElement;
    format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
      ...style,
      ...(timeZone !== undefined && { timeZone }),
    });
    formats.set(name, format);
  }
  return format.format(time);
}

show();
document.addEventListener("htmx:afterSettle", show);
