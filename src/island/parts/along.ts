/**
 * What policies ask of who asks for several things at once: with a new event, or with what a thing
 * requires. Asked before anything is signed, and signed with the requests.
 */
import { make } from "../element.ts";
import { t as said, wordsIn } from "../strings.ts";

const t = wordsIn({
  en: {
    "title": "Their owners ask",
    "why": "What you answer is public, and is signed with the request.",
    "go": "Go on",
    "without": "Ask without answering: the owner decides",
  },
});

/**
 * Gives the inputs that answer the policies of these resources; none where they ask nothing, or where
 * the person leaves it to the owners; null where the person goes back. `event` is the one that asks,
 * or the key that does where it is not there yet.
 */
export async function askAlong(
  resources: readonly string[],
  event: string,
): Promise<[string, string][] | null> {
  const asking = new URLSearchParams({ form: "along", event });
  for (const id of resources) asking.append("resource", id);
  let html: string;
  try {
    const response = await fetch(`/about/policies/along?${asking}`);
    html = response.ok ? await response.text() : "";
  } catch {
    // Where the node cannot be asked, the request can be signed all the same: the owner decides.
    html = "";
  }
  // The node's own page, as this one is; scripts in it do not run, those of its address do below.
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (body.querySelector("fieldset") === null) return [];
  const sources = [...body.querySelectorAll("script")].map((script) => script.src);
  for (const element of body.querySelectorAll("script, noscript")) element.remove();

  const dialog = make("dialog", { className: "along" });
  const title = make("h2", { textContent: t("title"), id: "along-title" });
  dialog.setAttribute("aria-labelledby", title.id);
  const form = make("form", { method: "dialog" });
  const buttons = make("p", { className: "buttons" });
  buttons.append(
    make("button", { value: "go", className: "button", textContent: t("go") }),
    " ",
    make("button", {
      value: "without",
      className: "button quiet",
      formNoValidate: true,
      textContent: t("without"),
    }),
    " ",
    make("button", {
      value: "",
      className: "button quiet",
      formNoValidate: true,
      textContent: said("no"),
    }),
  );
  form.append(...body.childNodes, buttons);
  dialog.append(title, make("p", { textContent: t("why") }), form);
  document.body.append(dialog);
  for (const src of new Set(sources)) dialog.append(make("script", { src, type: "module" }));
  return await new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const { returnValue } = dialog;
      const given = [...new FormData(form)].filter((pair): pair is [string, string] =>
        typeof pair[1] === "string"
      );
      dialog.remove();
      resolve(returnValue === "go" ? given : returnValue === "without" ? [] : null);
    });
    dialog.showModal();
  });
}
