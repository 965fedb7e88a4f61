/** Ways to tell somebody of a request that a page cannot offer by itself. */
import { say, sayFailure } from "../notice.ts";
import { wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "copied": "Copied.",
    "select": "Copy what is marked: this browser lets no page do that here.",
  },
});

/** Shows the buttons that work in this browser. */
export function offerTelling(): void {
  for (const way of document.querySelectorAll<HTMLElement>("[data-tell]:not([data-ready])")) {
    way.setAttribute("data-ready", "");
    const text = document.querySelector<HTMLTextAreaElement>(`#${way.dataset["tell"]}`);
    if (text === null) continue;
    const offer = (by: string, act: () => Promise<void>) => {
      const button = way.querySelector<HTMLButtonElement>(`[data-tell-by="${by}"]`);
      if (button === null) return;
      button.hidden = false;
      button.addEventListener("click", () => void act().catch(sayFailure));
    };
    if ("share" in navigator) {
      const { title = "" } = way.dataset;
      offer("share", async () => {
        try {
          await navigator.share({ title, text: text.value });
        } catch (error) {
          // The person went back.
          if (!(error instanceof DOMException) || error.name !== "AbortError") throw error;
        }
      });
    }
    offer("copy", () => copy(text));
  }
}

/** Plain http on another name than localhost has no clipboard: then the text is marked. */
async function copy(text: HTMLTextAreaElement): Promise<void> {
  if (navigator.clipboard === undefined) {
    text.select();
    say(t("select"), "warning");
    return;
  }
  await navigator.clipboard.writeText(text.value);
  say(t("copied"));
}
