/** Where a draft of a form is kept: in localStorage, which is written even while a page is left. */

const PREFIX = "p2panda.draft";

/** Forms of one page are told apart by the id of their first field. */
export function draftName(form: HTMLFormElement): string | null {
  const field = form.querySelector("input:not([type=hidden]), select, textarea");
  return field === null ? null : `${PREFIX}${location.pathname}#${field.id}`;
}

/** Whether anything is kept for this page. */
export function hasDrafts(): boolean {
  return Object.keys(localStorage).some((name) =>
    name.startsWith(`${PREFIX}${location.pathname}#`)
  );
}

/** What is signed is no draft any more, whatever still stands in its fields. */
export function forgetDraft(form: HTMLFormElement): void {
  const name = draftName(form);
  if (name !== null) localStorage.removeItem(name);
  form.dataset["draft"] = "signed";
}
