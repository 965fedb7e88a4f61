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
  const voters = votersOf(sheet, resource);
  if (voters === null) return null;
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
              <Withdraw sheet={sheet} request={request} vote={own.get(voter)} />
            </li>
          );
        })}
        {others.map((vote) => (
          <li class="hint">
            <Person id={vote.author} names={names} />: {t(lang, `policy.voted.${vote.verdict}`)} (
            {t(lang, "policy.voted.other")})
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
            <p class="hint">{t(lang, "policy.vote.only")}</p>
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
  { sheet, request, vote }: {
    sheet: Sheet;
    request: RequestDocument;
    vote: VoteDocument | undefined;
  },
) {
  if (vote === undefined || request.status !== "pending") return null;
  return (
    <DeleteForm
      sheet={sheet}
      schema="vote"
      id={vote.id}
      festival={vote.festival}
      only={[vote.author]}
      then={`/requests/${request.id}`}
      label="vote.withdraw"
      sure="vote.withdraw.sure"
    />
  );
}
