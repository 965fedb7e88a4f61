/** The page of one proposal, and the page on which something is proposed. */
import type {
  EventDocument,
  FestivalDocument,
  Hex,
  ResourceDocument,
  WithdrawnProposal,
} from "../../node/mod.ts";
import {
  EventForm,
  FestivalForm,
  type HoursView,
  type Offers,
  RequestForm,
  ResourceForm,
} from "../forms/mod.ts";
import { nameOf, type Names, Person } from "../people.tsx";
import { Answer, pageOf, ProposalFacts, type ShownProposal } from "../proposals.tsx";
import { LOCATION } from "../resources.tsx";
import { Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Title, titleText, ZoneNote } from "../text.tsx";
import { zoneOf } from "../time.ts";
import { crumbsOf, streamOf } from "./festival.tsx";

interface Around {
  sheet: Sheet;
  festival: FestivalDocument;
  ancestors: readonly FestivalDocument[];
  names: Names;
  revision: number;
}

export interface ProposalProps extends Around {
  shown: ShownProposal | WithdrawnProposal;
}

export function proposalPage(props: ProposalProps) {
  const { sheet, festival, names, shown } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const proposal = "proposal" in shown ? shown.proposal : null;
  const status = proposal?.status ?? "withdrawn";
  const accepted = proposal?.accepted ?? null;
  const came = accepted === null || proposal?.schema === undefined || proposal.schema === null
    ? null
    : pageOf(proposal.schema, accepted.document);
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "proposal")}
      description={t(lang, "proposal.what")}
      noindex
      crumbs={crumbsOf(sheet, [festival, ...props.ancestors])}
      stream={streamOf(festival, props.ancestors, props.revision)}
    >
      <Live sheet={sheet}>
        <div class="hero">
          <h1>{t(lang, "proposal")}</h1>
          <p>
            <strong class="badge">{t(lang, `proposal.${status}`)}</strong>
          </p>
        </div>
        <p class="hint">{t(lang, "proposal.what")}</p>
        {proposal !== null && "proposal" in shown && (
          <>
            <ZoneNote sheet={sheet} zone={zone} />
            <ProposalFacts sheet={sheet} shown={shown} names={names} zone={zone} />
            {accepted !== null && (
              <p>
                {tx(lang, "proposal.accepted.by", {
                  name: <Person id={accepted.author} names={names} />,
                })} {came !== null && <a href={came}>{t(lang, "proposal.see")}</a>}
              </p>
            )}
          </>
        )}
      </Live>
      {proposal !== null && <Answer sheet={sheet} proposal={proposal} names={names} />}
    </Shell>
  );
}

export interface ProposeProps extends Around {
  /** What is to be changed, or the schema of what is to be made. */
  what:
    | { readonly kind: "event"; readonly current: EventDocument | null }
    | { readonly kind: "resource"; readonly current: ResourceDocument | null }
    | { readonly kind: "festival"; readonly current: FestivalDocument }
    /** What an event of somebody else's asks for. */
    | { readonly kind: "request"; readonly current: null; readonly event: EventDocument };
  /** Who would sign it. */
  author: Hex;
  members: readonly Hex[] | null;
  forms: { readonly hours: HoursView; readonly offers: Offers };
}

/** The form of what is proposed, as a proposal. */
export function proposePage(props: ProposeProps) {
  const { festival, what, author, names, members } = props;
  const { lang } = props.sheet;
  const sheet: Sheet = {
    ...props.sheet,
    propose: { schema: what.kind, document: what.current?.id ?? null, for: author },
  };
  const heading = what.current === null
    ? t(lang, `proposal.new.${what.kind}`)
    : tx(lang, "proposal.change.of", { title: <Title sheet={sheet} text={what.current.title} /> });
  const person = <Person id={author} names={names} />;
  return (
    <Shell
      sheet={sheet}
      title={what.current === null
        ? t(lang, "proposal.new")
        : t(lang, "proposal.change.of", { title: titleText(sheet, what.current.title) })}
      description={t(lang, "proposal.what")}
      noindex
      crumbs={crumbsOf(sheet, [festival, ...props.ancestors])}
    >
      <h1>{heading}</h1>
      <p>
        {what.current === null
          ? tx(lang, "proposal.new.for", { author: person })
          : t(lang, "proposal.change.how", { author: nameOf(names, author) })}
      </p>
      <p class="hint">{t(lang, "proposal.change.seen")}</p>
      {what.kind === "resource" && <p class="hint">{tx(lang, "propose.you", { owner: person })}</p>}
      {members !== null && <p>{tx(lang, "proposal.change.collective", { author: person })}</p>}
      {what.kind === "event"
        ? <EventForm sheet={sheet} festival={festival} {...currentOf(what.current)} />
        : what.kind === "resource"
        ? (
          <ResourceForm
            sheet={sheet}
            festival={festival}
            location={what.current?.kind === LOCATION}
            {...currentOf(what.current)}
            {...props.forms}
          />
        )
        : what.kind === "festival"
        ? <FestivalForm sheet={sheet} current={what.current} />
        : props.forms.offers.map((offer) => (
          <section>
            <h2>
              <Title sheet={sheet} text={offer.festival.title} />
            </h2>
            <RequestForm
              sheet={sheet}
              event={what.event}
              festival={festival}
              where={offer.festival}
              resources={offer.resources}
            />
          </section>
        ))}
    </Shell>
  );
}

function currentOf<Document>(current: Document | null): { current?: Document } {
  return current === null ? {} : { current };
}
