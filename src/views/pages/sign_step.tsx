import type { Policy } from "../../core/policies/mod.ts";
import type { Hex } from "../../node/mod.ts";
import { Button, ErrorPlace } from "../fields.tsx";
import { OwnerFields } from "../policies.tsx";
import { AskedAlong, type AskedFor } from "../policy_asks.tsx";
import { say } from "../policy_words.tsx";
import { Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { hasText, t } from "../strings/mod.ts";
import type { Zone } from "../time.ts";

export interface SignStepProps {
  sheet: Sheet;
  /** The form as it came, to be sent once more with what is asked here. */
  input: readonly (readonly [string, string])[];
  /** Chosen for what is announced, and what it wants to know of its owner. */
  policy: Policy | null;
  /** What is wrong with what was sent: codes by the names of inputs. */
  problems: ReadonlyMap<string, string>;
  /** What is asked for, and asks something itself. */
  asked: readonly (AskedFor & { readonly zone: Zone })[];
  /** That asks, where it is there already. */
  event: Hex | null;
  /** Of the form's times. */
  zone: Zone;
}

const FORM = "step";

/** What a form could not ask before it was known what it is about: asked before there is a message. */
export function signStepPage(
  { sheet, input, policy, problems, asked, event, zone }: SignStepProps,
) {
  const { lang } = sheet;
  const shown = policy === null ? "" : `policy.params.${policy.name}.`;
  const isShown = (name: string) => shown !== "" && name.startsWith(shown);
  const words = new Map([...problems].map(([name, code]) => {
    const key = `error.${code}`;
    return [name, hasText(key) ? t(lang, key) : code];
  }));
  return (
    <Shell sheet={sheet} title={t(lang, "step")} description={t(lang, "step")} noindex>
      <h1>{t(lang, "step")}</h1>
      <form class="sign" method="post" action="/sign">
        {input.filter(([name]) => !isShown(name)).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {policy !== null && (
          <fieldset class="group">
            <legend>{say(sheet, policy.texts.title)}</legend>
            <p class="hint">{say(sheet, policy.texts.summary)}</p>
            <ErrorPlace form={FORM} name="policy.name" problem={words.get("policy.name")} />
            <OwnerFields
              sheet={sheet}
              form={FORM}
              policy={policy}
              params={null}
              zone={zone}
              problems={words}
              given={new Map(input)}
            />
          </fieldset>
        )}
        {asked.length > 0 && <p>{t(lang, "step.asked")}</p>}
        <AskedAlong sheet={sheet} form={FORM} event={event} asked={asked} />
        <p class="buttons">
          <Button>{t(lang, "step.go")}</Button>{" "}
          {asked.length > 0 && (
            <button class="button quiet" type="submit" formnovalidate>
              {t(lang, "step.without")}
            </button>
          )}
        </p>
      </form>
    </Shell>
  );
}
