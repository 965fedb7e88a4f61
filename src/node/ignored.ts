/** Why a valid entry has no effect (DESIGN.md §5): what the message is, and what it meets. */
import type { MessageRefusal } from "../core/messages/mod.ts";

export type IgnoredCode =
  /** Decided by the payload alone. */
  | MessageRefusal["code"]
  /** The payload is not here (yet). */
  | "no-payload"
  /** A later delete of the same log names this entry. */
  | "deleted"
  /** At or after the log's cut. */
  | "cut"
  /** An update or delete of something that is not earlier in the same log. */
  | "unknown-document"
  /** An update of a document whose create has no effect, or of another schema. */
  | "document-without-effect"
  /** A second create of a festival, or a profile that a later one replaces. */
  | "replaced"
  /** A rule across fields is broken: start is not before end, say. */
  | "rule-broken"
  | "unknown-resource"
  | "unknown-request"
  /** An authorization by neither the resource's owner nor their present deputy. */
  | "not-the-owner";

const SENTENCES: { readonly [Code in IgnoredCode]: string } = {
  "not-a-message": "the payload is not a message in deterministic CBOR",
  "unknown-schema": "this program does not know the schema; the entry is kept and passed on",
  "unknown-version": "this program does not know this version of the schema; the entry is kept",
  "wrong-log": "profiles live in log 0, and everything else in a festival's log",
  "wrong-festival": "the message does not name the festival in whose log it stands",
  "wrong-action": "documents of this schema cannot be changed in this way",
  "wrong-id": "the message's id is missing, not allowed here, or not the one that its nonce gives",
  "wrong-field": "a field is missing or does not parse",
  "no-payload": "the payload has not arrived",
  "deleted": "a later message of the same author takes it back",
  "cut": "it stands at or after the place where the log was cut",
  "unknown-document": "it names nothing that stands earlier in the same log",
  "document-without-effect": "the document that it changes has no effect, or is of another schema",
  "replaced": "another message of the same author stands in its place",
  "rule-broken": "the document breaks a rule across its fields: the start must be before the end",
  "unknown-resource": "the resource that it asks for is not known in this festival",
  "unknown-request": "the request that it answers is not known in this festival",
  "not-the-owner": "only the owner of a resource, or their deputy, can answer requests for it",
};

export function ignoredSentence(code: IgnoredCode): string {
  return SENTENCES[code];
}
