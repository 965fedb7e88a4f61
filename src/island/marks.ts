/** What a page shows to one key alone, and what it says of it. */

/** In localStorage, where the reader looks. */
export const KEY_NAME = "p2panda.key";
const NAME = "p2panda.name";

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
      const image = document.createElement("img");
      image.alt = "";
      image.src = `/users/${me}/avatar.svg`;
      element.replaceChildren(image);
    }
  }
  const name = await nameOf(me);
  if (name === null) return;
  localStorage.setItem(NAME, name);
  for (const element of document.querySelectorAll<HTMLElement>('[data-me="name"]')) {
    showName(element, me, name);
  }
}

function showName(element: HTMLElement, me: string, name: string | null): void {
  const text = document.createElement("bdi");
  text.textContent = name || `${me.slice(0, 8)}…`;
  element.replaceChildren(text);
}

/** Null where the node cannot be asked. */
async function nameOf(me: string): Promise<string | null> {
  try {
    const answer = await fetch(`/api/v1/users/${me}`);
    if (!answer.ok) return null;
    const user = await answer.json() as { readonly name: string | null };
    return user.name ?? "";
  } catch {
    // The name is an ornament: what is known from before stays.
    return null;
  }
}
