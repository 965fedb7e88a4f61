/** Who lights all lanterns of a small game has what is free. */
import { object } from "zod/mini";
import { answersIn } from "./answer.ts";
import { allShine, lanternsFor, touch, touchesIn } from "./lanterns/mod.ts";
import { oneOf } from "./param_types.ts";
import { definePolicy } from "./policy.ts";
import { placeInLine } from "./room.ts";

export const game = definePolicy({
  name: "game",
  params: object({ side: oneOf("3", "4", "5") }),
  example: { side: "3" },
  texts: {
    title: { en: "A small game" },
    summary: {
      en:
        "Whoever lights all lanterns gets what is free; who cannot play, or does not win, is left " +
        "to you.",
    },
    explain: () => [
      {
        words: {
          en:
            "Light all lanterns: touching one changes it and its neighbours. Then you get what is free.",
        },
      },
      { words: { en: "Who cannot play asks all the same, and the owner decides." } },
    ],
  },
  ownerFields: [{
    name: "side",
    kind: "choice",
    required: true,
    preset: "3",
    label: { en: "How many lanterns" },
    options: [
      { value: "3", label: { en: "9: a minute" } },
      { value: "4", label: { en: "16: a few minutes" } },
      { value: "5", label: { en: "25: for the patient" } },
    ],
    help: {
      en:
        "It makes people stop for a moment. A program solves it at once: it keeps nobody out who " +
        "wants to get around it.",
    },
  }],
  requesterFields: () => [
    {
      name: "touches",
      kind: "script",
      label: { en: "Light all lanterns" },
      help: { en: "Touch one, or go there with the arrow keys and press Enter." },
    },
    {
      name: "unable",
      kind: "checkbox",
      label: { en: "I cannot play this; the owner may decide" },
    },
  ],
  script: { file: "island-game.js", element: "lantern-game" },
  decide(context, { side: text }) {
    const { request, resource } = context;
    const side = Number(text);
    const place = placeInLine(context);
    if (place.kind === "deny" || place.kind === "ask") return place;
    const touches = touchesIn(answersIn(request.answer).get("touches") ?? "", side);
    if (touches === null) return { kind: "ask", why: "not-played" };
    // Who asks along with a new event, whose id nobody knows yet, lights the lanterns of their key.
    const isWon = [request.event, request.author].some((id) =>
      allShine(touches.reduce(
        (lanterns, at) => touch(lanterns, side, at),
        lanternsFor(side, resource.id, id),
      ))
    );
    return isWon ? place : { kind: "ask", why: "not-won" };
  },
});
