/** Several events in one gesture: shows all of them before they are signed. */
import {
  ALIKE,
  type AskedResource,
  type FormContext,
  type FormInput,
  type Occurrence,
  type SeriesEvent,
  type Warning,
} from "../../core/forms/mod.ts";
import { make } from "../element.ts";
import { loadPart } from "../load_part.ts";
import { client } from "../node.ts";
import { t as said, wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "create": "{n} events, one for each of these days",
    "update": "These {n} events change",
    "cancelled": "These {n} events are cancelled, and give back all that they asked for",
    "delete": "These {n} events are deleted, and give back all that they asked for",
    "all": "Sign all {n}",
    "skip": "Skip the {n} that conflict",
    "taken": "“{title}” is taken",
    "outside-availability": "“{title}” cannot be had",
    "skipped": "left out",
  },
});

export type SeriesAnswer = "all" | "skip" | null;

/** The others of a series that a form means, with what they all ask for. Throws where one is gone. */
export async function alike(
  input: FormInput,
  { requests = [], resources = [] }: FormContext,
): Promise<Pick<FormContext, "others" | "resources" | "alike">> {
  const { othersIn } = await loadPart("sign");
  const isDelete = input.some(([name, value]) => name === "action" && value === "delete");
  const others: SeriesEvent[] = [];
  for (const id of othersIn(input)) {
    const event = valueOf(await client.event(id));
    others.push({
      event,
      requests: valueOf(await client.requestsOfEvent(event)),
      updates: isDelete ? valueOf(await client.updatesOf(id)).map((one) => one.id) : [],
    });
  }
  const asked = new Map<string, AskedResource>(resources.map((one) => [one.id, one]));
  for (const { resource } of [...requests, ...others.flatMap((other) => other.requests)]) {
    if (asked.has(resource)) continue;
    const found = await client.resource(resource);
    if (found.ok) asked.set(resource, found.value);
  }
  return { others, resources: [...asked.values()], alike: ALIKE };
}

function valueOf<Value>(
  answer: { ok: true; value: Value } | { ok: false; failure: { message: string } },
): Value {
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

/** Null where the person goes back to the form, whose inputs are given. */
export function askAboutSeries(
  occurrences: readonly Occurrence[],
  given: ReadonlyMap<string, string>,
): Promise<SeriesAnswer> {
  const action = given.get("action");
  const kind = action === "create" || action === "delete"
    ? action
    : given.get("stage") === "cancelled"
    ? "cancelled"
    : "update";
  const zone = given.get("timezone") || "UTC";
  const dialog = make("dialog", { className: "series" });
  const kept = occurrences.filter(({ skipped }) => !skipped);
  const conflicts = kept.filter((one) => one.conflicts.length > 0).length;
  const title = make("h2", { textContent: t(kind, { n: kept.length }), id: "series-title" });
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
