import type { Tombstone } from "../../node/mod.ts";
import { Shell } from "../shell.tsx";
import { NO_POLICIES, type Sheet } from "../sheet.ts";
import { hasText, type Lang, t } from "../strings/mod.ts";

export interface ErrorProps {
  readonly status: number;
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
  /** Under which the node's report has it. */
  readonly id?: string | undefined;
  readonly lang: Lang;
  readonly sheet?: Sheet | undefined;
  /** The id of a festival that the operator may follow, to have it here. */
  readonly follow?: string | undefined;
  /** What was deleted. */
  readonly tombstone?: Tombstone | undefined;
}

/** What went wrong, and a way on. */
export function errorPage({ status, message, id, lang, sheet, follow, tombstone }: ErrorProps) {
  const key = `status.${status}`;
  const title = t(lang, hasText(key) ? key : "status.other");
  return (
    <Shell sheet={sheet ?? bareSheet(lang)} title={title} description={title} noindex>
      <div class="empty error-page">
        <span class="empty-circle" aria-hidden="true"></span>
        <h1>{title}</h1>
        <p>{message}</p>
        {id !== undefined && (
          <p>
            {t(lang, "status.id")} <code>{id}</code>
          </p>
        )}
        {tombstone !== undefined && tombstone.festival !== null && (
          <div data-only={tombstone.author} class="scripted">
            <p>
              {t(
                lang,
                tombstone.schema === "event" ? "undo.deleted.event" : "undo.deleted.resource",
              )}
            </p>
            <p>
              <button
                class="button"
                type="button"
                data-key-action="take-back"
                data-id={tombstone.id}
                data-schema={tombstone.schema}
                data-festival={tombstone.festival}
              >
                {t(lang, "undo.take-back")}
              </button>
            </p>
          </div>
        )}
        {tombstone !== undefined && (
          <noscript>
            <p class="hint">{t(lang, "undo.noscript")}</p>
          </noscript>
        )}
        {follow !== undefined && (
          <p>
            <a class="button" href={`/network?follow=${follow}#follow`}>
              {t(lang, "network.follow")}
            </a>
          </p>
        )}
        <p>
          <a class={follow === undefined ? "button" : "button quiet"} href="/">
            {t(lang, "nav.home")}
          </a>{" "}
          <a class="button quiet" href="/about">{t(lang, "nav.about")}</a>
        </p>
      </div>
    </Shell>
  );
}

/** Enough for a page where nothing could be asked. */
function bareSheet(lang: Lang): Sheet {
  return {
    lang,
    now: 0,
    asset: (name) => `/static/${name}`,
    operator: false,
    nodes: null,
    address: "/",
    policies: NO_POLICIES,
  };
}
