/** The node that served the page. */
import { NodeClient } from "../client/mod.ts";

export const client = new NodeClient({ base: "" });
