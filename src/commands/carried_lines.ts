/**
 * The file of `export` and `import`: a line of JSON each, of three kinds of records between a head and
 * an end. It proves nothing by itself, and need not: entries and proofs do.
 *
 * | line | what |
 * | --- | --- |
 * | `{"p2panda":"logs","version":1}` | the head |
 * | `{"festival":ID}` | the logs that follow are this festival's; `"ancestor":true` if another's parent |
 * | `{"entry":HEX,"payload":HEX or null}` | an entry, after those that it links to |
 * | `{"fork":[HEX,HEX]}` · `{"sizeLie":[HEX,HEX]}` | a proof that cuts a log: two entries · entry, payload |
 * | `{"end":{"entries":N,"proofs":N}}` | how many there were: without it the file is not whole |
 */
import { MAX_ENTRY_BYTES, MAX_PAYLOAD_BYTES } from "../core/bamboo/mod.ts";
import { fromHex, ID_BYTES, toHex } from "../core/messages/mod.ts";
import type { CarriedRecord } from "../node/store/mod.ts";

export const CARRIED_VERSION = 1;

/** Of one line: an entry and the largest payload in hex, and words around them. */
export const MOST_LINE_BYTES = 2 * (MAX_ENTRY_BYTES + MAX_PAYLOAD_BYTES) + 200;

export interface CarriedEnd {
  readonly entries: number;
  readonly proofs: number;
}

export type CarriedLine =
  | { readonly kind: "head"; readonly version: number }
  | CarriedRecord
  | { readonly kind: "end"; readonly end: CarriedEnd };

export function headLine(): string {
  return JSON.stringify({ p2panda: "logs", version: CARRIED_VERSION });
}

export function recordLine(record: CarriedRecord): string {
  switch (record.kind) {
    case "festival": {
      const festival = toHex(record.id);
      return JSON.stringify(record.ancestor ? { festival, ancestor: true } : { festival });
    }
    case "entry": {
      const { entry, payload } = record;
      return JSON.stringify({ entry: toHex(entry), payload: payload && toHex(payload) });
    }
    case "proof": {
      const { proof } = record;
      return proof.kind === "fork"
        ? JSON.stringify({ fork: proof.entries.map(toHex) })
        : JSON.stringify({ sizeLie: [toHex(proof.entry), toHex(proof.payload)] });
    }
  }
}

export function endLine(end: CarriedEnd): string {
  return JSON.stringify({ end });
}

/** Null for what is no line of such a file. */
export function readLine(bytes: Uint8Array): CarriedLine | null {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null) return null;
  const line = json as { readonly [name: string]: unknown };
  if (line["p2panda"] === "logs") {
    const version = line["version"];
    return isCount(version) ? { kind: "head", version } : null;
  }
  if ("festival" in line) {
    const id = bytesIn(line["festival"]);
    if (id?.length !== ID_BYTES) return null;
    return { kind: "festival", id, ancestor: line["ancestor"] === true };
  }
  if ("entry" in line) {
    const entry = bytesIn(line["entry"]);
    const payload = line["payload"] === null ? null : bytesIn(line["payload"]);
    if (entry === null || (payload === null && line["payload"] !== null)) return null;
    return { kind: "entry", entry, payload };
  }
  if ("fork" in line || "sizeLie" in line) {
    const pair = "fork" in line ? line["fork"] : line["sizeLie"];
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [first, second] = pair.map(bytesIn);
    if (!first || !second) return null;
    const proof = "fork" in line
      ? { kind: "fork", entries: [first, second] } as const
      : { kind: "size-lie", entry: first, payload: second } as const;
    return { kind: "proof", proof };
  }
  const end = line["end"];
  if (typeof end !== "object" || end === null) return null;
  const { entries, proofs } = end as Partial<Record<keyof CarriedEnd, unknown>>;
  return isCount(entries) && isCount(proofs) ? { kind: "end", end: { entries, proofs } } : null;
}

function bytesIn(value: unknown): Uint8Array | null {
  return typeof value === "string" ? fromHex(value) : null;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
