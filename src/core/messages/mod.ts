/** Messages: their bytes, their schemas, and how they fold into documents (DESIGN.md §5). */
export { areAbout, erasedAmong } from "./about.ts";
export type { CborValue } from "./cbor.ts";
export { decodeCbor } from "./decode_cbor.ts";
export { encodeCbor } from "./encode_cbor.ts";
export type { Field, Fields, ValuesOf } from "./field.ts";
export { utf8Length } from "./field.ts";
export { NONCE_BYTES } from "./festival.ts";
export { festivalIdOf, ID_BYTES, logIdOf } from "./ids.ts";
export { fromHex, messageFromJson, MessageJsonError, toHex, toJson, valueToJson } from "./json.ts";
export type { JsonValue } from "./json.ts";
export {
  applyUpdate,
  createdFestival,
  encodeMessage,
  parseMessage,
  proposalIn,
  rulesHold,
} from "./message.ts";
export type {
  Action,
  Message,
  MessageDraft,
  MessagePlace,
  MessageRefusal,
  ParsedMessage,
  Values,
  ValuesOfSchema,
} from "./message.ts";
export type { Schema } from "./schema.ts";
export { schemaNamed, SCHEMAS } from "./schemas.ts";
export type { SchemaName, Schemas } from "./schemas.ts";
