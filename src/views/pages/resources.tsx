/** All that a festival's people share, to look through: by words, kind, steps, and what is free. */
import type { FestivalDocument, ResourceDocument, ResourceFilter } from "../../node/mod.ts";
import { FestivalTitle } from "../dates.tsx";
import { addressOf, isChosen, type ResourceChoice, ResourceFilters } from "../filters.tsx";
import { Chips, type TimeChoices } from "../filter_fields.tsx";
import { kindWord } from "../forms/mod.ts";
import { type Typed, WhichIsMeant } from "../named_field.tsx";
import { nameOf, type Names } from "../people.tsx";
import { ResourceRow } from "../resources.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { type StringKey, t, tx } from "../strings/mod.ts";
import { TimeSpan, titleText, ZoneNote } from "../text.tsx";
import { localValue, zoneOf } from "../time.ts";
import { crumbsOf, streamOf } from "./festival.tsx";

export interface ResourcesProps {
  sheet: Sheet;
  festival: FestivalDocument;
  ancestors: readonly FestivalDocument[];
  resources: readonly ResourceDocument[];
  /** Address of the next page. */
  more: string | null;
  names: Names;
  choice: ResourceChoice;
  who: Typed;
  /** Of what was asked for: what has to be left out for anything to be found. */
  drops: readonly (keyof ResourceFilter)[];
  times: TimeChoices;
  tags: readonly string[];
  /** What must be free; null where nothing must be, or the time makes no sense. */
  span: { readonly from: number; readonly to: number } | null;
  revision: number;
}

const KINDS = ["location", "space", "item", "skill"];

export function resourcesPage(props: ResourcesProps) {
  const { sheet, festival, ancestors, resources, names, choice, span } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const path = `/festivals/${festival.id}/resources`;
  const kinds = [...new Set([...KINDS, ...resources.map(({ kind }) => kind)])];
  const title = titleText(sheet, festival.title);
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "resources.of", { festival: title })}
      description={t(lang, "resources.of.description", { festival: title })}
      noindex={festival.visibility === "unlisted" || isChosen(choice)}
      crumbs={crumbsOf(sheet, [festival, ...ancestors])}
      stream={streamOf(festival, ancestors, props.revision)}
      zone={zone}
    >
      <h1>
        {tx(lang, "resources.of", {
          festival: <FestivalTitle sheet={sheet} festival={festival} />,
        })}
      </h1>
      <ZoneNote sheet={sheet} zone={zone} />
      <WhichIsMeant
        sheet={sheet}
        form="find"
        typed="who"
        written={props.who}
        none="named.who.none"
        several="named.who.several"
      />
      <ResourceFilters
        sheet={sheet}
        path={path}
        choice={choice}
        times={props.times}
        kinds={kinds.map((kind) => [kind, kindWord(sheet, kind)])}
        owner={choice.owner === ""
          ? null
          : { id: choice.owner, title: nameOf(names, choice.owner) }}
        who={props.who}
        suggested={resources.map(({ author }) => nameOf(names, author))}
        tags={props.tags}
        wrongSpan={span === null && (choice.from !== "" || choice.to !== "")}
      />
      <Live sheet={sheet}>
        {span !== null && (
          <h2>
            {tx(lang, "resources.free", {
              span: <TimeSpan sheet={sheet} start={span.from} end={span.to} zone={zone} />,
            })}
          </h2>
        )}
        {span !== null && resources.length > 0 && (
          <p>
            <a
              class="more-link"
              href={`/festivals/${festival.id}/plan?${new URLSearchParams({
                from: localValue(span.from, zone),
                to: localValue(span.to, zone),
              })}`}
            >
              {t(lang, "plan.free")}
            </a>
          </p>
        )}
        {resources.length === 0
          ? isChosen(choice)
            ? (
              <NothingFound
                sheet={sheet}
                path={path}
                choice={choice}
                text={t(lang, span === null ? "search.none" : "resources.nothingfree")}
                drops={props.drops}
              />
            )
            : (
              <Empty
                text={t(lang, "resources.empty")}
                href={`/festivals/${festival.id}#announce-resource`}
                action={t(lang, "resource.announce")}
              />
            )
          : (
            <ul class="rows" role="list">
              {resources.map((resource) => (
                <ResourceRow sheet={sheet} resource={resource} names={names} />
              ))}
            </ul>
          )}
        {props.more !== null && (
          <p>
            <a class="more-link" href={props.more}>{t(lang, "more.resources")}</a>
          </p>
        )}
      </Live>
    </Shell>
  );
}

/** What is in the way: each of what was asked for without which there is something. */
function NothingFound(
  { sheet, path, choice, text, drops }: {
    sheet: Sheet;
    path: string;
    choice: ResourceChoice;
    text: string;
    drops: readonly (keyof ResourceFilter)[];
  },
) {
  const { lang } = sheet;
  const [first, ...others] = drops.map((name) => ({
    href: addressOf(path, choice, name === "free" ? NO_TIME : { [name]: "" }),
    text: t(lang, DROP[name]!, { what: name === "tag" ? choice.tag : choice.q }),
    chosen: false,
  }));
  if (first === undefined) {
    return <Empty text={text} href={path} action={t(lang, "programme.showall")} />;
  }
  return (
    <>
      <Empty text={text} href={first.href} action={`${t(lang, "find.drop")} ${first.text}`} />
      <Chips label={t(lang, "find.drop")} items={others} />
    </>
  );
}

const DROP: { readonly [Name in keyof ResourceFilter]?: StringKey } = {
  q: "find.drop.q",
  kind: "find.drop.kind",
  tag: "find.drop.tag",
  place: "find.drop.places",
  stepFree: "find.drop.stepFree",
  owner: "find.drop.owner",
  free: "find.drop.times",
};

const NO_TIME = { when: "", from: "", to: "", quantity: "" } as const;
