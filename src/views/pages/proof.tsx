/** What is here with its proof alone: what it says, who signed it, and what nobody here can know. */
import type { Access, Hex, Place } from "../../node/mod.ts";
import { Button } from "../fields.tsx";
import { degrees } from "../forms/mod.ts";
import { type Names, Person } from "../people.tsx";
import { AccessList } from "../resources.tsx";
import { Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { hasText, t, tx } from "../strings/mod.ts";
import {
  Contact,
  Hash,
  OuterLink,
  Prose,
  Time,
  TimeSpan,
  Title,
  titleText,
  ZoneNote,
} from "../text.tsx";
import { UTC, zoneOf } from "../time.ts";
import { AskForm, AskingWords, type SharedFormProps } from "./shared.tsx";

export interface ProvenDocument {
  /** As its message names it; null where none is here. */
  readonly schema: string | null;
  /** With the changes that came along; null where nothing of ours can be read. */
  readonly values: Readonly<Record<string, unknown>> | null;
  readonly festival: Hex | null;
  readonly changes: number;
  /** Only what a change gives: what it changes is not here. */
  readonly isChange: boolean;
  readonly withdrawn: boolean;
  /** The first message as JSON. */
  readonly raw: string | null;
}

export interface ProofProps extends SharedFormProps {
  author: Hex;
  names: Names;
  document: ProvenDocument;
  entries: readonly { readonly seqNum: number; readonly hash: Hex }[];
  /** How many other entries show the place of these. */
  certificates: number;
  takenAt: number;
  /** As its own proof says, where that is here too. */
  festivalTitle: string | null;
  timezone: string | null;
  pinned: boolean;
  canFollow: boolean;
  origin: string;
}

export function proofPage(props: ProofProps) {
  const { sheet, author, names, document, asking, name } = props;
  const { lang } = sheet;
  const { values, schema } = document;
  const said = new Said(values ?? {});
  const title = said.text("title") ?? said.text("name") ?? said.text("eventTitle");
  const [start, end] = [said.number("start"), said.number("end")];
  const zone = props.timezone === null ? UTC : zoneOf(props.timezone);
  const kind = `proof.kind.${schema ?? "other"}`;
  return (
    <Shell
      sheet={sheet}
      title={`${titleText(sheet, title)}: ${t(lang, "proof.title")}`}
      description={t(lang, "proof.description")}
      zone={null}
      noindex
    >
      <div class="hero">
        <p>
          <strong class="badge">{t(lang, "proof.badge")}</strong>
        </p>
        <h1>
          <Title sheet={sheet} text={title} />
        </h1>
        {start !== null && end !== null && (
          <p class="when">
            <TimeSpan sheet={sheet} start={start} end={end} zone={zone} />
          </p>
        )}
        {said.text("where") !== null && (
          <p class="where">
            <bdi>{said.text("where")}</bdi>
          </p>
        )}
      </div>
      <div class="warning proof-note" role="note">
        <p>
          {tx(lang, "proof.signed", { author: <Person id={author} names={names} /> })}
        </p>
        {document.withdrawn && (
          <p>
            <strong>{t(lang, "proof.withdrawn")}</strong>
          </p>
        )}
        {document.changes > 0 && !document.withdrawn && (
          <p>{t(lang, "proof.changed", { n: document.changes })}</p>
        )}
        {document.isChange && !document.withdrawn && <p>{t(lang, "proof.change.only")}</p>}
        {document.raw === null && !document.withdrawn && <p>{t(lang, "proof.unreadable")}</p>}
      </div>
      {asking?.state === "asking" && (
        <Live sheet={sheet} on="peers" whole>
          <AskingWords {...props} asking={asking} />
        </Live>
      )}
      <Prose text={said.text("description") ?? said.text("about") ?? ""} />
      {start !== null && (
        props.timezone === null
          ? <p class="zone">{t(lang, "proof.zone")}</p>
          : <ZoneNote sheet={sheet} zone={zone} />
      )}
      <SaidFacts sheet={sheet} said={said} author={author} />
      <h2>{t(lang, "proof.about")}</h2>
      <dl class="facts">
        <Fact label={t(lang, "proof.kind")}>
          {t(lang, hasText(kind) ? kind : "proof.kind.other")}
        </Fact>
        <Fact label={t(lang, "proof.author")}>
          <Person id={author} names={names} />
        </Fact>
        {document.festival !== null && (
          <Fact label={t(lang, "proof.festival")}>
            {document.festival === name
              ? <Hash hex={name} />
              : (
                <a href={`/shared/${document.festival}`}>
                  {props.festivalTitle === null
                    ? <Hash hex={document.festival} />
                    : <bdi>{props.festivalTitle}</bdi>}
                </a>
              )}
          </Fact>
        )}
        <Fact label={t(lang, "proof.came")}>
          <Time sheet={sheet} at={props.takenAt} style="short" zone={UTC} /> UTC
        </Fact>
      </dl>
      {document.raw !== null && (
        <details class="says">
          <summary>{t(lang, "proof.raw")}</summary>
          <pre dir="auto" tabindex={0}>{document.raw}</pre>
        </details>
      )}
      <Check {...props} />
      {props.canFollow && sheet.operator && <Follow {...props} />}
      <Pin {...props} />
      <AskForm {...props} label={t(lang, "proof.ask")} />
      <p class="id-note">
        <Hash hex={name} />
      </p>
    </Shell>
  );
}

function Check({ sheet, entries, certificates, origin }: ProofProps) {
  const { lang } = sheet;
  return (
    <section aria-labelledby="check-heading">
      <h2 id="check-heading">{t(lang, "proof.how")}</h2>
      <p>
        {certificates === 0
          ? t(lang, "proof.how.first")
          : t(lang, "proof.how.words", { n: certificates })}
      </p>
      <ul class="rows" role="list">
        {entries.map(({ seqNum, hash }) => (
          <li class="row">
            <p>
              {t(lang, "proof.entry", { n: seqNum })}:{" "}
              <a href={`/api/v1/entries/${hash}/proof`} download={`proof-${seqNum}.json`}>
                {t(lang, "proof.download")}
              </a>
            </p>
          </li>
        ))}
      </ul>
      <p>{t(lang, "proof.verify")}</p>
      <pre class="command" tabindex={0}>
        {`curl -o proof.json ${origin}/api/v1/entries/${entries[0]?.hash}/proof\np2panda verify --proof proof.json`}
      </pre>
    </section>
  );
}

function Follow({ sheet, document, asking }: ProofProps) {
  const { lang } = sheet;
  return (
    <section aria-labelledby="follow-heading">
      <h2 id="follow-heading">{t(lang, "proof.follow")}</h2>
      <p>{t(lang, "proof.follow.how")}</p>
      <form method="post" action="/network/follow">
        <input type="hidden" name="festival" value={document.festival ?? ""} />
        {asking?.visit === "met" && (
          <input
            type="hidden"
            name="peer"
            value={asking.address ?? ""}
          />
        )}
        <p class="buttons">
          <Button>{t(lang, "proof.follow")}</Button>
        </p>
      </form>
    </section>
  );
}

function Pin(props: ProofProps) {
  const { sheet, name, pinned } = props;
  const { lang } = sheet;
  if (!sheet.operator) return null;
  return (
    <section aria-labelledby="pin-heading">
      <h2 id="pin-heading">{t(lang, "proof.pin")}</h2>
      <p>{t(lang, "proof.pin.how")}</p>
      <form method="post" action={`/shared/${name}/pin`}>
        <input type="hidden" name="pin" value={pinned ? "no" : "yes"} />
        <p class="buttons">
          <Button kind="quiet">{t(lang, pinned ? "proof.unpin" : "proof.pin")}</Button>
        </p>
      </form>
    </section>
  );
}

function Fact({ label, children }: { label: string; children?: unknown }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children as string}</dd>
    </div>
  );
}

/** Values that were parsed by their schema, and may still be of any. */
class Said {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  text(name: string): string | null {
    const value = this.values[name];
    return typeof value === "string" && value.trim() !== "" ? value : null;
  }

  number(name: string): number | null {
    const value = this.values[name];
    return typeof value === "number" ? value : null;
  }

  list(name: string): readonly unknown[] {
    const value = this.values[name];
    return Array.isArray(value) ? value : [];
  }

  map<Shape>(name: string): Shape | null {
    const value = this.values[name];
    return typeof value === "object" && value !== null ? value as Shape : null;
  }
}

/** What most documents have to say beside title, times and description. */
function SaidFacts({ sheet, said, author }: { sheet: Sheet; said: Said; author: Hex }) {
  const { lang } = sheet;
  const place = said.map<Place>("place");
  const access = said.map<Access>("access");
  const links = said.list("links") as readonly { label: string; url: string }[];
  const tags = said.list("tags") as readonly string[];
  const quantity = said.number("quantity");
  const stage = said.text("stage");
  const stageWord = `stage.${stage}`;
  const contact = said.text("contact");
  return (
    <>
      {stage !== "planned" && hasText(stageWord) && (
        <p>
          <strong class="badge">{t(lang, stageWord)}</strong>
        </p>
      )}
      <dl class="facts">
        {quantity !== null && <Fact label={t(lang, "quantity")}>{quantity}</Fact>}
        {place?.address !== undefined && place.address !== "" && (
          <Fact label={t(lang, "place.address")}>
            <bdi>{place.address}</bdi>
          </Fact>
        )}
        {place?.gps !== undefined && (
          <Fact label={t(lang, "place.coordinates")}>
            {degrees(place.gps[0])}, {degrees(place.gps[1])}
          </Fact>
        )}
        {contact !== null && (
          <Fact label={t(lang, "contact")}>
            <Contact text={contact} />
          </Fact>
        )}
        {links.length > 0 && (
          <Fact label={t(lang, "links")}>
            {links.map((link, i) => [
              i > 0 && ", ",
              <OuterLink url={link.url}>{link.label === "" ? link.url : link.label}</OuterLink>,
            ])}
          </Fact>
        )}
        {tags.length > 0 && (
          <Fact label={t(lang, "tags")}>
            {tags.map((tag, i) => [i > 0 && ", ", <bdi>{tag}</bdi>])}
          </Fact>
        )}
      </dl>
      {access !== null && (
        <section aria-labelledby="access-heading">
          <h2 id="access-heading">{t(lang, "access")}</h2>
          <AccessList sheet={sheet} access={access} ask={{ id: author, contact }} />
        </section>
      )}
    </>
  );
}
