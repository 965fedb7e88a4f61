/** Says beside a form's button what speaks against it, while it is filled in; and forbids nothing. */
import { type CurrentEvent, type Warned, warningsIn, warningsOf } from "../../core/forms/mod.ts";
import { type MessageDraft, toHex } from "../../core/messages/mod.ts";
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
    // Somebody typed meanwhile, or is in the middle of it.
    if (turn !== last || lines === null) return;
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

/** Null where the form does not say yet what it is about: then what was said before stays. */
async function linesFor(data: FormData): Promise<string[] | null> {
  const given = [...data].filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const text = (name: string) => given.findLast(([one]) => one === name)?.[1].trim() ?? "";
  // Whose author would be asked is not known here, and neither is what they have.
  if (text("schema") === "proposal") return [];
  // The days of a series are shown before they are signed; and what it is called is no matter.
  const input = given.filter(([name]) => !/^(?:repeat|others?)\b/.test(name) && name !== "title");
  input.push(["title", text("title") || "?"]);
  const { meant, knownResources } = await loadPart("sign");
  const found = await meant(input);
  if (found === null) return null;
  const { outcome, context: { current, requests = [] } } = found;
  const events = text("schema") === "event" && current !== undefined
    ? [current as CurrentEvent]
    : [];
  const asked = outcome.messages.flatMap(({ fields }) =>
    fields?.["resource"] instanceof Uint8Array ? [toHex(fields["resource"])] : []
  );
  const [event] = events;
  const own = text("schema") === "event"
    ? await ownEvents(text("festival"), outcome.messages, event)
    : [];
  const resources = await knownResources([...new Set(asked)]);
  const warnings = warningsIn(outcome, { resources, own, events, requests });
  if (event !== undefined && !outcome.messages.some(({ schema }) => schema === "event")) {
    // Nothing is changed yet: what its author has at that time is said all the same.
    const others = own.filter(({ id, stage }) => id !== event.id && stage !== "cancelled");
    const plan = { span: event, asks: [], own: others, hasPlace: null };
    return warningsOf(plan).map((one) => words({ ...one, start: event.start, end: event.end }));
  }
  return warnings.map(words);
}

/** Around the time that the event will have. */
async function ownEvents(
  festival: string,
  messages: readonly MessageDraft[],
  event: CurrentEvent | undefined,
) {
  const author = publicKey();
  const { start = event?.start, end = event?.end } = messages[0]?.fields ?? {};
  if (author === null || typeof start !== "number" || typeof end !== "number") return [];
  const events = await client.events(festival, { author, from: start, to: end });
  return events.ok ? events.value : [];
}

function words(warning: Warned): string {
  switch (warning.code) {
    case "no-place":
      return t("no-place");
    case "overlaps":
    case "outside-availability":
      return t(warning.code, { title: warning.title });
    case "taken":
      return t(warning.free === 0 ? "taken.none" : "taken", { ...warning });
    case "needs":
      return t("needs", { title: warning.title, needs: warning.needs.join(", ") });
    case "nearly-used-up":
      return t("nearly-used-up", { ...warning });
  }
}
