/**
 * Ed25519 where the browser has none of its own: an older one, or a page that came by plain http. A
 * script of its own (`static/island-ed25519.js`), because nearly nobody needs it.
 */
export { publicKeyOf, sign, verifySignature } from "../../core/crypto/mod.ts";
