/** Proposals: what somebody wants to be different, old beside new, and the one tap that accepts it. */
import type { Child } from "hono/jsx";
import type { FestivalDocument, Hex, ProposalDocument } from "../node/mod.ts";
import { Button } from "./fields.tsx";
import { SetAside } from "./aside.tsx";
import { DeleteForm } from "./forms/mod.ts";
import { animalName, type Names, Person } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { hasText, t, tx } from "./strings/mod.ts";
import { Hash, Prose, Time, TimeSpan, Title } from "./text.tsx";
import type { Zone } from "./time.ts";

/** A proposal, with what it would change as that is now. */
export interface ShownProposal {
  readonly proposal: ProposalDocument;
  /** Null for something new. */
  readonly current: Readonly<Record<string, unknown>> | null;
}

/** What is proposed for one document. */
export interface DocumentProposals {
  readonly open: readonly ShownProposal[];
  /** Keys whose proposals were accepted. */
  readonly accepted: readonly Hex[];
  /** What it was made from; null where its author made it of their own accord. */
  readonly idea: { readonly id: Hex; readonly author: Hex } | null;
  readonly names: Names;
  /** Whether its author is a collective: then its members' proposals are signed at once. */
  readonly members: readonly Hex[] | null;
}

/** On a document's page: what is proposed for it, and the way to propose. */
export function ProposalsOf(
  { sheet, id, author, zone, asks, kind, proposals }: {
    sheet: Sheet;
    id: Hex;
    author: Hex | null;
    zone: Zone;
    /** The event's festival, where it is an event, which can ask for things. */
    asks?: Hex;
    /** What people would delete. */
    kind?: "event" | "resource";
    proposals: DocumentProposals;
  },
) {
  const { lang } = sheet;
  const { open, accepted, idea, names, members } = proposals;
  return (
    <section
      id="proposals"
      aria-labelledby="proposals-heading"
      data-not={open.length + accepted.length === 0 && idea === null
        ? author ?? undefined
        : undefined}
    >
      <h2 id="proposals-heading">{t(lang, "proposals")}</h2>
      {idea !== null && (
        <p>
          {tx(lang, "proposal.idea", { name: <Person id={idea.author} names={names} /> })}{" "}
          <a href={`/proposals/${idea.id}`}>{t(lang, "proposal.idea.see")}</a>
        </p>
      )}
      {accepted.length > 0 && (
        <p>
          {tx(lang, "proposal.changedby", {
            names: accepted.map((key, i) => [i > 0 && ", ", <Person id={key} names={names} />]),
          })}
        </p>
      )}
      <ProposalList sheet={sheet} proposals={open} names={names} zoneOf={() => zone} />
      <p class="buttons" data-not={author ?? undefined}>
        <a class="button quiet" href={`/propose?document=${id}`}>{t(lang, "proposal.change")}</a>
        {author !== null && members !== null && (
          <>
            {" "}
            {asks !== undefined && (
              <a
                class="button quiet"
                href={`/propose?schema=request&festival=${asks}&for=${author}&event=${id}`}
              >
                {t(lang, "proposal.new.request")}
              </a>
            )}{" "}
            <span class="hint">
              {tx(lang, "proposal.change.collective", {
                author: <Person id={author} names={names} />,
              })} {kind !== undefined && t(lang, `propose.nodelete.${kind}`)}
            </span>
          </>
        )}
      </p>
    </section>
  );
}

/** A collective whose key is kept here. */
export interface KeptCollective {
  readonly id: Hex;
  readonly name: string;
  readonly members: readonly Hex[];
}

const MOST_COLLECTIVES = 10;

/** Over a form of what is new: for members, the same as a collective's own. */
export function AsCollective(
  { sheet, festival, schema, collectives }: {
    sheet: Sheet;
    festival: FestivalDocument;
    schema: "event" | "resource";
    collectives: readonly KeptCollective[];
  },
) {
  const { lang } = sheet;
  return collectives.slice(0, MOST_COLLECTIVES).map(({ id, name, members }) => (
    <p data-only={members.join(" ")}>
      <a
        class="button quiet"
        href={`/propose?schema=${schema}&festival=${festival.id}&for=${id}`}
      >
        <span>
          {tx(lang, `proposal.for.${schema}`, { name: <bdi>{name.trim() || animalName(id)}</bdi> })}
        </span>
      </a>{" "}
      <span class="hint">{t(lang, "proposal.for.member")}</span>
    </p>
  ));
}

/** For members of a collective: what is new, as the collective's own. */
export function ForCollective(
  { sheet, festival, collective }: {
    sheet: Sheet;
    festival: FestivalDocument;
    collective: { readonly id: Hex; readonly name: string; readonly members: readonly Hex[] };
  },
) {
  const { lang } = sheet;
  const { id, name, members } = collective;
  const address = (schema: string) => `/propose?schema=${schema}&festival=${festival.id}&for=${id}`;
  return (
    <p data-only={members.join(" ")}>
      <a class="button quiet" href={address("event")}>
        <span>{tx(lang, "proposal.for.event", { name: <bdi>{name}</bdi> })}</span>
      </a>{" "}
      <a class="button quiet" href={address("resource")}>
        <span>{tx(lang, "proposal.for.resource", { name: <bdi>{name}</bdi> })}</span>
      </a>{" "}
      <span class="hint">
        {tx(lang, "proposal.for.hint", { festival: <Title sheet={sheet} text={festival.title} /> })}
      </span>
    </p>
  );
}

/** Open proposals, each with what it would change, and the buttons of who may. */
export function ProposalList(
  { sheet, proposals, names, zoneOf }: {
    sheet: Sheet;
    proposals: readonly ShownProposal[];
    names: Names;
    zoneOf: (festival: Hex) => Zone;
  },
) {
  if (proposals.length === 0) return null;
  return (
    <ul class="plain proposals" role="list">
      {proposals.map((shown) => (
        <li id={`proposal-${shown.proposal.id.slice(0, 16)}`}>
          <ProposalFacts
            sheet={sheet}
            shown={shown}
            names={names}
            zone={zoneOf(shown.proposal.festival)}
          />
          <Answer sheet={sheet} proposal={shown.proposal} names={names} />
        </li>
      ))}
    </ul>
  );
}

/** Who proposes what, in words, field by field. */
export function ProposalFacts(
  { sheet, shown, names, zone }: {
    sheet: Sheet;
    shown: ShownProposal;
    names: Names;
    zone: Zone;
  },
) {
  const { lang } = sheet;
  const { proposal } = shown;
  return (
    <>
      <p>
        {tx(lang, "proposal.by", { name: <Person id={proposal.author} names={names} /> })}{" "}
        <a href={`/proposals/${proposal.id}`}>
          {proposal.document !== null
            ? tx(lang, "proposal.of", { title: <Title sheet={sheet} text={proposal.title} /> })
            : tx(lang, "proposal.makes", {
              name: proposal.for === null ? "?" : <Person id={proposal.for} names={names} />,
            })}
        </a>
      </p>
      <dl class="facts diff">
        {Object.entries(proposal.fields).map(([name, value]) => (
          <div>
            <dt>{fieldWord(sheet, name)}</dt>
            <dd>
              <Change sheet={sheet} name={name} to={value} current={shown.current} zone={zone} />
            </dd>
          </div>
        ))}
      </dl>
      {proposal.note !== null && <Prose text={proposal.note} />}
    </>
  );
}

function Change(
  { sheet, name, to, current, zone }: {
    sheet: Sheet;
    name: string;
    to: unknown;
    current: ShownProposal["current"];
    zone: Zone;
  },
) {
  const { lang } = sheet;
  const words = (value: unknown) => valueWords(sheet, name, value, zone);
  if (current === null) return words(to);
  const from = current[name] ?? null;
  if (sameValue(from, to)) {
    return (
      <>
        {words(to)} <span class="hint">({t(lang, "proposal.same")})</span>
      </>
    );
  }
  return (
    <>
      <del>{words(from)}</del> <span class="hint">{t(lang, "proposal.becomes")}</span>{" "}
      <ins>{words(to)}</ins>
    </>
  );
}

/** The buttons of who may accept, and of who proposed. */
export function Answer(
  { sheet, proposal, names }: { sheet: Sheet; proposal: ProposalDocument; names: Names },
) {
  const { lang } = sheet;
  if (proposal.status !== "open") return null;
  const { id, hash, festival, document, schema } = proposal;
  const page = document !== null && schema !== null ? pageOf(schema, document) : null;
  return (
    <>
      {proposal.for !== null && (
        <form
          class="sign"
          method="post"
          action="/sign"
          data-sign=""
          data-accept={id}
          data-hash={hash}
          data-then={page ?? `/proposals/${id}`}
          data-only={proposal.for}
        >
          <input type="hidden" name="accepts" value={id} />
          <p class="hint">{t(lang, "proposal.accept.hint")}</p>
          <p class="buttons">
            <Button>{t(lang, "proposal.accept")}</Button>
          </p>
        </form>
      )}
      <SetAside sheet={sheet} proposal={proposal} names={names} />
      <DeleteForm
        sheet={sheet}
        schema="proposal"
        id={id}
        festival={festival}
        only={[proposal.author]}
        then={`/proposals/${id}`}
        label="proposal.withdraw"
        sure="proposal.withdraw.sure"
      />
    </>
  );
}

/** The page of a document; null for what has none. */
export function pageOf(schema: string, id: Hex): string | null {
  return ["event", "resource", "festival", "request"].includes(schema) ? `/${schema}s/${id}` : null;
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  title: "proposal.field.title",
  description: "description",
  start: "start",
  end: "end",
  tags: "tags",
  stage: "event.stage",
  where: "proposal.field.where",
  links: "links",
  access: "access",
  contact: "contact",
  quantity: "quantity",
  people: "fits",
  policy: "answers",
  deputy: "deputy",
  place: "place",
  requires: "resource.requires",
  availability: "resource.availability",
  timezone: "festival.timezone",
  visibility: "festival.visibility",
  members: "user.members",
  name: "user.name",
  about: "user.about",
  kind: "resource.kind",
};

function fieldWord(sheet: Sheet, name: string): string {
  const key = Object.hasOwn(FIELD_WORDS, name) ? FIELD_WORDS[name]! : "";
  return hasText(key) ? t(sheet.lang, key) : name;
}

function valueWords(sheet: Sheet, name: string, value: unknown, zone: Zone): Child {
  const { lang } = sheet;
  if (value === null || value === undefined || value === "") return t(lang, "proposal.nothing");
  if (typeof value === "boolean") return t(lang, value ? "proposal.yes" : "proposal.no");
  if (typeof value === "number") {
    return name === "start" || name === "end"
      ? <Time sheet={sheet} at={value} style="full" zone={zone} />
      : String(value);
  }
  if (typeof value === "string") {
    if (/^[0-9a-f]{64}$/.test(value)) return <Hash hex={value} digits={16} />;
    return <bdi>{value}</bdi>;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return t(lang, "proposal.nothing");
    if (name === "availability") {
      return (
        <ul class="plain">
          {value.slice(0, 50).map(({ start, end }) => (
            <li>
              <TimeSpan sheet={sheet} start={start} end={end} zone={zone} />
            </li>
          ))}
        </ul>
      );
    }
    return value.map((item, i) => [i > 0 && ", ", valueWords(sheet, "", item, zone)]);
  }
  return Object.entries(value as object).filter(([, inner]) => inner !== undefined)
    .map(([inner, item], i) => [
      i > 0 && "; ",
      <bdi>{inner}</bdi>,
      ": ",
      valueWords(sheet, "", item, zone),
    ]);
}

/** Whether two values of JSON say the same, in whatever order their members come. */
function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return false;
  }
  const [a, b] = [one, other].map((value) =>
    Object.entries(value).filter(([, inner]) => inner !== undefined)
  );
  return a!.length === b!.length &&
    a!.every(([name, inner]) => sameValue(inner, (other as Record<string, unknown>)[name]));
}
