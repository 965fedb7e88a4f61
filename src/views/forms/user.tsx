/** A profile. */
import type { UserDocument } from "../../node/mod.ts";
import { AreaField, SignForm, TextField } from "../fields.tsx";
import type { Sheet } from "../sheet.ts";
import { t } from "../strings/mod.ts";
import { ContactField, Links, Submit } from "./parts.tsx";

export function UserForm({ sheet, user }: { sheet: Sheet; user: UserDocument }) {
  const { lang } = sheet;
  return (
    <SignForm
      sheet={sheet}
      schema="user"
      action="create"
      festival={null}
      then={`/users/${user.id}`}
      only={[user.id]}
      hidden={{ author: user.id }}
    >
      <TextField
        sheet={sheet}
        form="user"
        name="name"
        label={t(lang, "user.name")}
        value={user.name}
        most={80}
        autocomplete="nickname"
      />
      <AreaField
        sheet={sheet}
        form="user"
        name="about"
        label={t(lang, "user.about")}
        value={user.about}
        most={4_000}
      />
      <ContactField sheet={sheet} form="user" value={user.contact} />
      <Links sheet={sheet} form="user" links={user.links} />
      <Submit sheet={sheet} label="user.save" />
    </SignForm>
  );
}
