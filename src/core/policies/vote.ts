/** Named users vote on each request. */
import { object, optional } from "zod/mini";
import { id, list, time, whole } from "./param_types.ts";
import { definePolicy } from "./policy.ts";
import { placeInLine } from "./room.ts";

const MOST_VOTERS = 32;

export const vote = definePolicy({
  name: "vote",
  params: object({
    voters: list(id, MOST_VOTERS),
    /** How many must say yes; more than half where not given. */
    yes: optional(whole(1, MOST_VOTERS)),
    until: optional(time),
  }),
  example: {
    voters: ["1", "2", "3"].map((digit) => digit.repeat(64)),
    until: Date.UTC(2026, 6, 1, 16),
  },
  texts: {
    title: { en: "Vote of people you name" },
    summary: { en: "They say yes or no to each request; enough of them decide." },
    explain: ({ voters, yes, until }) => [
      {
        words: {
          en: {
            one: "{voters} decides by a vote.",
            other: "{voters} vote: {yes} of {n} must say yes.",
          },
        },
        values: { voters: { keys: voters }, yes: needed(voters, yes), n: voters.length },
      },
      ...(until === undefined ? [] : [{
        words: { en: "What they have not agreed to by {until} is denied." },
        values: { until: { time: until } },
      }]),
      { words: { en: "A yes still needs a free time: who asked first is first." } },
    ],
  },
  ownerFields: [
    {
      name: "voters",
      kind: "keys",
      required: true,
      label: { en: "Who votes" },
      help: {
        en: "Their public keys, or the addresses of their pages, one a line; at most 32. " +
          "Their votes are public.",
      },
    },
    {
      name: "yes",
      kind: "number",
      min: 1,
      max: MOST_VOTERS,
      label: { en: "How many must say yes" },
      help: { en: "Empty: more than half." },
    },
    {
      name: "until",
      kind: "datetime",
      label: { en: "Until when" },
      help: { en: "What has not enough votes by then is denied. Empty: there is no hurry." },
    },
  ],
  needs: () => ({ votes: true }),
  /** `Choice:` a request that is being voted on holds its place in line. */
  decide(context, { voters, yes: asked, until }) {
    const place = placeInLine(context);
    if (place.kind === "deny") return place;
    const enough = needed(voters, asked);
    const said = (verdict: string) =>
      voters.filter((voter) =>
        context.votes.some((one) => one.author === voter && one.verdict === verdict)
      ).length;
    const [yes, no] = [said("confirmed"), said("denied")];
    if (voters.length === 0) return { kind: "ask", why: "no-voters" };
    if (yes >= enough) return place;
    if (voters.length - no < enough) {
      return { kind: "deny", reason: `Voted down: ${no} of ${voters.length} said no.` };
    }
    if (until !== undefined && context.now >= until) {
      return {
        kind: "deny",
        reason: `Only ${yes} of the ${enough} who must say yes had done so in time.`,
      };
    }
    return {
      kind: "wait",
      place: place.kind === "wait" ? place.place : 1,
      ...(until !== undefined && { until }),
    };
  },
});

/** Never more than there are. */
function needed(voters: readonly string[], yes: number | undefined): number {
  return Math.min(yes ?? Math.floor(voters.length / 2) + 1, voters.length);
}
