/** Payloads that are not here, on a log's page. */
export const PAYLOADS = {
  "payload.dropped": "payload not here (deleted)",
  "payload.dropped.more":
    "What its author deletes is dropped by every node that learns of it. The entry stays, so that the log can be verified.",
  "payload.wanted": "payload wanted",
  "payload.wanted.more": "It came without what it says: this node asks the others for it.",
} as const;
