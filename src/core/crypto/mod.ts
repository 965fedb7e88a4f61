/** The one hash and the one signature rule of every node. */
export { blake2b512, keyedBlake2b } from "./hash.ts";
export { type Primitives } from "./primitives.ts";
export { portable, verifySignature } from "./portable.ts";
export { isUsablePublicKey } from "./public_key.ts";
export { rememberPerKey } from "./remember.ts";
export { publicKeyOf, sign } from "./sign.ts";
export {
  assertBytes,
  DIGEST_BYTES,
  PUBLIC_KEY_BYTES,
  SEED_BYTES,
  SIGNATURE_BYTES,
} from "./sizes.ts";
export { isUnambiguousKey } from "./unambiguous_key.ts";
