/** Parameters as policies read them: hex, where messages hold bytes and JSON says `{ $bytes: hex }`. */
import { toHex } from "../messages/mod.ts";

export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("$bytes" in value) return value.$bytes;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
