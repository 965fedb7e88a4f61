/** The part of the island that knows logs, messages and keys: loaded when something is to be done. */
export { actOnKey, showKeyState } from "./key_page.ts";
export { sendKept } from "./me.ts";
export { sign } from "./sign_form.ts";
