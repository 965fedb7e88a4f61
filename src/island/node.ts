/** The node that served the page, and what this tab knows to say to it. */
import { NodeClient } from "../client/mod.ts";

const NAME = "p2panda.operator";

/** A token is remembered as long as the tab is open: nothing else here is a password. */
addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement && target.type === "password") {
    sessionStorage.setItem(NAME, target.value.trim());
  }
});

export const client = new NodeClient({ base: "", token: () => sessionStorage.getItem(NAME) });
