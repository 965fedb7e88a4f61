/** What forms say otherwise where somebody proposes what they say. */
import type { Sheet } from "./sheet.ts";
import { hasText, type StringKey, t } from "./strings/mod.ts";

/** The words for who proposes, where there are any of their own; else those for who signs. */
export function formWords(sheet: Sheet, key: StringKey): string {
  const proposing = `propose.${key}`;
  const isOwn = sheet.propose !== undefined && hasText(proposing);
  return t(sheet.lang, isOwn ? proposing : key);
}
