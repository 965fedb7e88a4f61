/** What a page shows to one key alone, and what it says of it. */
import type { NodeClient } from "../client/mod.ts";

const NAME = "p2panda.name";

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
export async function fillMe(me: string, client: NodeClient): Promise<void> {
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
  const user = await client.user(me);
  if (!user.ok) return;
  const name = user.value.name ?? "";
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

export function forgetName(): void {
  localStorage.removeItem(NAME);
}
