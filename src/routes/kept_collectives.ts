/** The collectives whose keys this node keeps, as the API and the pages show them. */
import type { AppContext } from "./context.ts";

/** Every one that is kept here, by name. */
export async function keptCollectives(context: AppContext) {
  const keys = context.collectives?.keys() ?? [];
  const found = await Promise.all(keys.map((key) => collectiveOf(context, key)));
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

export async function collectiveOf({ node }: AppContext, id: string) {
  const user = await node.query.user(id);
  return { id, name: user?.name ?? "", members: [...user?.members ?? []] };
}
