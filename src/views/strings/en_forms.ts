/** Words of the forms of resources, events and requests. */
export const FORMS = {
  "public.forever":
    "Everybody can read it, and once it is signed it cannot be called back: copies stay on other nodes.",
  "contact.hint":
    "An e-mail address, a phone number, a page. Everybody can read it, and once it is signed it cannot be called back: copies stay on other nodes.",

  "hours": "When it can be had",
  "hours.use": "When it can be had",
  "hours.always": "Always",
  "hours.hours": "At the hours below",
  "hours.hint":
    "In the zone {zone}. A day begins at {break}: hours before that belong to the night after it. Hours that end earlier than they begin end on the next day.",
  "hours.typed": "from – to",
  "hours.all": "all day",
  "hours.off": "not at all",
  "hours.copy": "as the day above",
  "hours.from": "{day}, from",
  "hours.to": "{day}, to",
  "hours.same": "Every day like the first one",
  "hours.each": "Every day between two",
  "hours.each.first": "From the day",
  "hours.each.until": "Until the day",
  "hours.each.from": "Each day from",
  "hours.each.to": "Each day to",
  "hours.dark": "Not to be had in between",
  "hours.dark.hint": "Cut out of all hours: a rehearsal, a move, a day of rest.",
  "hours.dark.start": "Blackout {n} from",
  "hours.dark.end": "Blackout {n} to",
  "hours.run": "{days}: {hours}",
  "hours.days": "{first} – {last}",
  "hours.span": "{from}–{to}",

  "requires": "Needs as well",
  "requires.hint":
    "Who asks for it is offered to ask for these, too. Choose several with Ctrl or ⌘.",
  "requires.there": "{title} ({festival})",

  "plan.title": "A new event for {festival}",
  "plan.then": "Then: {span}. What can be asked for below is free all of that time.",
  "plan.with": "With {title}.",
  "plan.free": "Plan an event then, with what is free",
  "plan.resource": "Plan a new event with it",

  "ask.now": "Ask for at once",
  "ask.hint": "What is asked for here is asked for with the event, at its time.",
  "ask.resource": "Resource {n}",
  "ask.quantity": "How many of it ({n})",
  "ask.nothing": "nothing",
  "ask.requires": "Ask for what it needs, too",
  "ask.requires.hint": "Some things need others: a PA its technician. One click asks for all.",

  "repeat": "Again on other days",
  "repeat.hint":
    "Each day becomes an event of its own, at the same hours, and asks for the same. You see them all before you sign.",
  "repeat.kind": "Repeat",
  "repeat.once": "no, only once",
  "repeat.daily": "every day",
  "repeat.weekdays": "on the weekdays chosen below",
  "repeat.weekly": "every week",
  "repeat.dates": "on the days listed below",
  "repeat.until": "Until the day",
  "repeat.weekday": "On",
  "repeat.list": "On these days",
  "repeat.list.hint": "As 2026-07-31, separated by commas.",
  "repeat.skip": "Skip the ones that conflict",
  "repeat.skip.hint": "Days on which something asked for is taken, or cannot be had, are left out.",

  "request.whole": "Ask for the whole time",
  "request.whole.hint":
    "A new request for the event’s whole time. The booking is kept until that one is confirmed.",
  "request.another": "Ask for another like it",
  "request.another.title": "Another like {title}",
  "request.another.hint":
    "These are of the same kind and free at that time. The denied request is withdrawn in the same gesture.",
  "request.another.none": "Nothing else of this kind is free at that time here.",
  "request.correct": "Correct the request",
  "request.correct.hint":
    "A request is never changed: a new one takes its place. What is confirmed is kept until the new one is; others may have seen the old one.",
  "request.correct.sign": "Ask again like this",

  "undo.take-back": "Take the deletion back",
  "warnings": "Before you sign",
  "warned.overlaps": "At that time ({time}) you have {title}.",
  "warned.no-place": "It has no place yet: say where, or ask for one.",
  "warned.few": "{title}: only {n} free at that time ({time}). The request would wait in line.",
  "warned.nearly": "{title}: {n} free at that time ({time}), so this nearly uses them up.",
  "warned.needs": "{title} needs as well: {needs}.",
  "warned.no-room":
    "There is no room for {event} ({time}): confirmed so, it would be a conflict and not stand.",
  "warned.against": "In its way:",
  "warned.more": "And {n} more of these.",
  "warned.signer": "Do you have something else at that time?",
  "warned.signer.hint": "Your public key, and this page tells. It is not in the message.",
  "warned.look": "Look",
  "conflict.taken": "{title} is taken ({time}): the request would wait in line.",
  "conflict.outside-availability": "{title} cannot be had at all of that time ({time}).",
} as const;
