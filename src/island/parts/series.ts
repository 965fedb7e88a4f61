/** Shows all days of a series before they are signed. */
import type { Occurrence, Warning } from "../../core/forms/mod.ts";
import { make } from "../element.ts";
import { t as said, wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "title": "{n} events, one for each of these days",
    "all": "Sign all {n}",
    "skip": "Skip the {n} that conflict",
    "taken": "“{title}” is taken",
    "outside-availability": "“{title}” cannot be had",
    "skipped": "left out",
  },
});

export type SeriesAnswer = "all" | "skip" | null;

/** Null where the person goes back to the form. */
export function askAboutSeries(
  occurrences: readonly Occurrence[],
  zone: string,
): Promise<SeriesAnswer> {
  const dialog = make("dialog", { className: "series" });
  const kept = occurrences.filter(({ skipped }) => !skipped);
  const conflicts = kept.filter((one) => one.conflicts.length > 0).length;
  const title = make("h2", { textContent: t("title", { n: kept.length }), id: "series-title" });
  dialog.setAttribute("aria-labelledby", title.id);
  const list = make("ol", {});
  for (const occurrence of occurrences) list.append(lineOf(occurrence, zone));
  const buttons = make("p", { className: "buttons" });
  const button = (value: string, textContent: string, className = "button") =>
    buttons.append(make("button", { value, textContent, className }), " ");
  if (conflicts > 0 && conflicts < kept.length) button("skip", t("skip", { n: conflicts }));
  button("all", t("all", { n: kept.length }), conflicts > 0 ? "button quiet" : "button");
  button("", said("no"), "button quiet");
  const form = make("form", { method: "dialog" });
  form.append(buttons);
  dialog.append(title, list, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      const { returnValue } = dialog;
      resolve(returnValue === "all" || returnValue === "skip" ? returnValue : null);
    });
    dialog.showModal();
  });
}

function lineOf({ start, end, conflicts, skipped }: Occurrence, zone: string): HTMLElement {
  const lang = document.documentElement.lang || undefined;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(lang, { ...options, timeZone: zone });
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = format({ weekday: "short", day: "numeric", month: "short", ...clock }).format(start);
  const why = conflicts.map(conflictWords);
  const line = make("li", {
    textContent: [`${day} – ${format(clock).format(end)}`, ...why, ...skipped ? [t("skipped")] : []]
      .join(" · "),
    dir: "auto",
  });
  if (skipped) line.className = "skipped";
  else if (conflicts.length > 0) line.className = "conflicts";
  return line;
}

function conflictWords(conflict: Warning): string {
  return conflict.code === "taken" || conflict.code === "outside-availability"
    ? t(conflict.code, { title: conflict.title })
    : "";
}
