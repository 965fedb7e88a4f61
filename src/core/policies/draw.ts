/** All who ask before a deadline have the same chance; then lots are drawn. */
import { object } from "zod/mini";
import { blake2b512 } from "../crypto/mod.ts";
import { toHex } from "../messages/mod.ts";
import { overlaps } from "../spans/mod.ts";
import { time } from "./param_types.ts";
import { type Asked, definePolicy, type PolicyContext } from "./policy.ts";
import { placeInLine } from "./room.ts";

export const draw = definePolicy({
  name: "draw",
  params: object({ until: time }),
  example: { until: Date.UTC(2026, 6, 1, 16) },
  texts: {
    title: { en: "Draw at a deadline" },
    summary: {
      en:
        "Everybody who asks before the deadline has the same chance; then your browser or agent " +
        "draws. Who comes later stands in line behind them.",
    },
    explain: ({ until }) => [
      {
        words: { en: "Lots are drawn at {until}: until then it does not matter who asks first." },
        values: { until: { time: until } },
      },
      {
        words: {
          en:
            "Who drew a later lot waits in line, and who asks after the deadline waits behind them.",
        },
      },
      {
        words: {
          en:
            "The draw is the owner’s word: their program draws from the requests that it knows, " +
            "and nobody can prove that it did so fairly.",
        },
      },
    ],
  },
  ownerFields: [{
    name: "until",
    kind: "datetime",
    required: true,
    label: { en: "When to draw" },
    help: {
      en: "The draw is your word. It follows from the ids of all requests that reached you in " +
        "time, so it comes out the same on each of your devices that knows the same ones; whoever " +
        "asks last, and knows all others, could try many requests until one wins.",
    },
  }],
  decide(context, { until }) {
    const { request } = context;
    const alone = placeInLine(context, []);
    if (alone.kind === "deny" || alone.kind === "ask") return alone;
    if (context.now < until) {
      const others = context.earlier.filter((one) => overlaps(one, request));
      return { kind: "wait", place: others.length + 1, until };
    }
    const lots = drawn(context, until);
    const lot = lots.findIndex((one) => one.id === request.id);
    if (lot >= 0) return placeInLine(context, lots.slice(0, lot));
    const late = context.earlier.filter((one) => one.receivedAt >= until);
    return placeInLine(context, [...lots, ...late]);
  },
});

/**
 * All that came in time, the first lot first: what stands already is among them, so that the order
 * stays while one after the other is confirmed. It changes where somebody withdraws.
 */
function drawn({ resource, line, standing, request }: PolicyContext, until: number): Asked[] {
  const inTime = new Map<string, Asked>();
  for (const one of [...line, ...standing, request]) {
    if (one.receivedAt < until) inTime.set(one.id, one);
  }
  const ids = [...inTime.keys()].sort();
  const text = `p2panda/1/draw ${resource.id} ${until} ${ids.join(" ")}`;
  if (text !== lastDraw.text) {
    const seed = hashOf(text);
    const order = ids.map((id) => ({ lot: hashOf(`${seed} ${id}`), id }))
      .sort((one, other) => one.lot < other.lot ? -1 : 1)
      .map(({ id }) => id);
    lastDraw = { text, order };
  }
  return lastDraw.order.map((id) => inTime.get(id)!);
}

/** Its requests are asked about one by one: drawn once, however many there are. */
let lastDraw = { text: "", order: [] as readonly string[] };

function hashOf(text: string): string {
  return toHex(blake2b512(new TextEncoder().encode(text))).slice(0, 32);
}
