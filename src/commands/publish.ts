import { notBuiltYet } from "./not_built_yet.ts";

export const publish = notBuiltYet(
  "publish",
  "--node URL --key FILE [MESSAGES]",
  "signs and publishes messages",
);
