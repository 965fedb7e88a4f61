/** Every policy of this program. */
import { firstComeFirstServed } from "./first_come_first_served.ts";
import { manual } from "./manual.ts";
import type { Policy } from "./policy.ts";

export const LIST: readonly Policy[] = [firstComeFirstServed, manual];
