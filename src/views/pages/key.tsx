import { Button, TextField } from "../fields.tsx";
import { Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";

/** The island works this page; without it, it explains. Nothing of a key ever reaches the server. */
export function keyPage({ sheet }: { sheet: Sheet }) {
  const { lang } = sheet;
  return (
    <Shell sheet={sheet} title={t(lang, "key")} description={t(lang, "key.what")} at="key">
      <div class="hero">
        <h1>{t(lang, "key")}</h1>
        <p>{t(lang, "key.what")}</p>
      </div>
      <noscript>
        <p class="warning">{t(lang, "key.noscript")}</p>
        <pre class="command">p2panda key create my.key</pre>
        <p class="hint">{t(lang, "command.checkout")}</p>
      </noscript>
      <div id="key-app">
        <section data-key-state="present" aria-labelledby="key-present" hidden>
          <h2 id="key-present">{t(lang, "key.yours")}</h2>
          <p class="key-card">
            <span class="me-avatar" data-me="avatar"></span> <span data-me="name"></span>
          </p>
          <p>
            <code class="hex" data-me="key"></code>
          </p>
          <p>
            <a data-me="link" href="/key">{t(lang, "key.profile")}</a> ·{" "}
            <a href="/desk">{t(lang, "desk")}</a>
          </p>
          <section aria-labelledby="key-backup-heading">
            <h3 id="key-backup-heading">{t(lang, "key.backup.heading")}</h3>
            <p>{t(lang, "key.backup.why")}</p>
            <p class="buttons">
              <Button action="backup">{t(lang, "key.backup")}</Button>
            </p>
          </section>
          <section aria-labelledby="key-logs-heading" data-key-state="unconfirmed" hidden>
            <h3 id="key-logs-heading">{t(lang, "key.logs.heading")}</h3>
            <p>{t(lang, "key.logs.why")}</p>
            <div data-key-logs=""></div>
            <p class="buttons">
              <Button action="confirm-log">{t(lang, "key.logs.confirm")}</Button>
            </p>
          </section>
          <details class="folded danger">
            <summary>
              <span class="button danger">{t(lang, "key.forget")}</span>
            </summary>
            <div class="folded-body">
              <p>{t(lang, "key.forget.sure")}</p>
              <p class="buttons">
                <Button action="forget" kind="danger">{t(lang, "key.forget.go")}</Button>
              </p>
            </div>
          </details>
        </section>
        <section data-key-state="none" aria-labelledby="key-none">
          <h2 id="key-none">{t(lang, "key.none")}</h2>
          <p>{t(lang, "key.create.why")}</p>
          <form class="key-form" data-key-form="create">
            <TextField
              sheet={sheet}
              form="key"
              name="name"
              label={t(lang, "user.name")}
              hint={t(lang, "needkey.name.hint")}
              most={80}
              autocomplete="nickname"
            />
            <p class="buttons">
              <Button action="create">{t(lang, "key.create")}</Button>
            </p>
          </form>
        </section>
        <section id="import" data-key-state="none" aria-labelledby="key-import-heading">
          <h2 id="key-import-heading">{t(lang, "key.import.heading")}</h2>
          <p>{t(lang, "key.import.why")}</p>
          <form class="key-form" data-key-form="import">
            <div class="field">
              <label for="key-file">{t(lang, "key.import.file")}</label>
              <p class="hint" id="key-file-hint">{t(lang, "key.import.hint")}</p>
              <input id="key-file" type="file" name="file" aria-describedby="key-file-hint" />
              <p
                class="field-error"
                id="key-file-error"
                data-error-for="file"
                role="alert"
                hidden
              >
              </p>
            </div>
            <TextField
              sheet={sheet}
              form="key"
              name="seed"
              label={t(lang, "key.import.seed")}
              hint={t(lang, "key.import.seed.hint")}
              most={64}
            />
            <p class="buttons">
              <Button action="import">{t(lang, "key.import")}</Button>
            </p>
          </form>
        </section>
      </div>
      <section aria-labelledby="key-limits">
        <h2 id="key-limits">{t(lang, "key.limits.heading")}</h2>
        <ul>
          <li>{t(lang, "key.limits.stays")}</li>
          <li>{t(lang, "key.limits.script")}</li>
          <li>{t(lang, "key.limits.lost")}</li>
          <li>{t(lang, "key.limits.one")}</li>
        </ul>
        <p>
          <a href="/about">{t(lang, "key.about")}</a>
        </p>
      </section>
    </Shell>
  );
}
