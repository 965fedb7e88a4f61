import type { Hex } from "../../node/mod.ts";
import { type Names, Person } from "../people.tsx";
import { Empty, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Hash, Time } from "../text.tsx";
import { UTC } from "../time.ts";

/** One entry as the page says it; bytes are hex already. */
export interface LogEntry {
  readonly seqNum: number;
  readonly hash: Hex;
  readonly backlink: Hex | null;
  /** Null where it is left out. */
  readonly lipmaalink: { readonly hash: Hex; readonly seqNum: number } | null;
  readonly endOfLog: boolean;
  readonly entryBytes: number;
  readonly payloadBytes: number;
  readonly receivedAt: number;
  /** Why it has no effect, in words; null where it has. */
  readonly ignored: string | null;
  /** Why its payload is not here; null where it is, or where nobody needs it. */
  readonly lacks: "dropped" | "wanted" | null;
  /** What it says; null where its payload is not here or is no message. */
  readonly message: {
    readonly action: string;
    readonly schema: string;
    readonly json: string;
    /** Where its document is shown. */
    readonly href: string | null;
  } | null;
}

export interface LogProps {
  sheet: Sheet;
  author: Hex;
  logId: number;
  names: Names;
  /** Of the last entry that counts. */
  head: number;
  cut: number | null;
  /** Newest first. */
  entries: readonly LogEntry[];
  festival: { readonly id: Hex; readonly title: string; readonly unlisted: boolean } | null;
  newer: string | null;
  older: string | null;
}

export function logPage(props: LogProps) {
  const { sheet, author, logId, names, head, cut, entries, festival } = props;
  const { lang } = sheet;
  const title = logId === 0 ? t(lang, "log.profile") : t(lang, "log.named", { id: String(logId) });
  return (
    <Shell
      sheet={sheet}
      title={title}
      description={t(lang, "log.what")}
      noindex={festival?.unlisted}
      crumbs={[
        { href: "/", label: t(lang, "nav.home") },
        { href: `/users/${author}`, label: <bdi>{names.get(author) ?? author.slice(0, 16)}</bdi> },
      ]}
    >
      <div class="hero">
        <h1>{title}</h1>
        <p>{t(lang, "log.what")}</p>
      </div>
      <dl class="facts">
        <div>
          <dt>{t(lang, "log.author")}</dt>
          <dd>
            <Person id={author} names={names} />
          </dd>
        </div>
        {festival !== null && (
          <div>
            <dt>{t(lang, "log.festival")}</dt>
            <dd>
              <a href={`/festivals/${festival.id}`}>
                <bdi>{festival.title === "" ? festival.id.slice(0, 16) : festival.title}</bdi>
              </a>
            </dd>
          </div>
        )}
        <div>
          <dt>{t(lang, "log.head")}</dt>
          <dd>{t(lang, "log.seq", { n: String(head) })}</dd>
        </div>
        <div>
          <dt>{t(lang, "log.checked")}</dt>
          <dd>{t(lang, "log.checked.words")}</dd>
        </div>
      </dl>
      {cut !== null && (
        <div class="warning" role="note">
          <p>{t(lang, "log.cut.words", { n: String(cut) })}</p>
          <p>{t(lang, "log.cut.why", { n: String(cut) })}</p>
          <p>
            {t(lang, "log.cut.what")} <a href="/key">{t(lang, "log.cut.newkey")}</a>
          </p>
          <p>
            <a
              href={`/api/v1/logs/${author}/${logId}/proof${
                festival?.unlisted ? `?festival=${festival.id}` : ""
              }`}
            >
              {t(lang, "log.cut.proof")}
            </a>
          </p>
        </div>
      )}
      <section aria-labelledby="entries-heading">
        <h2 id="entries-heading">{t(lang, "log.entries")}</h2>
        {props.newer !== null && (
          <p>
            <a class="more-link" href={props.newer}>{t(lang, "log.newer")}</a>
          </p>
        )}
        {entries.length === 0
          ? (
            <Empty
              text={t(lang, "log.empty")}
              href={`/users/${author}`}
              action={t(lang, "log.author.go")}
            />
          )
          : (
            <ol class="entries" role="list">
              {entries.map((entry) => <Entry {...props} entry={entry} />)}
            </ol>
          )}
        {props.older !== null && (
          <p>
            <a class="more-link" href={props.older}>{t(lang, "log.older")}</a>
          </p>
        )}
      </section>
    </Shell>
  );
}

function Entry({ sheet, entry, cut, logId, author, festival }: LogProps & { entry: LogEntry }) {
  const { lang } = sheet;
  const gone = cut !== null && entry.seqNum >= cut;
  const base = `/logs/${author}/${logId}`;
  const query = festival?.unlisted ? `&festival=${festival.id}` : "";
  const { message, lipmaalink, lacks } = entry;
  return (
    <li class={gone ? "entry gone" : "entry"} id={`entry-${entry.seqNum}`}>
      <h3>
        {t(lang, "log.seq", { n: String(entry.seqNum) })}:{" "}
        {lacks !== null && t(lang, `payload.${lacks}`)}
        {lacks === null && message === null && t(lang, "log.nomessage")}
        {message !== null && tx(lang, "log.action", {
          action: <bdi>{message.action}</bdi>,
          schema: <bdi>{message.schema}</bdi>,
        })}
      </h3>
      <p class={entry.ignored === null ? "effect" : "effect none"}>
        {entry.endOfLog && `${t(lang, "log.end")} `}
        {entry.ignored === null
          ? t(lang, "log.effect")
          : t(lang, "log.noeffect", { why: entry.ignored })}
        {lacks !== null && ` ${t(lang, `payload.${lacks}.more`)}`}
        {message !== null && message.href !== null && (
          <>
            {" "}
            <a href={message.href}>{t(lang, "log.document")}</a>
          </>
        )}
      </p>
      {message !== null && (
        <details class="says">
          <summary>{t(lang, "log.says")}</summary>
          <pre dir="auto" tabindex={0}>{message.json}</pre>
        </details>
      )}
      <dl class="facts small">
        <div>
          <dt>{t(lang, "log.hash")}</dt>
          <dd>
            <Hash hex={entry.hash} />
          </dd>
        </div>
        {entry.backlink !== null && (
          <div>
            <dt>{t(lang, "log.backlink")}</dt>
            <dd>
              <a href={`${base}?from=${entry.seqNum - 1}${query}`}>
                {t(lang, "log.seq", { n: String(entry.seqNum - 1) })}
              </a>{" "}
              <Hash hex={entry.backlink} digits={20} />
            </dd>
          </div>
        )}
        {lipmaalink !== null && (
          <div>
            <dt>{t(lang, "log.lipmaalink")}</dt>
            <dd>
              <a href={`${base}?from=${lipmaalink.seqNum}${query}`}>
                {t(lang, "log.seq", { n: String(lipmaalink.seqNum) })}
              </a>{" "}
              <Hash hex={lipmaalink.hash} digits={20} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t(lang, "log.size")}</dt>
          <dd>
            {t(lang, "log.size.words", { entry: entry.entryBytes, payload: entry.payloadBytes })}
          </dd>
        </div>
        <div>
          <dt>{t(lang, "log.received")}</dt>
          <dd>
            <Time sheet={sheet} at={entry.receivedAt} style="short" zone={UTC} /> UTC
          </dd>
        </div>
        <div>
          <dt>{t(lang, "log.signature")}</dt>
          <dd>{t(lang, "log.signature.ok")}</dd>
        </div>
      </dl>
    </li>
  );
}
