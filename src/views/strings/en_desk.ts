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

  "request.held": "The time is held by",
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
