import type { FestivalDocument, Hex } from "../../node/mod.ts";
import { Button, TextField } from "../fields.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { Heart } from "../states.tsx";
import { t } from "../strings/mod.ts";
import { Hash, Title } from "../text.tsx";

export interface NetworkProps {
  sheet: Sheet;
  agent: Hex;
  version: string;
  entries: number;
  festivals: readonly FestivalDocument[];
  more: string | null;
  revision: number;
  /** What went wrong with the form, if it was sent. */
  follow: { readonly given: string; readonly problem: "not-an-id" | "taken" } | null;
}

export function networkPage(props: NetworkProps) {
  const { sheet, festivals, follow } = props;
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "network")}
      description={t(lang, "network.what")}
      at="network"
    >
      <div class="hero">
        <h1>{t(lang, "network")}</h1>
        <p>{t(lang, "network.what")}</p>
      </div>
      <Live sheet={sheet} festival={null} revision={props.revision}>
        <section aria-labelledby="health-heading">
          <h2 id="health-heading">{t(lang, "network.health")}</h2>
          <p class="health">
            <Heart sheet={sheet} />
          </p>
          <Empty
            text={t(lang, "network.alone")}
            href="#follow"
            action={t(lang, "network.follow")}
          />
        </section>
        <section aria-labelledby="node-heading">
          <h2 id="node-heading">{t(lang, "network.node")}</h2>
          <dl class="facts">
            <div>
              <dt>{t(lang, "network.agent")}</dt>
              <dd>
                <Hash hex={props.agent} />
              </dd>
            </div>
            <div>
              <dt>{t(lang, "network.entries")}</dt>
              <dd>{t(lang, "count.entries", { n: props.entries })}</dd>
            </div>
            <div>
              <dt>{t(lang, "network.version")}</dt>
              <dd>{props.version}</dd>
            </div>
          </dl>
        </section>
        <section aria-labelledby="follows-heading">
          <h2 id="follows-heading">{t(lang, "network.festivals")}</h2>
          {festivals.length === 0
            ? (
              <Empty
                text={t(lang, "network.follows.none")}
                href="/#announce-festival"
                action={t(lang, "festival.announce")}
              />
            )
            : (
              <ul class="plain">
                {festivals.map((festival) => (
                  <li>
                    <a href={`/festivals/${festival.id}`}>
                      {festival.known
                        ? <Title sheet={sheet} text={festival.title} />
                        : <Hash hex={festival.id} digits={16} />}
                    </a>
                  </li>
                ))}
              </ul>
            )}
          {props.more !== null && (
            <p>
              <a class="more-link" href={props.more}>{t(lang, "more.festivals")}</a>
            </p>
          )}
          <p class="hint">{t(lang, "network.unlisted")}</p>
        </section>
      </Live>
      <section id="follow" aria-labelledby="follow-heading">
        <h2 id="follow-heading">{t(lang, "network.follow")}</h2>
        {sheet.operator
          ? (
            <form method="post" action="/network/follow">
              {follow !== null && (
                <p class="warning" role="alert">{t(lang, `follow.${follow.problem}`)}</p>
              )}
              <TextField
                sheet={sheet}
                form="follow"
                name="festival"
                label={t(lang, "follow.festival")}
                hint={t(lang, "follow.hint")}
                value={follow?.given}
                most={500}
                required
              />
              <p class="buttons">
                <Button>{t(lang, "follow.go")}</Button>
              </p>
            </form>
          )
          : <p>{t(lang, "follow.operator")}</p>}
      </section>
    </Shell>
  );
}
