/** Elements that the island makes: text alone, never HTML. */

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}

/** Lines of text, in which others may have written in any script. */
export function linesOf(texts: readonly string[]): HTMLElement[] {
  return texts.map((textContent) => make("p", { textContent, dir: "auto" }));
}
