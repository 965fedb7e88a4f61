/** The collectives whose keys a node keeps: for everybody to see, for its operator to make. */
import type { FestivalDocument, Hex } from "../../node/mod.ts";
import { AreaField, Button, Folded, TextField } from "../fields.tsx";
import { OperatorToken } from "../operator.tsx";
import { type Names, Person } from "../people.tsx";
import { ForCollective, type KeptCollective } from "../proposals.tsx";
import { Empty, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";

export interface CollectivesProps {
  sheet: Sheet;
  collectives: readonly KeptCollective[];
  /** In which something can be made for one of them. */
  festival: FestivalDocument | null;
  names: Names;
  /** What was typed, where it was wrong. */
  wrong: { readonly id: Hex | null; readonly name: string; readonly members: string } | null;
  denied: boolean;
}

export function collectivesPage(props: CollectivesProps) {
  const { sheet, collectives, names, wrong } = props;
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "collectives")}
      description={t(lang, "collectives.what")}
      at="network"
    >
      <div class="hero">
        <h1>{t(lang, "collectives")}</h1>
        <p>{t(lang, "collectives.what")}</p>
      </div>
      {props.denied && <p class="warning" role="alert">{t(lang, "collectives.operator")}</p>}
      {wrong !== null && !props.denied && (
        <p class="warning" role="alert">{t(lang, "collectives.wrong")}</p>
      )}
      {collectives.length === 0
        ? (
          <Empty
            text={t(lang, "collectives.none")}
            href="#make"
            action={t(lang, "collectives.make")}
          />
        )
        : (
          <ul class="plain proposals" role="list">
            {collectives.map((one) => (
              <li>
                <h2>
                  <Person id={one.id} names={names} />
                </h2>
                <p>{t(lang, "collectives.members")}:</p>
                <ul class="people" role="list">
                  {one.members.map((key) => (
                    <li>
                      <Person id={key} names={names} />
                    </li>
                  ))}
                </ul>
                {props.festival !== null && (
                  <ForCollective sheet={sheet} festival={props.festival} collective={one} />
                )}
                <Folded
                  label={t(lang, "collectives.change")}
                  kind="quiet"
                  open={wrong?.id === one.id}
                >
                  <ProfileForm
                    sheet={sheet}
                    id={one.id}
                    typed={wrong?.id === one.id
                      ? wrong
                      : { name: one.name, members: one.members.join("\n") }}
                  />
                </Folded>
              </li>
            ))}
          </ul>
        )}
      <section id="make" aria-labelledby="make-heading">
        <h2 id="make-heading">{t(lang, "collectives.make")}</h2>
        {!sheet.operator && <p>{t(lang, "collectives.operator")}</p>}
        <ProfileForm
          sheet={sheet}
          id={null}
          typed={wrong !== null && wrong.id === null ? wrong : { name: "", members: "" }}
        />
      </section>
    </Shell>
  );
}

function ProfileForm(
  { sheet, id, typed }: {
    sheet: Sheet;
    id: Hex | null;
    typed: { readonly name: string; readonly members: string };
  },
) {
  const { lang } = sheet;
  const form = id === null ? "collective" : `collective-${id.slice(0, 16)}`;
  return (
    <form method="post" action="/collectives">
      {id !== null && <input type="hidden" name="id" value={id} />}
      <TextField
        sheet={sheet}
        form={form}
        name="name"
        label={t(lang, "collectives.name")}
        value={typed.name}
        most={80}
        required
      />
      <AreaField
        sheet={sheet}
        form={form}
        name="members"
        label={t(lang, "collectives.members")}
        hint={t(lang, "collectives.members.hint")}
        value={typed.members}
        most={5_000}
        required
      />
      <OperatorToken sheet={sheet} form={form} explained />
      {id !== null && <p class="hint">{t(lang, "changed.seen")}</p>}
      <p class="buttons">
        <Button>{t(lang, id === null ? "collectives.make" : "collectives.save")}</Button>
      </p>
    </form>
  );
}
