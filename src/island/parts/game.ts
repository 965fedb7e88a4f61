/**
 * The game of the policy `game`: `<lantern-game data-name data-resource data-event data-params>` in a form
 * becomes lanterns to light, by touch, mouse or keys, and an input that holds how. Loaded by the page
 * that shows the form, with or without a key; it needs nothing else of the island.
 */
import {
  allShine,
  type Lanterns,
  lanternsFor,
  touch,
  touchesText,
} from "../../core/policies/lanterns/mod.ts";

const WORDS = {
  en: {
    lit: "Row {row}, column {column}: lit",
    out: "Row {row}, column {column}: out",
    status: "{n} of {all} shine.",
    won: "All shine: you won. Now ask.",
    again: "Start again",
  },
};
type Word = keyof typeof WORDS.en;

function t(word: Word, params: Readonly<Record<string, number>> = {}): string {
  const lang = document.documentElement.lang.split("-")[0] ?? "";
  const words: string = (WORDS as Readonly<Record<string, typeof WORDS.en>>)[lang]?.[word] ??
    WORDS.en[word];
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

class LanternGame extends HTMLElement {
  #side = 3;
  #lanterns: Lanterns = [];
  #touches: number[] = [];
  readonly #buttons: HTMLButtonElement[] = [];
  readonly #input = document.createElement("input");
  readonly #status = document.createElement("p");

  connectedCallback(): void {
    if (this.#buttons.length > 0) return;
    const { name = "", params = "{}" } = this.dataset;
    this.#side = Number((JSON.parse(params) as { readonly side?: unknown }).side) || 3;
    this.#input.type = "hidden";
    this.#input.name = name;
    this.#status.setAttribute("role", "status");
    const board = document.createElement("div");
    board.className = `lanterns lanterns-${this.#side}`;
    for (let at = 0; at < this.#side ** 2; at++) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "lantern";
      button.addEventListener("click", () => this.#touch(at));
      this.#buttons.push(button);
      board.append(button);
    }
    board.addEventListener("keydown", (event) => this.#move(event));
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button quiet";
    again.textContent = t("again");
    again.addEventListener("click", () => this.#begin());
    this.append(board, this.#status, again, this.#input);
    this.#begin();
    this.#makeReachable(0);
  }

  #begin(): void {
    const { resource = "", event = "" } = this.dataset;
    this.#lanterns = lanternsFor(this.#side, resource, event);
    this.#touches = [];
    this.#show();
  }

  #touch(at: number): void {
    this.#lanterns = touch(this.#lanterns, this.#side, at);
    this.#touches.push(at);
    this.#makeReachable(at);
    this.#show();
  }

  #show(): void {
    for (const [at, button] of this.#buttons.entries()) {
      const isLit = this.#lanterns[at] === true;
      const place = { row: Math.floor(at / this.#side) + 1, column: at % this.#side + 1 };
      button.setAttribute("aria-label", t(isLit ? "lit" : "out", place));
      button.classList.toggle("lit", isLit);
      button.textContent = isLit ? "✦" : "○";
    }
    const isWon = allShine(this.#lanterns);
    // An answer given before stays until somebody plays again.
    const before = this.#touches.length === 0 ? this.dataset["value"] ?? "" : "";
    this.#input.value = isWon ? touchesText(this.#touches) : before;
    const lit = this.#lanterns.filter((one) => one).length;
    this.#status.textContent = isWon
      ? t("won")
      : t("status", { n: lit, all: this.#lanterns.length });
  }

  /** One of them is in the order of the tab key; arrows lead to the others. */
  #makeReachable(at: number): void {
    for (const [i, button] of this.#buttons.entries()) button.tabIndex = i === at ? 0 : -1;
  }

  #move(event: KeyboardEvent): void {
    const at = this.#buttons.findIndex((button) => button === event.target);
    const side = this.#side;
    const to = event.key === "ArrowLeft" && at % side > 0
      ? at - 1
      : event.key === "ArrowRight" && at % side < side - 1
      ? at + 1
      : event.key === "ArrowUp"
      ? at - side
      : event.key === "ArrowDown"
      ? at + side
      : -1;
    const button = this.#buttons[to];
    if (at < 0 || button === undefined) return;
    event.preventDefault();
    this.#makeReachable(to);
    button.focus();
  }
}

if (customElements.get("lantern-game") === undefined) {
  customElements.define("lantern-game", LanternGame);
}
