/** A whole policy, as its file would be: `tests/core/policies/coin.ts` is the same, and is run. */
export const POLICY_EXAMPLE = `/** Who guesses how the coin falls has what is free. */
import { object } from "zod/mini";
import { answersIn } from "./answer.ts";
import { text } from "./param_types.ts";
import { definePolicy } from "./policy.ts";
import { placeInLine } from "./room.ts";

export const coin = definePolicy({
  name: "coin",
  params: object({ coin: text(80) }),
  example: { coin: "one euro" },
  texts: {
    title: { en: "Toss a coin", de: "Münze werfen" },
    summary: {
      en: "Whoever guesses the side gets what is free.",
      de: "Wer richtig rät, bekommt es.",
    },
    explain: ({ coin }) => [
      { words: { en: "Guess how {coin} falls." }, values: { coin } },
      { words: { en: "Wrong: ask again, and guess again." } },
    ],
  },
  ownerFields: [
    { name: "coin", kind: "text", most: 80, required: true, label: { en: "Which coin" } },
  ],
  requesterFields: () => [{
    name: "guess",
    kind: "choice",
    required: true,
    label: { en: "Your guess" },
    options: [
      { value: "heads", label: { en: "Heads" } },
      { value: "tails", label: { en: "Tails" } },
    ],
  }],
  decide(context) {
    const { id, answer } = context.request;
    const side = parseInt(id.slice(-1), 16) % 2 === 0 ? "heads" : "tails";
    if (answersIn(answer).get("guess") === side) return placeInLine(context);
    return { kind: "deny", reason: \`It was \${side}.\` };
  },
});
`;
