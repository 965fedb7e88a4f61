/** How what was signed is corrected, taken back, and asked for again. */
export const UNDO = {
  "changed.seen":
    "Others may have seen what it said before, and what it said stays in the copies that they keep; nodes that are offline learn of the change later.",

  "nesting.of": "Its announcement in {festival}",
  "nesting.none": "It is not announced in {festival}: nobody finds it from there.",
  "nesting.unlisted":
    "It is unlisted, but it is announced in {festival}: whoever follows that one can read its address there. Take the announcement back, and know that some may have read it.",
  "nesting.withdraw": "Take its announcement back",
  "nesting.withdraw.sure":
    "The festival goes from the list of nested ones, and its events from the programme around it. It stays what it is itself.",
  "nesting.again": "Announce it there",
  "nesting.again.hint":
    "It is listed there as “{title}”, and its programme can be shown with the one around it.",
  "nesting.rename": "Announce it under its present name",
  "nesting.rename.hint":
    "Where only the festival around it is followed, it is still called what it was announced as. From now on it is “{title}” there; others may have seen the name before.",

  "again": "Ask again for what was withdrawn",
  "again.legend": "Ask again for",
  "again.hint":
    "These are new requests, of the times at which they were asked before. Each has a new place in line, behind those who ask already, and is answered anew; others may have it by now.",
  "again.sign": "Ask for what is chosen",

  "propose.event.title": "What is to happen?",
  "propose.event.move.hint":
    "If the time changes, what its author had asked for is asked for again at the new time, as soon as they accept this.",
  "propose.resource.title": "What is shared?",
  "propose.away": "Who answers while the owner is away",
  "propose.away.hint":
    "Requests are answered while the owner’s browser or agent is running; until then they wait, or somebody else answers.",
  "propose.away.nobody": "Nobody: requests wait until the owner is back",
  "propose.away.node.hint":
    "Its agent becomes the owner’s deputy: it can confirm and deny for this resource, and nothing else. Who runs the node could make it answer otherwise; the owner can take it back at any time.",
  "propose.away.user": "Somebody who is named",
  "propose.away.warning":
    "What the deputy confirmed counts only as long as they are the deputy: if another is named, or nobody, those requests wait again until they are confirmed anew.",
  "propose.request.resource": "What does the event need?",
  "propose.you":
    "Where this form says “you” or “I”, it means the owner, {owner}, who would sign it.",
  "propose.nodelete.event":
    "A proposal can change something or make something new, and delete nothing: propose to cancel the event instead.",
  "propose.nodelete.resource":
    "A proposal can change something or make something new, and delete nothing: propose that it can be had at hours, and fill in none, and it can be had at no time.",

  "aside": "Set it aside",
  "aside.what":
    "The log has no word for a no: a proposal is accepted, or withdrawn by who made it. What you set aside no longer waits here; only this browser knows of that, and you can take it up again.",
  "aside.tell": "Tell {name} why",
  "aside.text": "A word to send, with your reason",
  "aside.subject": "Your proposal: {title}",
  "aside.words": "Thank you for proposing to change “{title}”. I will not take it up, since …",
  "aside.words.new": "Thank you for your proposal. I will not take it up, since …",

  "event.uncancel": "Take the cancellation back",
  "event.uncancel.seen":
    "Everybody sees that it is planned again. Who read that it was cancelled may have made other plans: tell them.",

  "desk.several.proposed":
    "Each becomes a proposal of yours, which the collective’s agent signs at once.",

  "others": "The others of this series",
  "others.change": {
    one: "Change the other one of this series, too",
    other: "Change also the others of this series ({n})",
  },
  "others.cancel": {
    one: "Cancel the other one of this series, too",
    other: "Cancel also the others of this series ({n})",
  },
  "others.plan": {
    one: "Plan the other one of this series, too",
    other: "Plan also the others of this series ({n})",
  },
  "others.delete": {
    one: "Delete the other one of this series, too",
    other: "Delete also the others of this series ({n})",
  },
  "others.hint":
    "Your events of the same title: those from this one on are chosen. You see them all before you sign.",
  "others.change.hint":
    "Your events of the same title: those from this one on are chosen. What you change here is changed there as well, and their times move as this one’s do; what each had asked for is asked for again at its new time. You see them all before you sign.",
  "others.skip.hint":
    "Those stay as they are that would ask for what is taken by then, or cannot be had.",

  "undo.deleted.event":
    "If you deleted it, you can take that back: it shows again to everybody. What it had asked for stays withdrawn; on its page you can then ask for it again, with a new place in line. Others may have seen that it was gone.",
  "undo.deleted.resource":
    "If you deleted it, you can take that back: it shows again to everybody, and what was asked of it, and confirmed, counts as before. Others may have seen that it was gone, and made other plans.",
  "undo.noscript":
    "Taking a deletion back needs the browser that signed it, with its script: nodes forget what was deleted, and only that browser still has it.",

  "answer.seen":
    "Everybody sees an answer, and may count on it. You can give another one later, or take it back.",
  "vote.seen": "Everybody sees a vote. You can vote again, and the latest counts, or take it back.",

  "proposal.change.seen":
    "Everybody can read a proposal. You can withdraw it as long as it is not accepted, and propose another one in its place.",

  "user.delete": "Take the profile back",
  "user.delete.sure":
    "Name, words, contact and links go, whichever profile they were in. Your key stays, and with it all else that you signed; it shows by its animal again.",
} as const;
