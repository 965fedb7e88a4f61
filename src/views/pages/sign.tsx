import { Button } from "../fields.tsx";
import { Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { hasText, t, tx } from "../strings/mod.ts";
import { TimeSpan, Title } from "../text.tsx";
import type { Zone } from "../time.ts";

/** A request for what is taken at that time, or cannot be had. */
export interface SignConflict {
  readonly code: "taken" | "outside-availability";
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

export interface SignProps {
  sheet: Sheet;
  /** The form as it came, to be sent once more for the file. */
  input: readonly (readonly [string, string])[];
  /** NDJSON, one message a line; empty where nothing changed. */
  messages: string;
  conflicts: readonly SignConflict[];
  /** Of the form's times. */
  zone: Zone;
  /** This node's address, for the command. */
  origin: string;
}

/** The message that a form means, for somebody who signs with the command line. */
export function signPage(
  { sheet, input, messages, conflicts, zone, origin }: SignProps,
) {
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
            {conflicts.length > 0 && (
              <>
                <h2>{t(lang, "warnings")}</h2>
                <ul class="advice">
                  {conflicts.map(({ code, title, start, end }) => (
                    <li>
                      {tx(lang, `conflict.${code}`, {
                        title: <Title sheet={sheet} text={title} />,
                        time: <TimeSpan sheet={sheet} start={start} end={end} zone={zone} />,
                      })}
                    </li>
                  ))}
                </ul>
              </>
            )}
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
