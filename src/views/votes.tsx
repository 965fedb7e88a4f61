/** Votes on a request, for resources whose owner asks named users. */
import type { RequestDocument, ResourceDocument, VoteDocument } from "../node/mod.ts";
import { Button, SignForm } from "./fields.tsx";
import { DeleteForm } from "./forms/mod.ts";
import { type Names, Person } from "./people.tsx";
import { votersOf } from "./policies.tsx";
import type { Sheet } from "./sheet.ts";
import { t } from "./strings/mod.ts";

export function Votes(
  { sheet, request, resource, votes, names }: {
    sheet: Sheet;
    request: RequestDocument;
    resource: Pick<ResourceDocument, "policy">;
    /** Each voter's latest. */
    votes: readonly VoteDocument[];
    names: Names;
  },
) {
  const { lang } = sheet;
  const asked = votersOf(sheet, resource);
  // Whoever voted can take it back, also where nobody is asked to vote any more.
  if (asked === null && votes.length === 0) return null;
  const voters = asked ?? [];
  const own = new Map(votes.map((vote) => [vote.author, vote]));
  const said = new Map(votes.map((vote) => [vote.author, vote.verdict]));
  const others = votes.filter((vote) => !voters.includes(vote.author));
  return (
    <section aria-labelledby="votes-heading">
      <h2 id="votes-heading">{t(lang, "policy.votes")}</h2>
      <ul class="plain votes">
        {voters.map((voter) => {
          const verdict = said.get(voter);
          return (
            <li>
              <Person id={voter} names={names} />:{" "}
              <b>
                {t(lang, verdict === undefined ? "policy.voted.not" : `policy.voted.${verdict}`)}
              </b>
              <Withdraw sheet={sheet} vote={own.get(voter)} />
            </li>
          );
        })}
        {others.map((vote) => (
          <li class="hint">
            <Person id={vote.author} names={names} />: {t(lang, `policy.voted.${vote.verdict}`)} (
            {t(lang, "policy.voted.other")})
            <Withdraw sheet={sheet} vote={vote} />
          </li>
        ))}
      </ul>
      {request.status === "pending" && voters.length > 0 && (
        <div class="author-tools" data-only={voters.join(" ")}>
          <h3>{t(lang, "policy.vote")}</h3>
          <SignForm
            sheet={sheet}
            schema="vote"
            action="create"
            festival={request.festival}
            then={`/requests/${request.id}`}
            only={voters}
            hash={request.hash}
            hidden={{ request: request.id }}
            brief
          >
            <p class="hint">
              {t(lang, "policy.vote.only")} {t(lang, "vote.seen")}
            </p>
            <span class="buttons">
              <Button name="verdict" value="confirmed">{t(lang, "policy.vote.yes")}</Button>{" "}
              <Button name="verdict" value="denied" kind="quiet">
                {t(lang, "policy.vote.no")}
              </Button>
            </span>
          </SignForm>
        </div>
      )}
    </section>
  );
}

/** For who voted. */
function Withdraw(
  { sheet, vote }: { sheet: Sheet; vote: VoteDocument | undefined },
) {
  if (vote === undefined) return null;
  return (
    <DeleteForm
      sheet={sheet}
      schema="vote"
      id={vote.id}
      festival={vote.festival}
      only={[vote.author]}
      then={`/requests/${vote.request}`}
      label="vote.withdraw"
      sure="vote.withdraw.sure"
    />
  );
}
