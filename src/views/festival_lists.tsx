/** What a festival's page lists besides its programme. */
import type { FestivalDocument, Hex, NestedFestival, ResourceDocument } from "../node/mod.ts";
import { drawnTogether } from "./drawn.ts";
import { Avatar, nameOf, type Names } from "./people.tsx";
import { AnnouncementForms } from "./forms/mod.ts";
import { ResourceRow } from "./resources.tsx";
import { Empty } from "./shell.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";
import { Title } from "./text.tsx";
import { FestivalDates } from "./dates.tsx";

export function Resources(
  { sheet, names, id, list, next, filtered, open, all }: {
    sheet: Sheet;
    names: Names;
    id: "locations" | "resources";
    list: readonly ResourceDocument[];
    next: string | null;
    filtered: boolean;
    /** Whether something can be announced. */
    open: boolean;
    /** The page that looks through all of them. */
    all: string;
  },
) {
  const { lang } = sheet;
  return (
    <section id={id} aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{t(lang, id)}</h2>
      {list.length === 0
        ? filtered
          ? <p>{t(lang, "search.none")}</p>
          : !open
          ? <Empty text={t(lang, `${id}.none`)} />
          : (
            <Empty
              text={t(lang, `${id}.empty`)}
              href={id === "locations" ? "#announce-location" : "#announce-resource"}
              action={t(lang, id === "locations" ? "location.announce" : "resource.announce")}
            />
          )
        : <ResourceRows sheet={sheet} id={id} list={list} names={names} />}
      {next !== null && (
        <p>
          <a class="more-link" href={next}>{t(lang, `more.${id}`)}</a>
        </p>
      )}
      {list.length > 0 && (
        <p>
          <a class="more-link" href={all}>{t(lang, `${id}.find`)}</a>
        </p>
      )}
    </section>
  );
}

/** Rows are drawn again only when one of them changes. */
function ResourceRows(
  { sheet, id, list, names }: {
    sheet: Sheet;
    id: string;
    list: readonly ResourceDocument[];
    names: Names;
  },
) {
  const rows = list.map((resource) => ({ resource, owner: nameOf(names, resource.author) }));
  const how = JSON.stringify(["rows", id, sheet.lang, list[0]!.id, list.length]);
  const same = (one: typeof rows[number], other: typeof rows[number]) =>
    one.resource === other.resource && one.owner === other.owner;
  return drawnTogether(sheet, how, rows, same, () => (
    <ul class="rows" role="list">
      {list.map((resource) => ResourceRow({ sheet, resource, names }))}
    </ul>
  ));
}

export function People(
  { sheet, people, names, next }: {
    sheet: Sheet;
    people: readonly Hex[];
    names: Names;
    next: string | null;
  },
) {
  const { lang } = sheet;
  return (
    <section id="people" aria-labelledby="people-heading">
      <h2 id="people-heading">{t(lang, "people")}</h2>
      {people.length === 0
        ? <Empty text={t(lang, "people.empty")} />
        : <Faces people={people} sheet={sheet} names={names} />}
      {next !== null && (
        <p>
          <a class="more-link" href={next}>{t(lang, "more.people")}</a>
        </p>
      )}
    </section>
  );
}

/** Faces are drawn again only when somebody comes, or is called otherwise. */
function Faces({ sheet, people, names }: { sheet: Sheet; people: readonly Hex[]; names: Names }) {
  const faces = people.map((key) => ({ key, name: nameOf(names, key) }));
  const how = JSON.stringify(["faces", people[0], people.length]);
  const same = (one: typeof faces[number], other: typeof faces[number]) =>
    one.key === other.key && one.name === other.name;
  return drawnTogether(sheet, how, faces, same, () => (
    <ul class="people" role="list">
      {faces.map(({ key, name }) => (
        <li>
          <a class="person" href={`/users/${key}`}>
            <Avatar id={key} size={32} />
            <bdi>{name}</bdi>
          </a>
        </li>
      ))}
    </ul>
  ));
}

/** Festivals inside of this one: with their dates where they are here. */
export function Nested(
  { sheet, festival, nested, below, next }: {
    sheet: Sheet;
    festival: FestivalDocument;
    nested: readonly NestedFestival[];
    below: readonly FestivalDocument[];
    next: string | null;
  },
) {
  const { lang } = sheet;
  return (
    <section id="nested" aria-labelledby="nested-heading">
      <h2 id="nested-heading">{t(lang, "nested")}</h2>
      <ul class="rows" role="list">
        {nested.map((child) => {
          const here = below.find(({ id }) => id === child.id);
          return (
            <li class="row nested">
              <p class="row-title">
                <a href={`/festivals/${child.id}`}>
                  <Title sheet={sheet} text={here?.title ?? child.title} />
                </a>
              </p>
              <p class="row-facts">
                {here === undefined ? t(lang, "nested.elsewhere") : (
                  <>
                    <FestivalDates sheet={sheet} festival={here} />
                    {` · ${t(lang, "count.events", { n: here.counts.events })}`}
                  </>
                )}
              </p>
              <AnnouncementForms
                sheet={sheet}
                announced={{ ...child, id: child.announcement, festival: festival.id }}
                child={here}
                then={`/festivals/${festival.id}#nested`}
              />
            </li>
          );
        })}
      </ul>
      {next !== null && (
        <p>
          <a class="more-link" href={next}>{t(lang, "more.nested")}</a>
        </p>
      )}
    </section>
  );
}
