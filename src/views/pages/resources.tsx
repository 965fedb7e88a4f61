/** All that a festival's people share, to look through: by words, kind, steps, and what is free. */
import type { FestivalDocument, ResourceDocument } from "../../node/mod.ts";
import { FestivalTitle } from "../dates.tsx";
import { addressOf, isChosen, type ResourceChoice, ResourceFilters } from "../filters.tsx";
import type { TimeChoices } from "../filter_fields.tsx";
import { kindWord } from "../forms/mod.ts";
import { nameOf, type Names } from "../people.tsx";
import { ResourceRow } from "../resources.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { TimeSpan, titleText, ZoneNote } from "../text.tsx";
import { zoneOf } from "../time.ts";
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
  const owners = new Set([
    ...(choice.owner === "" ? [] : [choice.owner]),
    ...resources.map(({ author }) => author),
  ]);
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
      <ResourceFilters
        sheet={sheet}
        path={path}
        choice={choice}
        times={props.times}
        kinds={kinds.map((kind) => [kind, kindWord(sheet, kind)])}
        owners={[...owners].map((key) => [key, nameOf(names, key)])}
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
        {resources.length === 0
          ? isChosen(choice)
            ? (
              <Empty
                text={t(lang, span === null ? "search.none" : "resources.nothingfree")}
                href={span === null ? path : addressOf(path, choice, NO_TIME)}
                action={t(lang, span === null ? "programme.showall" : "resources.anytime")}
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

const NO_TIME = { when: "", from: "", to: "", quantity: "" } as const;
