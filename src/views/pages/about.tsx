import { Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { type StringKey, t } from "../strings/mod.ts";

/** The project's words, in the order in which one needs them. */
const WORDS = [
  "key",
  "user",
  "festival",
  "resource",
  "location",
  "event",
  "request",
  "authorization",
  "policy",
  "log",
  "message",
  "node",
  "collective",
  "agent",
] as const;

const LIMITS = ["script", "unlisted", "public", "clock", "order", "lost"] as const;

export function aboutPage({ sheet, version }: { sheet: Sheet; version: string }) {
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "about")}
      description={t(lang, "site.description")}
      at="about"
    >
      <div class="hero">
        <h1>{t(lang, "about")}</h1>
        <p>{t(lang, "about.what")}</p>
      </div>
      <p>{t(lang, "about.how")}</p>
      <section aria-labelledby="words-heading">
        <h2 id="words-heading">{t(lang, "about.words")}</h2>
        <dl class="words">
          {WORDS.map((word) => (
            <div>
              <dt>{t(lang, `word.${word}` as StringKey)}</dt>
              <dd>{t(lang, `word.${word}.means` as StringKey)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <p>
        <a href="/about/policies">{t(lang, "policies")}</a>
      </p>
      <section aria-labelledby="limits-heading">
        <h2 id="limits-heading">{t(lang, "about.limits")}</h2>
        <ul>
          {LIMITS.map((limit) => <li>{t(lang, `limit.${limit}`)}</li>)}
        </ul>
      </section>
      <section aria-labelledby="programs-heading">
        <h2 id="programs-heading">{t(lang, "about.programs")}</h2>
        <p>{t(lang, "about.programs.how")}</p>
        <ul class="plain">
          <li>
            <a href="/api/v1/openapi.json">{t(lang, "about.api")}</a>
          </li>
          <li>
            <a href="/network">{t(lang, "network")}</a>
          </li>
          <li>
            <a href="/">{t(lang, "nav.home")}</a>
          </li>
        </ul>
        <p class="hint">{t(lang, "about.version", { version })}</p>
      </section>
    </Shell>
  );
}
