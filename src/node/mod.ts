/** The portable node: the same files in Deno and, later, in a browser's worker. */
export type { IgnoredCode } from "./ignored.ts";
export { ignoredSentence } from "./ignored.ts";
export { startNode } from "./node.ts";
export * from "./network/mod.ts";
export type { NextEntry, NextResult, Node, NodeParts, StartedNode } from "./node.ts";
export type { Notice, NoticeListener, PeerNotice } from "./notices.ts";
export { poolOf } from "./pool.ts";
export * from "./ports.ts";
export type { Chosen, Judged, Proven, ProvenEntry, ProvenStore } from "./proven.ts";
export * from "./queries/mod.ts";
export * from "./results.ts";
export { openSqlStore } from "./store/mod.ts";
export { createVerifier } from "./verifier.ts";
