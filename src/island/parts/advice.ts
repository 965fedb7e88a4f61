/** Says beside a form's button what speaks against it, while it is filled in; and forbids nothing. */
import {
  type AskedResource,
  type Asking,
  instantsOf,
  requiredBy,
  type Span,
  type Warning,
  warningsOf,
} from "../../core/forms/mod.ts";
import { make } from "../element.ts";
import { loadPart } from "../load_part.ts";
import { publicKey } from "../marks.ts";
import { client } from "../node.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "overlaps": "At that time you have “{title}”.",
    "outside-availability": "“{title}” cannot be had at all of that time.",
    "taken": "“{title}”: only {free} free at that time. The request would wait in line.",
    "taken.none": "“{title}” is taken at that time. The request would wait in line.",
    "nearly-used-up": "“{title}”: {free} free at that time, so this nearly uses them up.",
    "no-place": "It has no place yet: say where, or ask for one.",
    "needs": "“{title}” needs as well: {needs}.",
  },
});

const PAUSE_MS = 300;
const watched = new WeakSet<HTMLFormElement>();

/** Advises from now on about a form. */
export function advise(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>("[data-advice]");
  if (list === null || watched.has(form)) return;
  watched.add(form);
  let timer: number | undefined;
  let last = 0;
  const work = async () => {
    const turn = ++last;
    const lines = await linesFor(new FormData(form));
    // Somebody typed meanwhile.
    if (turn !== last) return;
    list.hidden = lines.length === 0;
    const shown = [...list.children].map(({ textContent }) => textContent);
    if (shown.join("\n") === lines.join("\n")) return;
    list.replaceChildren(...lines.map((textContent) => make("li", { textContent, dir: "auto" })));
  };
  const soon = () => {
    clearTimeout(timer);
    // Where the node cannot be asked, nothing is known to warn of.
    timer = setTimeout(() => work().catch(() => {}), PAUSE_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  soon();
}

async function linesFor(data: FormData): Promise<string[]> {
  const text = (name: string) => String(data.get(name) ?? "").trim();
  const span = spanOf(text("start"), text("end"), text("timezone"));
  const given = [...data].filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const { askedResources } = await loadPart("sign");
  const known = await askedResources(given);
  const isEvent = text("schema") === "event";
  const asks = asksOf(isEvent, text, known);
  const lines = asks.flatMap(({ resource }) => needsLine(resource, known));
  if (span === null) return lines;
  const own = isEvent ? await ownEvents(text("festival"), text("id"), span) : [];
  // Of an event that is there already, the page says where it is.
  const hasPlace = isEvent && text("action") === "create"
    ? text("where") !== "" ||
      asks.some(({ resource: { kind } }) => /^(?:location|space)$/.test(kind))
    : null;
  const replaces = [text("replaces")].filter((id) => id !== "");
  return [...warningsOf({ span, asks, own, hasPlace, replaces }).map(words), ...lines];
}

function spanOf(start: string, end: string, zone: string): Span | null {
  const [from, to] = [instantsOf(start, zone || "UTC"), instantsOf(end, zone || "UTC")];
  if (!from.ok || !to.ok) return null;
  const span = { start: from.instants[0], end: to.instants.at(-1)! };
  return span.start < span.end ? span : null;
}

function asksOf(
  isEvent: boolean,
  text: (name: string) => string,
  known: readonly AskedResource[],
): Asking[] {
  const asks: Asking[] = [];
  const add = (id: string, quantity: string) => {
    const resource = known.find((one) => one.id === id);
    if (resource !== undefined) asks.push({ resource, quantity: Number(quantity) || 1 });
  };
  if (!isEvent) add(text("resource"), text("quantity"));
  else for (let i = 0; i < 32; i++) add(text(`ask.${i}.resource`), text(`ask.${i}.quantity`));
  return asks;
}

function needsLine(resource: AskedResource, known: readonly AskedResource[]): string[] {
  const needs = requiredBy(resource, known).map(({ title }) => title);
  return needs.length === 0 ? [] : [t("needs", { title: resource.title, needs: needs.join(", ") })];
}

async function ownEvents(festival: string, id: string, { start, end }: Span) {
  const author = publicKey();
  if (author === null) return [];
  const events = await client.events(festival, { author, from: start, to: end });
  return events.ok ? events.value.filter((one) => one.id !== id && one.stage !== "cancelled") : [];
}

function words(warning: Warning): string {
  switch (warning.code) {
    case "no-place":
      return t("no-place");
    case "overlaps":
    case "outside-availability":
      return t(warning.code, { title: warning.title });
    case "taken":
      return t(warning.free === 0 ? "taken.none" : "taken", { ...warning });
    case "nearly-used-up":
      return t("nearly-used-up", { ...warning });
  }
}
