/** What the island's first script takes of the base; whatever this reaches is in the base's script. */
export { actOnKey } from "./key_page.ts";
export { knowParts } from "./known_parts.ts";
export { sayFailure } from "./notice.ts";
export { sign, start } from "./start.ts";
