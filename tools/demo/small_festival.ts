/** A festival inside of the example festival, which borrows from it. */
import { type Story, TIMEZONE } from "./teller.ts";

export function tellSmallFestival(story: Story): void {
  const { nested, resource, event, ask, answer } = story;
  nested("samira", "small", {
    title: "Small Canal",
    description:
      "What small people do at Canal Days, planned by them. Whoever is taller than the door of " +
      "the playhouse asks first.",
    start: story.time("sat 10:00"),
    end: story.time("sun 18:00"),
    timezone: TIMEZONE,
  });
  resource("lena", "playhouse", {
    title: "Playhouse",
    description: "Built last year, painted every year.",
    kind: "location",
    tags: ["outdoors"],
    people: 12,
    place: { gps: [513_282_000, 123_339_000], address: "Canal Meadow, under the willow" },
    access: { stepFree: "yes", toilet: "no", quiet: "partly", note: "The door is 110 cm high." },
  });
  resource("tomek", "pancakes", {
    title: "Pancakes for forty",
    kind: "skill",
    tags: ["food"],
    description: "Forty, then the pan is hot enough to stop.",
  });
  event("samira", "paint", "sat 10:30", "sat 12:00", {
    title: "We paint the playhouse",
    description: "Old clothes! The colours wash off, mostly.",
    tags: ["children", "workshop"],
  });
  event("samira", "shadow", "sat 18:00", "sat 19:00", {
    title: "Shadow theatre",
    description: "Three plays with a wolf in each.",
    tags: ["children"],
  });
  event("lena", "boats", "sun 11:00", "sun 13:00", {
    title: "Paper boats, launched together",
    description: "We fold them at ten past eleven and let them go at half past twelve.",
    where: "At the second lock",
    tags: ["children", "outdoors"],
  });
  event("samira", "parade", "sun 13:00", "sun 14:00", {
    title: "Parade of lanterns, in daylight",
    description: "Because we have to be in bed when it is dark.",
    tags: ["children"],
  });
  ask("paint", "playhouse");
  answer("paint", "playhouse", "confirmed");
  ask("shadow", "hall", { note: "It has to be dark: may we close the shutters?" });
  answer("shadow", "hall", "confirmed", "The shutters stick, come ten minutes early.");
  ask("shadow", "projector");
  ask("parade", "meadow");
  ask("parade", "pancakes");
  answer("parade", "pancakes", "confirmed");
}
