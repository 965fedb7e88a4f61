/** Telling somebody of a request: a node tells nobody by itself, people do. */
import type { FestivalDocument, RequestDocument } from "../node/mod.ts";
import { nameOf, type Names, Person } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { type Lang, t, tx } from "./strings/mod.ts";
import { mailAddress, titleText } from "./text.tsx";
import { formatTime, type Zone, zoneOf } from "./time.ts";

interface TellProps {
  sheet: Sheet;
  request: RequestDocument;
  festival: FestivalDocument;
  names: Names;
  zone: Zone;
  /** What the owner and the asker say of how to reach them. */
  contacts: {
    readonly owner: readonly (string | null)[];
    readonly author: readonly (string | null)[];
  };
}

/** The asker tells the owner, and after an answer the owner the asker: who of them reads is told apart. */
export function TellThem(props: TellProps) {
  const { request, contacts } = props;
  if (request.status === "withdrawn" || request.owner === request.author) return null;
  const owners = [request.owner, ...(request.deputy === null ? [] : [request.deputy])];
  const answered = request.status !== "pending";
  return (
    <section id="tell" aria-labelledby="tell-heading">
      <h2 id="tell-heading" data-only={[...owners, request.author].join(" ")}>
        {t(props.sheet.lang, "tell")}
      </h2>
      <Told {...props} to={request.owner} only={[request.author]} contact={contacts.owner} />
      {answered && <Told {...props} to={request.author} only={owners} contact={contacts.author} />}
    </section>
  );
}

function Told(
  { sheet, request, festival, names, zone, to, only, contact }: TellProps & {
    to: string;
    only: readonly string[];
    contact: readonly (string | null)[];
  },
) {
  const { lang } = sheet;
  const link = `${sheet.origin ?? ""}/requests/${request.id}`;
  const about = {
    event: titleText(sheet, request.eventTitle),
    resource: titleText(sheet, request.resourceTitle),
  };
  const subject = t(lang, "request.name", about);
  const words = {
    ...about,
    when: deskWhen(lang, request, zone.name),
    festival: titleText(sheet, festival.title),
  };
  const { status, reason } = request;
  const text = [
    status === "pending" && to === request.owner
      ? t(lang, "tell.asks", words)
      : t(lang, `tell.${status === "withdrawn" ? "pending" : status}`, words),
    ...(reason === null || reason === "" || status === "pending" ? [] : [reason]),
    link,
  ].join("\n");
  const mail = contact.map(mailAddress).find((address) => address !== null) ?? "";
  const address = `mailto:${mail}?subject=${encodeURIComponent(subject)}&body=${
    encodeURIComponent(text)
  }`;
  const id = to === request.owner ? "tell-owner" : "tell-author";
  return (
    <details class="more" data-only={only.join(" ")} open={status === "pending"}>
      <summary>{t(lang, "tell.who", { name: nameOf(names, to) })}</summary>
      <p class="hint">
        {tx(lang, "tell.how", { person: <Person id={to} names={names} /> })}
      </p>
      <div class="field">
        <label for={id}>{t(lang, "tell.text")}</label>
        <textarea id={id} rows={5} readonly dir="auto">{text}</textarea>
      </div>
      <p class="buttons" data-tell={id} data-title={subject}>
        <a class="button" href={address}>{t(lang, "tell.mail")}</a>{" "}
        <button class="button quiet" type="button" data-tell-by="share" hidden>
          {t(lang, "tell.share")}
        </button>{" "}
        <button class="button quiet" type="button" data-tell-by="copy" hidden>
          {t(lang, "tell.copy")}
        </button>
      </p>
    </details>
  );
}

/** A span as plain text, with its zone. */
export function deskWhen(
  lang: Lang,
  { start, end }: { readonly start: number; readonly end: number },
  timezone: string,
): string {
  const zone = zoneOf(timezone);
  const at = (time: number) => formatTime(time, "full", zone, lang);
  return `${at(start)} – ${at(end)} (${zone.name})`;
}
