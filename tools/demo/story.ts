/**
 * The example festival: a long weekend by a canal, planned by eight people, and a small one inside of
 * it. Every state that a request can have appears in it, for a reason that could be true.
 */
import { askAndAnswer } from "./asking.ts";
import { announceEvents } from "./happenings.ts";
import { PEOPLE } from "./people.ts";
import { tellSmallFestival } from "./small_festival.ts";
import { type Person, type Step, Story, TIMEZONE } from "./teller.ts";
import { shareThings } from "./things.ts";

export type { Named, Person, Step, StoryValue } from "./teller.ts";
export { TIMEZONE } from "./teller.ts";

/** The story of the weekend that begins on a Friday (`2026-07-03`), in the order it was written. */
export function storyOf(friday: string): Step[] {
  const story = new Story(friday);
  const { festival, profile } = story;

  festival("mara", {
    title: "Canal Days",
    description:
      "Three days between the old spinning mill and the water. Everybody who comes can also bring " +
      "something: a song, a soup, two hands.\n\nNothing here costs anything. What we spend is " +
      "counted on Sunday at the assembly, and a hat goes round.",
    start: story.time("fri 10:00"),
    end: story.time("sun 20:00"),
    timezone: TIMEZONE,
  });
  for (const person of Object.keys(PEOPLE) as Person[]) profile(person);

  shareThings(story);
  announceEvents(story);
  askAndAnswer(story);
  tellSmallFestival(story);
  return story.steps;
}
