/** Words of shared links, and of what is here with its proof alone. */
export const PROOF = {
  "share": "Share this",
  "share.link": "Link",
  "share.text": "As a message",
  "share.how":
    "The link works on every node: whoever runs one opens it there, or pastes it under {open}. That node asks others for it, and checks it, without following the festival.",
  "share.open": "Open a shared link",
  "share.local":
    "The address begins with this machine's own name, so others cannot open it as it is: they paste it into their own node.",

  "shared": "Open a shared link",
  "shared.what":
    "A link can share one event, one resource or one person without the whole festival around it.",
  "shared.paste": "Link, id or hash",
  "shared.paste.hint": "It has 64 hex digits in it, or 132 that begin with 0040.",
  "shared.paste.wrong": "There is no id and no hash in it.",
  "shared.go": "Open",

  "shared.proof": "Open a proof",
  "shared.proof.how":
    "Somebody gave you a proof as a file? Its text can be checked here, and is then kept and shown, with nobody else asked.",
  "shared.proof.text": "Text of the file",
  "shared.proof.go": "Check it",
  "shared.no-proof":
    "This proves nothing: it is no proof, or its entry, payload and pool do not go together.",

  "shared.missing": "This is not here",
  "shared.missing.what":
    "This node has nothing of what the link names. Another node may have it, and can give it with its proof.",
  "shared.ask": "Ask other nodes",
  "shared.ask.again": "Ask again",
  "shared.ask.how":
    "Asked are the nodes that are connected, and first the one at the address, if you give one. Every node that is asked learns what you look for.",
  "shared.ask.operator":
    "Whoever operates this node can ask others for it. With the token from its data folder, that is you.",
  "shared.peer": "Address of a node",
  "shared.peer.hint": "For example http://192.168.1.20:8000. It is asked once, and not remembered.",
  "shared.peer.wrong": "This is no address of a node: it begins with http:// or https://.",
  "shared.ask.go": "Ask now",
  "shared.busy": "This node is looking for as much as it can. Try again in a moment.",
  "shared.look": "See how far it is",
  "shared.asking": "Asking other nodes",
  "shared.asked": "Other nodes were asked",
  "shared.asking.visit": "Connecting to {address} …",
  "shared.asking.count": {
    one: "{answered} of {n} node has answered.",
    other: "{answered} of {n} nodes have answered.",
  },
  "shared.nobody": "Nobody could be asked: no other node is connected.",
  "shared.none": {
    one: "One node was asked, and it does not have it.",
    other: "{n} nodes were asked, and none of them has it.",
  },
  "shared.visit.failed": "At {address} nobody answered.",
  "shared.cut":
    "It came, but its author has signed two different entries for one place, there or before. So it counts for nothing, on any node.",
  "shared.parted":
    "It came, but it does not go with what is known here of its author's log: somebody has signed two histories. What came first is kept.",
  "shared.full": "It came, but there is no room: all that is kept so is pinned.",

  "proof.badge": "Proof only",
  "proof.title": "Proof only",
  "proof.description": "An entry that was checked by itself, without the rest of its log.",
  "proof.signed":
    "This is signed by {author}. It was checked by itself, without the rest of its log. Whether it was changed or withdrawn later is not known here.",
  "proof.withdrawn": "Its author has withdrawn it: a later entry that came along says so.",
  "proof.changed": {
    one: "One later change came along, and is in what you see.",
    other: "{n} later changes came along, and are in what you see.",
  },
  "proof.change.only":
    "This is one change of a document. What the document said before is not here.",
  "proof.unreadable": "What it says is not here: only that it was signed.",
  "proof.raw": "What it says, as it was signed",
  "proof.how": "How it was checked",
  "proof.how.words": {
    one:
      "{n} entry of its author's log shows its place: the certificate pool. All of them are signed, and link to each other down to the first.",
    other:
      "{n} entries of its author's log show its place: the certificate pool. All of them are signed, and link to each other down to the first.",
  },
  "proof.how.first": "It is the first entry of its author's log, so nothing more is needed.",
  "proof.entry": "Entry {n}",
  "proof.download": "Download the proof",
  "proof.verify": "Anybody can check it without this node:",
  "proof.author": "Signed by",
  "proof.festival": "In the festival",
  "proof.came": "Came here",
  "proof.about": "What is known of it",
  "proof.kind": "What it is",
  "proof.zone": "Times are in UTC: the festival's own time zone is not known here.",
  "proof.follow": "Follow this festival",
  "proof.follow.how": "Then all of it comes here, and this page gives way to the whole one.",
  "proof.pin": "Keep it",
  "proof.pin.how": "What is kept so goes when room is needed, the oldest first. Kept, it stays.",
  "proof.unpin": "No longer keep it",
  "proof.ask": "Ask others whether more is known",

  "proof.kind.event": "an event",
  "proof.kind.resource": "something shared",
  "proof.kind.festival": "a festival",
  "proof.kind.user": "a person",
  "proof.kind.request": "a request for something shared",
  "proof.kind.authorization": "an answer to a request",
  "proof.kind.vote": "a vote on a request",
  "proof.kind.proposal": "a proposal",
  "proof.kind.nesting": "a festival inside of another",
  "proof.kind.other": "something that this program does not know",
} as const;
