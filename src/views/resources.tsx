/** Resources are squares; a location says first how one gets in. */
import type { Access, Hex, ResourceDocument } from "../node/mod.ts";
import { ACCESS, degrees, kindWord } from "./forms/mod.ts";
import { drawnOnce } from "./drawn.ts";
import { nameOf, type Names } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { t, tx } from "./strings/mod.ts";
import { answerWord, Contact, OuterLink, Prose, Title } from "./text.tsx";

export const LOCATION = "location";

/** Whether an event can be *in* it. */
export function isPlace(kind: string): boolean {
  return kind === LOCATION || kind === "space";
}

interface ResourceRowProps {
  sheet: Sheet;
  resource: ResourceDocument;
  names: Names;
}

export function ResourceRow(props: ResourceRowProps) {
  const { sheet, resource, names } = props;
  const how = `row ${sheet.lang} ${nameOf(names, resource.author)}`;
  return drawnOnce(resource, how, () => <RowText {...props} />);
}

/** Depends on nothing but what {@link ResourceRow} names: it is drawn once. */
function RowText({ sheet, resource, names }: ResourceRowProps) {
  const { lang } = sheet;
  return (
    <li class="row resource">
      <Square kind={resource.kind} />
      <div>
        <p class="row-title">
          <a href={`/resources/${resource.id}`}>
            <Title sheet={sheet} text={resource.title} />
          </a>
        </p>
        <p class="row-facts">
          <span>
            <bdi>{kindWord(sheet, resource.kind)}</bdi>
            {resource.quantity > 1 && ` × ${resource.quantity}`}
            {resource.people !== null && ` · ${t(lang, "resource.fits", { n: resource.people })}`}
          </span>
          {" · "}
          {tx(lang, "resource.of", {
            owner: (
              <a href={`/users/${resource.author}`}>
                <bdi>{nameOf(names, resource.author)}</bdi>
              </a>
            ),
          })}
        </p>
        {resource.kind === LOCATION && (
          <p class="row-facts">
            <AccessLine sheet={sheet} access={resource.access} />
          </p>
        )}
      </div>
    </li>
  );
}

/** A location's square has a door. */
export function Square({ kind }: { kind: string }) {
  return (
    <svg
      class="square"
      viewBox="0 0 32 32"
      width="32"
      height="32"
      aria-hidden="true"
    >
      <rect
        class={kind === LOCATION ? "flat-yellow outline" : "flat-pink outline"}
        x="2"
        y="2"
        width="28"
        height="28"
      />
      {kind === LOCATION && <path class="drawn" d="M11 30V14h10v16" />}
      {kind === "space" && <path class="drawn" d="M2 16h28M16 2v28" />}
      {kind === "skill" && <path class="drawn" d="m9 23 14-14M15 9h8v8" />}
      {kind === "item" && <path class="drawn" d="m2 10 14 6 14-6M16 16v14" />}
    </svg>
  );
}

/** In one line what is known of getting in: the answers, and that nobody has told yet. */
export function AccessLine({ sheet, access }: { sheet: Sheet; access: Access | null }) {
  const { lang } = sheet;
  const told = ACCESS.filter((name) => access?.[name] !== undefined);
  if (told.length === 0) return <span class="access-line">{t(lang, "access.nothing")}</span>;
  return (
    <span class="access-line">
      {told.map((name, i) => [
        i > 0 && " · ",
        <span class="access-fact">
          {t(lang, `access.${name}`)}: <b>{answerWord(sheet, access?.[name])}</b>
        </span>,
      ])}
    </span>
  );
}

/** All answers, those that are missing too: what nobody has told can be asked. */
export function AccessList(
  { sheet, access, ask }: {
    sheet: Sheet;
    access: Access | null;
    /** Who would know. */
    ask: { readonly id: Hex; readonly contact: string | null };
  },
) {
  const { lang } = sheet;
  const told = ACCESS.filter((name) => access?.[name] !== undefined);
  const whom = ask.contact === null || ask.contact.trim() === ""
    ? <a href={`/users/${ask.id}`}>{t(lang, "access.ask")}</a>
    : <Contact text={ask.contact} />;
  if (told.length === 0 && access?.note === undefined) {
    return <p class="untold">{tx(lang, "access.untold.ask", { whom })}</p>;
  }
  return (
    <>
      <dl class="facts access">
        {ACCESS.map((name) => (
          <div class={access?.[name] === undefined ? "untold" : undefined}>
            <dt>{t(lang, `access.${name}`)}</dt>
            <dd>{answerWord(sheet, access?.[name])}</dd>
          </div>
        ))}
      </dl>
      {access?.note !== undefined && <Prose text={access.note} />}
      {told.length < ACCESS.length && <p class="hint">{tx(lang, "access.missing.ask", { whom })}
      </p>}
    </>
  );
}

/** Where a location is: access comes before. */
export function PlaceFacts({ sheet, resource }: { sheet: Sheet; resource: ResourceDocument }) {
  const { lang } = sheet;
  const place = resource.place;
  if (place === null) {
    return resource.kind === LOCATION ? <p>{t(lang, "place.untold")}</p> : null;
  }
  const { gps, address, url, position, onRequest } = place;
  return (
    <dl class="facts">
      {onRequest && (
        <div>
          <dt>{t(lang, "place.address")}</dt>
          <dd>
            {tx(lang, "place.ask", {
              owner: <a href={`/users/${resource.author}`}>{t(lang, "place.owner")}</a>,
            })}
          </dd>
        </div>
      )}
      {address !== undefined && address !== "" && (
        <div>
          <dt>{t(lang, "place.address")}</dt>
          <dd>
            <bdi>{address}</bdi>
          </dd>
        </div>
      )}
      {gps !== undefined && (
        <div>
          <dt>{t(lang, "place.coordinates")}</dt>
          <dd>
            {isOnEarth(gps)
              ? (
                <a href={`geo:${degrees(gps[0])},${degrees(gps[1])}`}>
                  {degrees(gps[0])}, {degrees(gps[1])}
                </a>
              )
              : `${degrees(gps[0])}, ${degrees(gps[1])}`}
          </dd>
        </div>
      )}
      {url !== undefined && url !== "" && (
        <div>
          <dt>{t(lang, "place.url")}</dt>
          <dd>
            <OuterLink url={url} />
          </dd>
        </div>
      )}
      {position !== undefined && (
        <div>
          <dt>{t(lang, "place.position")}</dt>
          <dd>{t(lang, "place.position.metres", metres(position))}</dd>
        </div>
      )}
    </dl>
  );
}

function isOnEarth([lat, lon]: readonly [number, number]): boolean {
  return Math.abs(lat) <= 900_000_000 && Math.abs(lon) <= 1_800_000_000;
}

/** Millimetres from wherever its owner counts, as metres. */
function metres([x, y, z]: readonly [number, number, number]) {
  const text = (mm: number) => String(mm / 1_000);
  return { x: text(x), y: text(y), z: text(z) };
}
