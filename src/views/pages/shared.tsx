/** Pages of a shared link whose document is not here: where to paste it, and whom to ask. */
import type { AskingStatus } from "../../node/mod.ts";
import { AreaField, Button, TextField } from "../fields.tsx";
import { OperatorToken } from "../operator.tsx";
import { Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t, tx } from "../strings/mod.ts";
import { Hash } from "../text.tsx";

export interface OpenSharedProps {
  sheet: Sheet;
  link: string;
  wrong: boolean;
  /** A proof that was pasted as text, and what is wrong with it. */
  proof: {
    readonly text: string;
    readonly problem: "denied" | "no-proof" | "cut" | "parted" | "full" | null;
  };
}

export function openSharedPage({ sheet, link, wrong, proof }: OpenSharedProps) {
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "shared")}
      description={t(lang, "shared.what")}
      zone={null}
      noindex
    >
      <div class="hero">
        <h1>{t(lang, "shared")}</h1>
        <p>{t(lang, "shared.what")}</p>
      </div>
      <form method="get" action="/shared">
        <TextField
          sheet={sheet}
          form="shared"
          name="link"
          label={t(lang, "shared.paste")}
          hint={t(lang, "shared.paste.hint")}
          value={link}
          most={1_000}
          required
          problem={wrong ? t(lang, "shared.paste.wrong") : undefined}
        />
        <p class="buttons">
          <Button>{t(lang, "shared.go")}</Button>
        </p>
      </form>
      <section aria-labelledby="proof-heading">
        <h2 id="proof-heading">{t(lang, "shared.proof")}</h2>
        <p>{t(lang, "shared.proof.how")}</p>
        {!sheet.operator && <p>{t(lang, "shared.ask.operator")}</p>}
        <form method="post" action="/shared">
          <AreaField
            sheet={sheet}
            form="proof"
            name="proof"
            label={t(lang, "shared.proof.text")}
            value={proof.text}
            most={250_000}
            required
            problem={proof.problem === null || proof.problem === "denied"
              ? undefined
              : t(lang, `shared.${proof.problem}`)}
          />
          <OperatorToken sheet={sheet} form="proof" denied={proof.problem === "denied"} />
          <p class="buttons">
            <Button>{t(lang, "shared.proof.go")}</Button>
          </p>
        </form>
      </section>
    </Shell>
  );
}

export interface SharedFormProps {
  sheet: Sheet;
  /** A hash or an id, in hex. */
  name: string;
  typed: {
    readonly peer: string;
    readonly problem: "not-a-peer" | "denied" | "busy" | null;
  };
  /** How it went, or goes, to ask other nodes. */
  asking: AskingStatus | null;
}

export function sharedMissingPage(props: SharedFormProps) {
  const { sheet, name, asking } = props;
  const { lang } = sheet;
  const title = t(lang, "shared.missing");
  return (
    <Shell sheet={sheet} title={title} description={t(lang, "shared.what")} zone={null} noindex>
      <div class="hero">
        <h1>{title}</h1>
        <p>{t(lang, "shared.missing.what")}</p>
      </div>
      {
        /* Whole: when it has come, this page is another. */
        asking?.state === "asking"
          ? <Live sheet={sheet} on="peers" whole>{<AskingWords {...props} asking={asking} />}</Live>
          : asking !== null && <AskingWords {...props} asking={asking} />
      }
      <AskForm {...props} label={t(lang, asking === null ? "shared.ask" : "shared.ask.again")} />
      <p class="id-note">
        <Hash hex={name} />
      </p>
    </Shell>
  );
}

/** How far asking is, or what came of it. */
export function AskingWords(
  { sheet, name, asking }: SharedFormProps & { asking: AskingStatus },
) {
  const { lang } = sheet;
  const { state, visit, address, asked, answered, outcome } = asking;
  const running = state === "asking";
  return (
    <section id="asking" aria-labelledby="asking-heading">
      <h2 id="asking-heading">{t(lang, running ? "shared.asking" : "shared.asked")}</h2>
      {address !== null && visit === "connecting" && (
        <p>{tx(lang, "shared.asking.visit", { address: <bdi>{address}</bdi> })}</p>
      )}
      {address !== null && visit === "failed" && (
        <p>{tx(lang, "shared.visit.failed", { address: <bdi>{address}</bdi> })}</p>
      )}
      {running && asked > 0 && <p>{t(lang, "shared.asking.count", { n: asked, answered })}</p>}
      {running && (
        <p>
          <a href={`/shared/${name}`}>{t(lang, "shared.look")}</a>
        </p>
      )}
      {!running && (outcome === "cut" || outcome === "parted" || outcome === "full") && (
        <p>{t(lang, `shared.${outcome}`)}</p>
      )}
      {!running && outcome === "none" && (
        <p>{asked === 0 ? t(lang, "shared.nobody") : t(lang, "shared.none", { n: asked })}</p>
      )}
    </section>
  );
}

/** For the operator: asks those who are connected, and a node at an address. */
export function AskForm(props: SharedFormProps & { label: string }) {
  const { sheet, name, typed, label } = props;
  const { lang } = sheet;
  return (
    <section id="ask" aria-labelledby="ask-heading">
      <h2 id="ask-heading">{label}</h2>
      {!sheet.operator && <p>{t(lang, "shared.ask.operator")}</p>}
      <p>{t(lang, "shared.ask.how")}</p>
      {typed.problem === "busy" && <p class="warning" role="alert">{t(lang, "shared.busy")}</p>}
      <form method="post" action={`/shared/${name}/ask`}>
        <TextField
          sheet={sheet}
          form="ask"
          name="peer"
          label={t(lang, "shared.peer")}
          hint={t(lang, "shared.peer.hint")}
          value={typed.peer}
          most={500}
          inputmode="url"
          problem={typed.problem === "not-a-peer" ? t(lang, "shared.peer.wrong") : undefined}
        />
        <OperatorToken sheet={sheet} form="ask" denied={typed.problem === "denied"} />
        <p class="buttons">
          <Button>{t(lang, "shared.ask.go")}</Button>
        </p>
      </form>
    </section>
  );
}
