/** The owner answers every request by hand. */
import type { Policy } from "./policy.ts";

export const manual: Policy = {
  name: "manual",
  decide: () => ({ kind: "ask", why: "manual" }),
};
