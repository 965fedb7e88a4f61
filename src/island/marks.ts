/** What a page shows to one key alone, and what it says of it. */
import { make } from "./element.ts";
import { client } from "./node.ts";

/** In localStorage, where the reader looks. */
export const KEY_NAME = "p2panda.key";
const NAME = "p2panda.name";
/** Proposals that were set aside in this browser, if any were. */
export const ASIDE_NAME = "p2panda.aside";

/** In hex; null where this browser has no key. The secret is in IndexedDB; this says that it is there. */
export function publicKey(): string | null {
  return localStorage.getItem(KEY_NAME);
}

export function setPublicKey(key: string | null): void {
  if (key === null) localStorage.removeItem(KEY_NAME);
  else localStorage.setItem(KEY_NAME, key);
  // Whose name it was is no longer sure.
  localStorage.removeItem(NAME);
}

/** Marks with the class `mine` what is for this key, and what is not; again after every swap. */
export function markMine(me: string | null): void {
  for (const name of ["only", "not"]) {
    for (const element of document.querySelectorAll<HTMLElement>(`[data-${name}]`)) {
      const isMine = me !== null && (element.dataset[name] ?? "").split(" ").includes(me);
      element.classList.toggle("mine", isMine);
    }
  }
}

/** Fills in whose browser this is: link, avatar, key and name. */
export async function fillMe(me: string): Promise<void> {
  for (const element of document.querySelectorAll<HTMLElement>("[data-me]")) {
    const kind = element.dataset["me"];
    if (kind === "link") element.setAttribute("href", `/users/${me}`);
    else if (kind === "key") element.textContent = me;
    else if (kind === "name") showName(element, me, localStorage.getItem(NAME));
    else if (kind === "avatar") {
      element.replaceChildren(make("img", { alt: "", src: `/users/${me}/avatar.svg` }));
    }
  }
  const user = await client.user(me);
  // Where the node cannot be asked, what is known from before stays: the name is an ornament.
  if (!user.ok) return;
  const name = user.value.name ?? "";
  localStorage.setItem(NAME, name);
  for (const element of document.querySelectorAll<HTMLElement>('[data-me="name"]')) {
    showName(element, me, name);
  }
}

function showName(element: HTMLElement, me: string, name: string | null): void {
  element.replaceChildren(make("bdi", { textContent: name || `${me.slice(0, 8)}…` }));
}
