/** What is said where things are looked for by time, kind and person. */
export const FIND = {
  "find.from": "From",
  "find.to": "Until",
  "find.wrongtimes": "That is no time, or it ends before it begins: shown is all, whenever it is.",
  "find.more": "Only some kind, or some time",
  "find.kind": "What",
  "find.kind.any": "anything",
  "find.timezone": "Time zone of these times",
  "find.zone": "Times are in {zone}.",
  "find.timed": "Of what happens then: only events and festivals have a time.",
  "find.words": "Words are needed, too: they are looked for in what happens then.",
  "find.nothing": "Nothing that happens then has the words “{q}”.",
  "find.anytime": "Look at any time",
} as const;
