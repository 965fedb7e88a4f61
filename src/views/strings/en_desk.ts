/** What the desk says, and what is told to others of a request. */
export const DESK = {
  "desk.overview": "All that you share, and who asks for it",
  "desk.overview.hint":
    "Those with open requests come first, each with its line in the order in which this node saw them arrive.",
  "desk.resource": "Resource",
  "desk.open.count": "Open",
  "desk.line.count": "In line",
  "desk.confirmed.count": "Confirmed",
  "desk.conflict.count": "Taken",
  "desk.denied.count": "Denied",
  "desk.next": "Next booking",
  "desk.next.none": "none",
  "desk.choose.request": "Choose",
  "desk.several": "The chosen requests",
  "desk.several.hint":
    "Before anything is signed you see which of them exclude each other. At most 100 at once.",
  "desk.several.confirm": "Confirm the chosen",
  "desk.several.deny": "Deny the chosen",
  "desk.changed": "What changed of yours",
  "desk.changed.confirmed": "{owner} confirmed {request}, {time}",
  "desk.changed.denied": "{owner} denied {request}, {time}",
  "desk.changed.see": "what it says now",

  "taken.seen":
    "Others may have seen it already, and everybody can see that it was taken back; nodes that are offline learn of it later.",
  "answer.again":
    "You can answer again at any time: your latest answer counts. Others may have seen the one before, and counted on it.",
  "answer.withdraw": "Take the answer back",
  "answer.withdraw.sure":
    "The request waits again, as if it had not been answered. To say no, deny it instead.",
  "vote.withdraw": "Take my vote back",
  "vote.withdraw.sure": "It is as if you had not voted; you can vote again, and the latest counts.",
  "request.held": "The time is held by",
  "notfound.feed": "This node has made no feed of this address.",
  "deskfeed": "The desk of {name}",
  "deskfeed.waits": "{name} asks for {resource}, for {event}",
  "deskfeed.confirmed": "{name} confirmed {resource} for {event}",
  "deskfeed.denied": "{name} denied {resource} for {event}",
  "deskfeed.conflict": "In conflict: {resource} for {event}",
  "deskfeed.heading": "Take the desk along",
  "deskfeed.how":
    "For a feed reader and a calendar. Nobody can guess these addresses, but whoever has one can read what it shows without a key, and so can the service that a calendar is given to: it holds what is public, and what is in the unlisted festivals that this desk names. It stays the same for as long as this node keeps its data, and cannot be called back.",
  "deskfeed.atom": "What waits and what changed (Atom)",
  "deskfeed.ics": "My events and bookings (iCalendar)",
  "deskfeed.webcal": "Subscribe in a calendar",
  "tell": "Tell them",
  "tell.link": "tell them",
  "tell.who": "Tell {name}",
  "tell.how":
    "No node sends messages to people: {person} sees it when they look. This text and its link can go by any way that you share.",
  "tell.text": "Text with the link",
  "tell.mail": "By mail",
  "tell.share": "Share",
  "tell.copy": "Copy",
  "tell.asks": "{event} at {festival} asks for {resource}, {when}. Please confirm or deny it here:",
  "tell.pending": "{resource} for {event} at {festival}, {when}: waits for an answer.",
  "tell.confirmed": "{resource} for {event} at {festival}, {when}: confirmed.",
  "tell.denied": "{resource} for {event} at {festival}, {when}: not possible.",
  "tell.conflict":
    "{resource} for {event} at {festival}, {when}: confirmed, but something else has the time already.",
} as const;
