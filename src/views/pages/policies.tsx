import type { Policy } from "../../core/policies/mod.ts";
import { Said, say } from "../policy_words.tsx";
import { Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { UTC } from "../time.ts";
import { POLICY_EXAMPLE } from "./policy_example.ts";

/** Every policy in the words of its own file, and how to write another. */
export function policiesPage({ sheet }: { sheet: Sheet }) {
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "policies")}
      description={t(lang, "policies.what")}
      crumbs={[{ href: "/about", label: t(lang, "about") }]}
      at="about"
    >
      <div class="hero">
        <h1>{t(lang, "policies")}</h1>
        <p>{t(lang, "policies.what")}</p>
      </div>
      <p>{t(lang, "policies.same")}</p>
      {sheet.policies.policies().map((policy) => <OnePolicy sheet={sheet} policy={policy} />)}
      <section aria-labelledby="write-heading" id="write">
        <h2 id="write-heading">{t(lang, "policies.write")}</h2>
        <p>{t(lang, "policies.write.how")}</p>
        <p>{t(lang, "policies.write.rules")}</p>
        <p>{t(lang, "policies.write.known")}</p>
        <p>{t(lang, "policies.write.context")}</p>
        <pre class="source" tabindex={0}><code>{POLICY_EXAMPLE}</code></pre>
      </section>
    </Shell>
  );
}

function OnePolicy({ sheet, policy }: { sheet: Sheet; policy: Policy }) {
  const { lang } = sheet;
  const { texts, ownerFields, example } = policy;
  const sentences = texts.explain(example, { quantity: 1, contact: null });
  const asked = policy.requesterFields?.(example) ?? [];
  const id = `policy-${policy.name}`;
  return (
    <section aria-labelledby={`${id}-heading`} id={id}>
      <h2 id={`${id}-heading`}>{say(sheet, texts.title)}</h2>
      <p>{say(sheet, texts.summary)}</p>
      <h3>{t(lang, "policies.requester")}</h3>
      {sentences.map((sentence) => (
        <p>
          <Said sheet={sheet} sentence={sentence} zone={UTC} mentioned={null} />
        </p>
      ))}
      {asked.length > 0 && (
        <>
          <h3>{t(lang, "policies.asked")}</h3>
          <ul>{asked.map((field) => <li>{say(sheet, field.label)}</li>)}</ul>
        </>
      )}
      {ownerFields.length > 0 && (
        <>
          <h3>{t(lang, "policies.owner")}</h3>
          <dl class="words">
            {ownerFields.map((field) => (
              <div>
                <dt>{say(sheet, field.label)}</dt>
                <dd>{field.help === undefined ? "" : say(sheet, field.help)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
