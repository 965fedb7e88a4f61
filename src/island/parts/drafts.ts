/** Keeps what a person typed into a form until it is signed: on this device, and nowhere else. */
import { draftName } from "../drafts.ts";
import { make } from "../element.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "draft": "Draft from {when}, kept on this device.",
    "draft.discard": "Discard it",
  },
});

const PAUSE_MS = 300;
const FIELDS = "input:not([type=hidden], [type=password]), select, textarea";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Draft {
  readonly at: number;
  /** What differs from what the page shows, by the field's id. */
  readonly values: { readonly [id: string]: string | boolean | readonly string[] };
}

const watched = new WeakSet<HTMLFormElement>();

/** Brings back what was typed into the forms of this page, and keeps what will be. */
export function keepDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    if (watched.has(form)) continue;
    watched.add(form);
    restore(form);
    watch(form);
  }
}

function watch(form: HTMLFormElement): void {
  let timer: number | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    saveDraft(form);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", () => {
    if (timer !== undefined) save();
  });
}

function saveDraft(form: HTMLFormElement): void {
  const name = draftName(form);
  if (name === null || form.dataset["draft"] === "signed") return;
  const values: Record<string, Draft["values"][string]> = {};
  for (const field of form.querySelectorAll<Field>(FIELDS)) {
    const value = changeOf(field);
    if (field.id !== "" && value !== null) values[field.id] = value;
  }
  if (Object.keys(values).length === 0) localStorage.removeItem(name);
  else localStorage.setItem(name, JSON.stringify({ at: Date.now(), values } satisfies Draft));
}

/** Null where a field is as the page shows it. */
function changeOf(field: Field): Draft["values"][string] | null {
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    if (options.every(({ selected, defaultSelected }) => selected === defaultSelected)) return null;
    const chosen = options.filter(({ selected }) => selected).map(({ value }) => value);
    // Without a default the browser chooses the first one by itself.
    const isFirst = !field.multiple && field.selectedIndex === 0 &&
      options.every(({ defaultSelected }) => !defaultSelected);
    return isFirst ? null : chosen;
  }
  if (field instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(field.type)) {
    return field.checked === field.defaultChecked ? null : field.checked;
  }
  return field.value === field.defaultValue ? null : field.value;
}

function restore(form: HTMLFormElement): void {
  const name = draftName(form);
  const draft = name === null ? null : readDraft(localStorage.getItem(name));
  if (name === null || draft === null) return;
  let any = false;
  for (const field of form.querySelectorAll<Field>(FIELDS)) {
    const value = draft.values[field.id];
    // What is typed already is newer.
    if (value === undefined || changeOf(field) !== null) continue;
    any = true;
    put(field, value);
    field.closest("details")?.setAttribute("open", "");
  }
  if (!any) return;
  form.closest("details")?.setAttribute("open", "");
  const note = make("p", { className: "draft-note" });
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang || undefined, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const discard = make("button", {
    type: "button",
    className: "button quiet",
    textContent: t("draft.discard"),
  });
  discard.addEventListener("click", () => {
    localStorage.removeItem(name);
    form.reset();
    note.remove();
  });
  note.setAttribute("role", "status");
  note.append(t("draft", { when }), " ", discard);
  form.prepend(note);
}

function put(field: Field, value: Draft["values"][string]): void {
  if (field instanceof HTMLSelectElement) {
    if (!Array.isArray(value)) return;
    for (const option of field.options) option.selected = value.includes(option.value);
  } else if (field instanceof HTMLInputElement && typeof value === "boolean") {
    field.checked = value;
  } else if (typeof value === "string") field.value = value;
}

function readDraft(text: string | null): Draft | null {
  try {
    return text === null ? null : JSON.parse(text) as Draft;
  } catch {
    // Another program wrote there.
    return null;
  }
}
