/** Words of feeds, of finding things, and of what goes on. */
export const PAGES = {
  "feed.calendar": "Calendar",
  "feed.atom": "News feed",
  "feed.json": "JSON",
  "feed.subscribe": "Take it with you",
  "feed.how":
    "Copy the address of one of these into your calendar or feed reader: it then follows what changes here.",
  "feed.resource": "Bookings as a calendar",
  "feed.user": "Events as a calendar",
  "feed.event": "Into my calendar",
  "feed.news": "{title}: news",
  "feed.bookings": "{title}: bookings",
  "feed.state.idea": "An idea; not sure yet.",
  "feed.state.unsure": "Not sure yet: {n} of {m} confirmed.",
  "feed.state.cancelled": "Cancelled.",
  "feed.asked": "{place} (asked for)",
  "feed.event.new": "Event: {title}",
  "feed.resource.new": "Offered: {title}",
} as const;
