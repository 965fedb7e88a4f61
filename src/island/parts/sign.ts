/** Signs what a form says: the message is built here, from the form's fields, never by the server. */
import { type Answer, type ResourceAnswer, type Signed } from "../../client/mod.ts";
import {
  answersFromForm,
  asksPolicies,
  chosenIn,
  type ChosenRequest,
  type EventRequest,
  type FieldError,
  fits,
  type FormContext,
  type FormInput,
  type FormMessages,
  formOfProposed,
  type FormOutcome,
  isAnswers,
  isProposal,
  messagesFromForm,
  othersIn,
  proposalFromForm,
  unansweredIn,
} from "../../core/forms/mod.ts";
import { fromHex, type MessageDraft, NONCE_BYTES, toHex } from "../../core/messages/mod.ts";
import { needKey } from "../key_page.ts";
import { type Me, whoAmI } from "../me.ts";
import { client } from "../node.ts";
import { forgetDraft } from "../drafts.ts";
import { loadPart } from "../load_part.ts";
import { say, sayAt, sayFailure, sayNothing } from "../notice.ts";
import { publish, tell } from "../publish.ts";
import { t as said } from "../strings.ts";
import { askedResources, knownResources } from "./asked.ts";
import { fieldWords, t } from "./sign_words.ts";
import { undoableOf } from "./signed_entries.ts";

/** For other parts: one copy of it is enough. */
export { fits, knownResources, othersIn, undoableOf };

/** Forms that are being signed: a second click means nothing. */
const busy = new WeakSet<HTMLFormElement>();

/** Rejects never: what goes wrong is told to the person. */
export async function sign(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (busy.has(form)) return;
  busy.add(form);
  submitter?.setAttribute("aria-busy", "true");
  try {
    const me = await whoAmI() ?? await needKey();
    if (me !== null) await signAs(me, form, submitter);
  } catch (error) {
    sayFailure(error);
  } finally {
    busy.delete(form);
    submitter?.removeAttribute("aria-busy");
  }
}

async function signAs(me: Me, form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  let input = inputOf(form, submitter);
  const given = new Map(input);
  showErrors(form, []);

  if (form.dataset["accept"] !== undefined) {
    return await (await loadPart("proposals")).accept(me, form);
  }
  const proposes = isProposal(input);
  const answers = await toBeAnswered(me, input, proposes, form.dataset["hash"]);
  if (answers === null) return;
  input = answers;
  const context = await contextOf(me, proposes ? new Map(formOfProposed(input)) : given);
  if (!context.ok) return void say(failureWords(context.failure), "bad");
  const isMore = given.has("again") || othersIn(input).length > 0;
  const series = isMore ? await loadPart("series") : null;
  const about = { ...context.value, ...await series?.alike(input, context.value) };
  let outcome = await outcomeOf(input, about);
  if (!outcome.ok) return showErrors(form, outcome.errors);
  const unanswered = unansweredIn(outcome.messages, input);
  if (unanswered.length > 0) {
    const asker = given.get("event") || me.key.publicKey;
    const along = await (await loadPart("along")).askAlong(unanswered, asker);
    if (along === null) return;
    if (along.length > 0) {
      input = [...input, ...along];
      outcome = await outcomeOf(input, about);
      if (!outcome.ok) return showErrors(form, outcome.errors);
    }
  }
  if (outcome.occurrences.length > 0) {
    const { askAboutSeries } = await loadPart("series");
    const answer = await askAboutSeries(outcome.occurrences, given);
    if (answer === null) return;
    if (answer === "skip") {
      outcome = await outcomeOf([...input, ["repeat.skip", "1"]], about);
      if (!outcome.ok) return showErrors(form, outcome.errors);
    }
  }
  const [first] = outcome.messages;
  if (first === undefined) return void say(t("nothing"));

  const { results, messages } = await publishLinked(
    me,
    await keepingAnswers(first, outcome, context.value),
  );
  const [main] = results;
  if (main?.status === "sent" || main?.status === "kept") forgetDraft(form);
  // What is kept here is signed: another click would sign it again.
  if (main?.status === "kept") form.reset();
  if (!tell(results) || main?.status !== "sent") return;
  const id = idAfter(first, main.id, me);
  const then = form.dataset["then"];
  if (then === undefined) return void say(t("sent"));
  const undoable = undoableOf(me, messages, results, whereBack(given));
  sayAt(then.replace("{id}", id), t("sent"), undoable);
}

/** What a form would sign as it stands; null where something of it is wrong, or is not known. */
export async function meant(
  input: FormInput,
): Promise<{ readonly outcome: FormMessages; readonly context: FormContext } | null> {
  const context = await contextOf(await whoAmI(), new Map(input));
  if (!context.ok) return null;
  const outcome = await outcomeOf(input, context.value);
  return outcome.ok ? { outcome, context: context.value } : null;
}

async function outcomeOf(input: FormInput, context: FormContext): Promise<FormOutcome> {
  const policies = asksPolicies(input.map(([name]) => name))
    ? (await loadPart("policies")).POLICY_FORMS
    : undefined;
  const about = { ...context, policies };
  return isAnswers(input)
    ? answersFromForm(input, about)
    : isProposal(input)
    ? proposalFromForm(input, about)
    : messagesFromForm(input, about);
}

/** What is left after a create was taken back is the festival; anything else is still there. */
function whereBack(given: ReadonlyMap<string, string>): string {
  const isNew = given.get("action") === "create" &&
    /^(?:event|resource)$/.test(given.get("schema")!);
  return isNew ? `/festivals/${given.get("festival")}` : documentOf(given) ?? location.pathname;
}

/** The page of what was deleted, which is there again once that is taken back. */
function documentOf(given: ReadonlyMap<string, string>): string | null {
  const schema = given.get("schema");
  const isDeleted = given.get("action") === "delete" && /^(?:event|resource)$/.test(schema ?? "");
  return isDeleted ? `/${schema}s/${given.get("id")}` : null;
}

/** With what a dismissed deputy confirmed, if the owner wants that to go on counting. */
async function keepingAnswers(
  first: MessageDraft,
  outcome: FormMessages,
  { current }: FormContext,
): Promise<FormMessages> {
  const isOther = first.schema === "resource" && first.action === "update" &&
    first.fields?.["deputy"] !== undefined;
  if (!isOther || !(current as ResourceAnswer | undefined)?.deputy) return outcome;
  const answers = await (await loadPart("proposals")).takeOver(current as ResourceAnswer);
  // A form of a resource has no links, whose numbers these would change.
  return { ...outcome, messages: [...answers, ...outcome.messages] };
}

/** Signs what creates documents first, then what names them: their ids are known only then. */
async function publishLinked(
  me: Me,
  { messages, links }: FormMessages,
): Promise<{ results: Signed[]; messages: MessageDraft[] }> {
  const later = new Set(links.map(({ message }) => message));
  const now = [...messages.keys()].filter((i) => !later.has(i));
  const first = now.map((i) => messages[i]!);
  const results = await publish(me, first);
  const made = new Map(now.map((place, i) => [place, results[i]!]));
  const ready: MessageDraft[] = [];
  for (const { message, created, field } of links) {
    const result = made.get(created);
    // What could not be signed cannot be named either; the person is told of the first.
    const id = result !== undefined && "id" in result ? fromHex(result.id ?? "") : null;
    if (id === null) continue;
    const draft = messages[message]!;
    ready.push({ ...draft, fields: { ...draft.fields, [field]: id } });
  }
  if (ready.length > 0) results.push(...await publish(me, ready));
  return { results, messages: [...first, ...ready] };
}

/** Gives a new key its name. A key without one is better than none: the profile can be written later. */
export async function publishName(me: Me, name: string): Promise<void> {
  const form = messagesFromForm(
    [["schema", "user"], ["action", "create"], ["name", name]],
    { at: Date.now() },
  );
  if (form.ok) tell(await publish(me, form.messages));
}

function idAfter(draft: MessageDraft, id: string | null, me: Me): string {
  if (draft.id !== undefined) return toHex(draft.id);
  return draft.schema === "user" ? me.key.publicKey : id ?? "";
}

/** What the form holds; which button was pressed counts too. */
function inputOf(form: HTMLFormElement, submitter: HTMLElement | null): [string, string][] {
  const input = [...new FormData(form)].filter((pair): pair is [string, string] =>
    typeof pair[1] === "string"
  );
  if (submitter instanceof HTMLButtonElement && submitter.name !== "") {
    input.push([submitter.name, submitter.value]);
  }
  return input;
}

/** Fetches the document that a form is about as it is now, not as the page was drawn. */
async function contextOf(
  me: Me | null,
  given: ReadonlyMap<string, string>,
): Promise<Answer<FormContext>> {
  const base: FormContext = {
    author: me?.signer.publicKey,
    nonce: crypto.getRandomValues(new Uint8Array(NONCE_BYTES)),
    at: Date.now(),
  };
  const schema = given.get("schema");
  const id = given.get("id") ?? "";
  if (schema === "user") {
    if (given.get("action") === "delete") {
      const said = await client.updatesOf(me?.key.publicKey ?? "");
      return said.ok ? { ok: true, value: { ...base, updates: said.value.map(idOf) } } : said;
    }
    const user = await client.user(me?.key.publicKey ?? "");
    if (!user.ok && user.failure.status !== 404) return user;
    return { ok: true, value: user.ok ? { ...base, current: user.value } : base };
  }
  if (given.get("action") === "create") {
    if (schema === "nesting") {
      const child = await client.festival(given.get("child") ?? "");
      return child.ok ? { ok: true, value: { ...base, current: child.value } } : child;
    }
    const requests = schema === "request" ? await requestsFor(given.get("event") ?? "") : [];
    return { ok: true, value: { ...base, requests, resources: await askedResources(given) } };
  }
  if (schema === "event") {
    const event = await client.event(id);
    if (!event.ok) return event;
    const requests = await client.requestsOfEvent(event.value);
    if (!requests.ok) return requests;
    const updates = await updatesFor(given);
    if (!updates.ok) return updates;
    const { value: current } = event;
    const resources = await askedResources(given);
    return {
      ok: true,
      value: { ...base, current, requests: requests.value, resources, ...updates.value },
    };
  }
  if (schema !== "festival" && schema !== "resource") return { ok: true, value: base };
  const current = schema === "festival" ? await client.festival(id) : await client.resource(id);
  if (!current.ok) return current;
  const updates = await updatesFor(given);
  return updates.ok
    ? { ok: true, value: { ...base, current: current.value, ...updates.value } }
    : updates;
}

/** What changed a document goes with it when it is deleted: what it said is to be gone, too. */
async function updatesFor(
  given: ReadonlyMap<string, string>,
): Promise<Answer<Pick<FormContext, "updates">>> {
  if (given.get("action") !== "delete") return { ok: true, value: {} };
  const found = await client.updatesOf(given.get("id") ?? "");
  return found.ok ? { ok: true, value: { updates: found.value.map(idOf) } } : found;
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}

/** None where the event is not on this node: then no gesture can take its requests into account. */
async function requestsFor(event: string): Promise<readonly EventRequest[]> {
  const found = await client.event(event);
  const requests = found.ok ? await client.requestsOfEvent(found.value) : found;
  return requests.ok ? requests.value : [];
}

/**
 * The form's input, with what it answers as there is room for it; null where nothing is to be signed,
 * of which the person has been told. A form that answers nothing is as it was.
 */
async function toBeAnswered(
  me: Me,
  input: [string, string][],
  proposes: boolean,
  hash: string | undefined,
): Promise<[string, string][] | null> {
  const given = new Map(proposes ? formOfProposed(input) : input);
  const schema = given.get("schema");
  if (schema !== "authorization" && schema !== "vote") return input;
  const { mayTakeBack, toBeAnswered } = await loadPart("answers");
  if (given.get("action") !== "create") {
    const ids = new Set([given.get("id") ?? ""]);
    return await mayTakeBack(me, given.get("festival") ?? "", ids) ? input : null;
  }
  const verdict = schema === "vote" ? "" : given.get("verdict") ?? "";
  const pair = (name: string) => (one: ChosenRequest): [string, string] => [
    name,
    `${one.festival}.${one.request}`,
  ];
  const several = isAnswers(input);
  const [festival = "", request = ""] = [given.get("festival"), given.get("request")];
  const chosen = several ? chosenIn(input) : [{ festival, request }];
  const hashes = new Map(hash === undefined ? [] : [[request, hash]]);
  const answered = await toBeAnswered(chosen, verdict, { hashes });
  if (answered === null) return null;
  const { kept, denied, reason } = answered;
  if (several) {
    return [
      ...input.filter(([name]) => name !== "chosen"),
      ...kept.map(pair("chosen")),
      ...denied.map(pair("denied")),
      ["denied.reason", reason],
    ];
  }
  if (kept.length > 0) return input;
  return [
    ...input.filter(([name]) => name !== "verdict" && name !== "reason"),
    ["verdict", "denied"],
    ["reason", reason],
  ];
}

function failureWords(failure: { readonly status: number | null; readonly message: string }) {
  return failure.status === null ? said("offline") : said("failed", { why: failure.message });
}

/** Puts each error at its input, and takes away those of before. */
function showErrors(form: HTMLFormElement, errors: readonly FieldError[]): void {
  for (const slot of form.querySelectorAll<HTMLElement>("[data-error-for]")) {
    slot.hidden = true;
    slot.textContent = "";
  }
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
  }
  sayNothing();
  let first: HTMLElement | null = null;
  for (const { field, code } of errors) {
    const slot = form.querySelector<HTMLElement>(`[data-error-for="${CSS.escape(field)}"]`);
    const input = form.querySelector<HTMLElement>(
      `[name="${CSS.escape(field)}"]:not([type=hidden])`,
    );
    if (slot === null) {
      say(`${field} ${fieldWords(code)}`.trim(), "bad");
      continue;
    }
    slot.textContent = fieldWords(code);
    slot.hidden = false;
    if (input === null) continue;
    input.setAttribute("aria-invalid", "true");
    const described = input.getAttribute("aria-describedby")?.split(" ") ?? [];
    if (slot.id !== "" && !described.includes(slot.id)) {
      input.setAttribute("aria-describedby", [...described, slot.id].join(" "));
    }
    // A field that is folded away cannot be focused.
    input.closest("details")?.setAttribute("open", "");
    first ??= input;
  }
  first?.focus();
}
