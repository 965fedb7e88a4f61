/** Search over all that is public, or one festival: by words, or by anything else alone. */
import { Hono } from "hono";
import type { FoundKind, SearchFilter } from "../../node/mod.ts";
import { FOUND_KINDS, searchPage, zoneOf } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { ID, withParameter } from "./address.ts";
import { searchChoice, some } from "./choices.ts";
import { namesOf } from "./gather.ts";
import { meantBy } from "./named.ts";
import { notFound, seenBefore, sheetOf, show } from "./respond.ts";
import { timesFrom } from "./when.ts";

/** Of each kind, where all are looked for. */
const FEW = 8;
const MANY = 50;
/** Pages may come out empty where what an index gives is mostly not meant: then it is looked on. */
const MOST_LOOKS = 4;

export function search(context: AppContext): Hono {
  const app = new Hono();
  const { query } = context.node;

  app.get("/search", async (c) => {
    const sheet = sheetOf(context, c);
    const named = c.req.query("festival");
    const festival = named === undefined || !ID.test(named) ? null : await query.festival(named);
    if (named !== undefined && named !== "" && festival === null) throw notFound("festival");
    const who = await meantBy(context.node, c, "owner", festival?.id ?? null);
    if (who instanceof Response) return who;
    const where = await meantBy(context.node, c, "place", festival?.id ?? null);
    if (where instanceof Response) return where;
    const revision = await query.revisionOfAll();
    const seen = seenBefore(context, c, sheet, [revision]);
    if (seen !== null) return seen;

    const choice = searchChoice(c);
    const zone = zoneOf(festival?.timezone ?? choice.timezone);
    const byHand = choice.from !== "" || choice.to !== "";
    const isZone = festival !== null || choice.timezone === "" || zone.unknown === null;
    const times = byHand && isZone ? timesFrom(choice.from, choice.to, zone.name) : null;
    const free = choice.free !== "" && times?.from !== undefined && times.to !== undefined
      ? {
        from: times.from,
        to: times.to,
        ...(choice.quantity !== "" && { quantity: Number(choice.quantity) }),
      }
      : undefined;
    /** Without each of what was asked for, to know what is in the way. */
    const filters: Readonly<Record<string, Partial<SearchFilter>>> = {
      q: { q: some(choice.q) },
      kind: { kinds: choice.kind === "" ? undefined : [choice.kind] },
      resourceKind: { resourceKind: some(choice.resourceKind) },
      places: { places: choice.places === "" ? undefined : true },
      tag: { tag: some(choice.tag) },
      times: free === undefined ? { ...times } : { free },
      stepFree: { stepFree: some(choice.stepFree) },
      state: { state: some(choice.state) },
      owner: { owner: some(choice.owner) },
      place: { place: some(choice.place) },
    };
    const asked = (left: string | null = null): SearchFilter =>
      Object.assign(
        { festival: festival?.id },
        ...Object.entries(filters).filter(([name]) => name !== left).map(([, filter]) => filter),
      );
    const isAsked = Object.values(filters).some((filter) =>
      Object.values(filter).some((one) => one !== undefined)
    );
    const groups = [];
    const kind = some(choice.kind) ?? null;
    for (const one of isAsked ? FOUND_KINDS.filter((one) => (kind ?? one) === one) : []) {
      const filter = { ...asked(), kinds: [one] as FoundKind[] };
      const { items, next } = await looked(filter, kind === null ? FEW : MANY, {
        cursor: kind === null ? undefined : c.req.query("cursor"),
      });
      const more = kind === null
        ? next === null ? null : withParameter(c, "kind", one)
        : withParameter(c, "cursor", next);
      groups.push({ kind: one, items, more });
    }
    const drops: (keyof typeof filters)[] = [];
    if (isAsked && groups.every(({ items, more }) => items.length === 0 && more === null)) {
      for (const [name, filter] of Object.entries(filters)) {
        if (Object.values(filter).every((one) => one === undefined)) continue;
        if ((await looked(asked(name), 1)).items.length > 0) drops.push(name);
      }
    }
    const place = choice.place === "" ? null : await query.resource(choice.place);
    const names = await namesOf(context.node, choice.owner === "" ? [] : [choice.owner]);
    return show(
      c,
      searchPage({
        sheet,
        festival,
        // The zone of every form is no choice of somebody.
        choice: { ...choice, timezone: byHand && festival === null ? choice.timezone : "" },
        zone,
        times: times === null ? null : { free: free !== undefined },
        wrongTimes: byHand && times === null,
        // What is free is asked for over a span, so both of its ends are needed.
        wrongFree: choice.free !== "" && free === undefined,
        asked: isAsked,
        groups,
        drops,
        names,
        place: place === null ? null : { id: place.id, title: place.title },
        who,
        where,
        revision,
      }),
    );
  });

  async function looked(
    filter: SearchFilter,
    limit: number,
    { cursor }: { readonly cursor?: string | undefined } = {},
  ) {
    let page = await query.search({ ...filter, limit, cursor });
    for (let looks = 1; looks < MOST_LOOKS; looks++) {
      if (page.items.length > 0 || page.next === null) break;
      page = await query.search({ ...filter, limit, cursor: page.next });
    }
    return page;
  }

  return app;
}
