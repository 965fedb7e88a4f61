/** Every policy of this program: written by `deno task build`, from the files of this folder. */
import { draw } from "./draw.ts";
import { firstComeFirstServed } from "./first_come_first_served.ts";
import { game } from "./game.ts";
import { manual } from "./manual.ts";
import { phone } from "./phone.ts";
import { quiz } from "./quiz.ts";
import { token } from "./token.ts";
import { vote } from "./vote.ts";
import type { Policy } from "./policy.ts";

export const LIST: readonly Policy[] = [
  draw,
  firstComeFirstServed,
  game,
  manual,
  phone,
  quiz,
  token,
  vote,
];
