import type {
  FestivalDocument,
  RequestDocument,
  ResourceDocument,
  VoteDocument,
  WithdrawnRequest,
} from "../../node/mod.ts";
import { AnswerForm, CorrectRequestForm, DeleteForm } from "../forms/mod.ts";
import { type Names, Person } from "../people.tsx";
import { AnswerGiven } from "../policy_asks.tsx";
import { PolicyWords } from "../policy_words.tsx";
import { AnotherLikeIt, InTheWay, Quote, RequestName } from "../requests.tsx";
import { Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { Mark, shapeOf, StateWords } from "../states.tsx";
import { t, tx } from "../strings/mod.ts";
import { TellThem } from "../tell.tsx";
import { Hash, Prose, Time, TimeSpan, titleText, ZoneNote } from "../text.tsx";
import { zoneOf } from "../time.ts";
import { Votes } from "../votes.tsx";
import { crumbsOf, streamOf } from "./festival.tsx";

export interface RequestProps {
  sheet: Sheet;
  request: RequestDocument | WithdrawnRequest;
  /** What is asked for; null where it is not known, or deleted. */
  resource: ResourceDocument | null;
  /** Titles of what its policy names. */
  titles: ReadonlyMap<string, string>;
  /** Each voter's latest. */
  votes: readonly VoteDocument[];
  /** The resource's. */
  festival: FestivalDocument;
  ancestors: readonly FestivalDocument[];
  /** Of the owner's profile, and of the asker's. */
  contacts: { readonly owner: string | null; readonly author: string | null };
  names: Names;
  revision: number;
}

export function requestPage(props: RequestProps) {
  const { sheet, request, resource, festival, ancestors, names, revision } = props;
  const { lang } = sheet;
  const zone = zoneOf(festival.timezone);
  const here = `/requests/${request.id}`;
  const crumbs = crumbsOf(sheet, [festival, ...ancestors]);
  const noindex = festival.visibility === "unlisted";
  if (!("resource" in request)) {
    return (
      <Shell
        sheet={sheet}
        title={t(lang, "request")}
        description={t(lang, "request.withdrawn")}
        noindex={noindex}
        crumbs={crumbs}
      >
        <h1>{t(lang, "request")}</h1>
        <p>{t(lang, "request.withdrawn")}</p>
        <p>{tx(lang, "request.by", { author: <Person id={request.author} names={names} /> })}</p>
        <p>
          <a href={`/festivals/${festival.id}`}>{t(lang, "festival.go")}</a>
        </p>
      </Shell>
    );
  }
  const shape = shapeOf(request);
  const title = t(lang, "request.name", {
    event: titleText(sheet, request.eventTitle),
    resource: titleText(sheet, request.resourceTitle),
  });
  return (
    <Shell
      sheet={sheet}
      title={title}
      description={title}
      noindex={noindex}
      crumbs={crumbs}
      stream={streamOf(festival, ancestors, revision)}
      zone={zone}
    >
      <Live sheet={sheet}>
        <div class="hero">
          <p class="kind">{t(lang, "request")}</p>
          <h1>
            <RequestName sheet={sheet} request={request} by="both" />
          </h1>
          <p class={`state state-${shape} big-state`}>
            <Mark shape={shape} place={shape === "line" ? request.line! : undefined} size={24} />
            {" "}
            <StateWords sheet={sheet} request={request} zone={zone} />
          </p>
        </div>
        {resource !== null && (request.status === "conflict" || shape === "line") && (
          <InTheWay
            sheet={sheet}
            request={request}
            bookings={resource.bookings}
            zone={zone}
          />
        )}
        <ZoneNote sheet={sheet} zone={zone} />
        <dl class="facts">
          <div>
            <dt>{t(lang, "request.time")}</dt>
            <dd>
              <TimeSpan sheet={sheet} start={request.start} end={request.end} zone={zone} />
            </dd>
          </div>
          <div>
            <dt>{t(lang, "quantity")}</dt>
            <dd>{request.quantity}</dd>
          </div>
          <div>
            <dt>{t(lang, "request.author")}</dt>
            <dd>
              <Person id={request.author} names={names} />
            </dd>
          </div>
          <div>
            <dt>{t(lang, "request.owner")}</dt>
            <dd>
              <Person id={request.owner} names={names} />
            </dd>
          </div>
          <div>
            <dt>{t(lang, "request.received")}</dt>
            <dd>
              <Time sheet={sheet} at={request.receivedAt} style="short" zone={zone} />
            </dd>
          </div>
          {request.replaces !== null && (
            <div>
              <dt>{t(lang, "request.replaces")}</dt>
              <dd>
                <a href={`/requests/${request.replaces}`}>
                  <Hash hex={request.replaces} digits={16} />
                </a>
              </dd>
            </div>
          )}
        </dl>
        {request.note !== null && request.note !== "" && (
          <Quote label={t(lang, "request.says")}>
            <Prose text={request.note} />
          </Quote>
        )}
        {request.answer !== null && request.answer !== "" && (
          <Quote label={t(lang, "request.answers")}>
            <AnswerGiven sheet={sheet} request={request} resource={resource} />
          </Quote>
        )}
        {request.reason !== null && request.reason !== "" && (
          <Quote label={t(lang, "request.reason")}>
            <Prose text={request.reason} />
          </Quote>
        )}
        {resource !== null && request.status === "pending" && (
          <section aria-labelledby="policy-heading">
            <h2 id="policy-heading">{t(lang, "policy.explained")}</h2>
            <PolicyWords
              sheet={sheet}
              resource={resource}
              zone={zone}
              mentioned={{ names, titles: props.titles }}
            />
          </section>
        )}
        {resource !== null && (
          <Votes
            sheet={sheet}
            request={request}
            resource={resource}
            votes={props.votes}
            names={names}
          />
        )}
      </Live>
      {request.status !== "withdrawn" && (
        <section
          aria-labelledby="answer-heading"
          class="author-tools"
          data-only={[request.owner, request.deputy ?? "", request.author].join(" ").trim()}
        >
          <h2 id="answer-heading">{t(lang, "answer")}</h2>
          <p class="hint">
            {t(lang, "only.owner")}{" "}
            {t(lang, request.status === "pending" ? "answer.seen" : "answer.again")}
          </p>
          <AnswerForm sheet={sheet} request={request} then={here} reason />
          <AnotherLikeIt sheet={sheet} request={request} />
          {request.answerId !== null && request.answeredBy !== null && (
            <DeleteForm
              sheet={sheet}
              schema="authorization"
              id={request.answerId}
              festival={request.festival}
              only={[request.answeredBy]}
              then={here}
              label="answer.withdraw"
              sure="answer.withdraw.sure"
            />
          )}
          <CorrectRequestForm
            sheet={sheet}
            request={request}
            resource={resource}
            zone={zone}
            then={`/events/${request.event}`}
          />
          <DeleteForm
            sheet={sheet}
            schema="request"
            id={request.id}
            festival={request.festival}
            only={[request.author]}
            then={`/events/${request.event}`}
            label="request.withdraw"
            sure="request.withdraw.sure"
          />
        </section>
      )}
      <TellThem
        sheet={sheet}
        request={request}
        festival={festival}
        names={names}
        zone={zone}
        contacts={{
          owner: [resource?.contact ?? null, props.contacts.owner],
          author: [props.contacts.author],
        }}
      />
      <p>
        <a href={`/events/${request.event}`}>{t(lang, "request.toevent")}</a> ·{" "}
        <a href={`/resources/${request.resource}`}>{t(lang, "request.toresource")}</a>
      </p>
    </Shell>
  );
}
