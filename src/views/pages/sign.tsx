import type { Warned } from "../../core/forms/mod.ts";
import type { RequestDocument } from "../../node/mod.ts";
import { Button, TextField } from "../fields.tsx";
import { Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { hasText, t, tx } from "../strings/mod.ts";
import { TimeSpan, Title } from "../text.tsx";
import type { Zone } from "../time.ts";

export interface SignProps {
  sheet: Sheet;
  /** The form as it came, to be sent once more for the file. */
  input: readonly (readonly [string, string])[];
  /** NDJSON, one message a line; empty where nothing changed. */
  messages: string;
  /** What speaks against it, and forbids nothing. */
  warnings: readonly Warned[];
  /** What would be confirmed and not stand, with what is in its way. */
  noRoom: readonly {
    readonly request: RequestDocument;
    readonly against: readonly RequestDocument[];
  }[];
  /** Where more could be said to who tells their key: what they gave, and whether it is one. */
  signer: { readonly given: string; readonly known: boolean } | null;
  /** Of the form's times. */
  zone: Zone;
  /** This node's address, for the command. */
  origin: string;
}

/** The message that a form means, for somebody who signs with the command line. */
export function signPage(
  props: SignProps,
) {
  const { sheet, input, messages, origin } = props;
  const { lang } = sheet;
  const command = `p2panda publish --node ${origin} --key my.key message.ndjson`;
  return (
    <Shell sheet={sheet} title={t(lang, "sign")} description={t(lang, "sign.what")} noindex>
      <h1>{t(lang, "sign")}</h1>
      {messages === ""
        ? (
          <>
            <p>{t(lang, "sign.nothing")}</p>
            <p>
              <a href="/">{t(lang, "nav.home")}</a>
            </p>
          </>
        )
        : (
          <>
            <p>{t(lang, "sign.what")}</p>
            <Warnings {...props} />
            <h2>{t(lang, "sign.message")}</h2>
            <pre class="message" dir="auto" tabindex={0}>{messages}</pre>
            <form method="post" action="/sign">
              {input.map(([name, value]) => <input type="hidden" name={name} value={value} />)}
              <p class="buttons">
                <Button name="download" value="1">{t(lang, "sign.save")}</Button>
              </p>
            </form>
            <h2>{t(lang, "sign.then")}</h2>
            <p>{t(lang, "sign.command")}</p>
            <pre class="command" tabindex={0}>{command}</pre>
            <p class="hint">{t(lang, "command.checkout")}</p>
            <p>
              <a href="/key">{t(lang, "sign.nokey")}</a>
            </p>
          </>
        )}
    </Shell>
  );
}

/** More than these nobody reads. */
const MOST_WARNINGS = 40;

/** As the island shows them beside the form's button. */
function Warnings({ sheet, input, warnings, noRoom, signer, zone }: SignProps) {
  const { lang } = sheet;
  const lines = [
    ...noRoom.map(({ request, against }) => (
      <li>
        {tx(lang, "warned.no-room", {
          event: <Title sheet={sheet} text={request.eventTitle} />,
          time: <TimeSpan sheet={sheet} start={request.start} end={request.end} zone={zone} />,
        })}
        {against.length > 0 && [" ", t(lang, "warned.against"), " "]}
        {against.map((one, i) => [
          i > 0 && ", ",
          <a href={`/requests/${one.id}`}>
            <Title sheet={sheet} text={one.eventTitle} />
          </a>,
        ])}
      </li>
    )),
    ...warnings.map((warning) => (
      <li>
        <WarningWords sheet={sheet} warning={warning} zone={zone} />
      </li>
    )),
  ];
  return (
    <>
      {lines.length > 0 && (
        <>
          <h2>{t(lang, "warnings")}</h2>
          <ul class="advice">
            {lines.slice(0, MOST_WARNINGS)}
            {lines.length > MOST_WARNINGS && (
              <li>{t(lang, "warned.more", { n: lines.length - MOST_WARNINGS })}</li>
            )}
          </ul>
        </>
      )}
      {signer !== null && !signer.known && (
        <form method="post" action="/sign">
          {input.filter(([name]) => name !== "signer").map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <TextField
            sheet={sheet}
            form="sign"
            name="signer"
            label={t(lang, "warned.signer")}
            hint={t(lang, "warned.signer.hint")}
            value={signer.given}
            most={64}
            problem={signer.given === "" ? undefined : t(lang, "error.not-an-id")}
          />
          <p class="buttons">
            <Button kind="quiet">{t(lang, "warned.look")}</Button>
          </p>
        </form>
      )}
    </>
  );
}

function WarningWords({ sheet, warning, zone }: { sheet: Sheet; warning: Warned; zone: Zone }) {
  const { lang } = sheet;
  const { code, start, end } = warning;
  const time = <TimeSpan sheet={sheet} start={start} end={end} zone={zone} />;
  if (code === "no-place") return <>{t(lang, "warned.no-place")}</>;
  const title = <Title sheet={sheet} text={warning.title} />;
  switch (code) {
    case "overlaps":
      return (
        <>
          {tx(lang, "warned.overlaps", {
            title: <a href={`/events/${warning.event}`}>{title}</a>,
            time,
          })}
        </>
      );
    case "outside-availability":
      return <>{tx(lang, "conflict.outside-availability", { title, time })}</>;
    case "needs":
      return (
        <>
          {tx(lang, "warned.needs", {
            title,
            needs: warning.needs.map((need, i) => [
              i > 0 && ", ",
              <Title sheet={sheet} text={need} />,
            ]),
          })}
        </>
      );
    case "taken":
      return warning.free === 0
        ? <>{tx(lang, "conflict.taken", { title, time })}</>
        : <>{tx(lang, "warned.few", { title, time, n: warning.free })}</>;
    case "nearly-used-up":
      return <>{tx(lang, "warned.nearly", { title, time, n: warning.free })}</>;
  }
}

export interface SignErrorsProps {
  sheet: Sheet;
  errors: readonly { readonly field: string; readonly code: string }[];
  /** The page that the form was on. */
  back: string;
}

export function signErrorsPage({ sheet, errors, back }: SignErrorsProps) {
  const { lang } = sheet;
  return (
    <Shell sheet={sheet} title={t(lang, "sign.wrong")} description={t(lang, "sign.wrong")} noindex>
      <h1>{t(lang, "sign.wrong")}</h1>
      <p>{t(lang, "sign.wrong.how")}</p>
      <ul class="errors">
        {errors.map(({ field, code }) => {
          const key = `error.${code}`;
          return (
            <li>
              {field !== "" && (
                <>
                  <bdi>
                    <strong>{field}</strong>
                  </bdi>
                  {": "}
                </>
              )}
              {hasText(key) ? t(lang, key) : <bdi>{code}</bdi>}
            </li>
          );
        })}
      </ul>
      <p>
        <a href={back}>{t(lang, "sign.back")}</a>
      </p>
    </Shell>
  );
}
