/** A form's message as a file, for people who sign with the command line. */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import {
  ALIKE,
  answersFromForm,
  type CurrentDocument,
  type FormContext,
  type FormMessages,
  formOfProposed,
  type FormOutcome,
  isAnswers,
  isProposal,
  messagesFromForm,
  othersIn,
  proposalFromForm,
  type SeriesEvent,
} from "../../core/forms/mod.ts";
import { POLICY_FORMS } from "../../core/policies/mod.ts";
import { decodeCbor, encodeMessage, type MessageDraft, toJson } from "../../core/messages/mod.ts";
import { signErrorsPage, signPage, signStepPage, zoneOf } from "../../views/mod.ts";
import type { AppContext } from "../context.ts";
import { Failure } from "../errors.ts";
import { ID } from "./address.ts";
import { allOf } from "./gather.ts";
import { acceptanceOf } from "./proposals.ts";
import { notFound, sheetOf, show } from "./respond.ts";
import { stepOf } from "./sign_step.ts";
import { askedResources, idsIn, warningsOn } from "./sign_warnings.ts";

type Input = readonly (readonly [string, string])[];

/** A description of 10,000 bytes is three times as long in a form. */
const MOST_FORM_BYTES = 256 * 1024;

export const formBody = bodyLimit({
  maxSize: MOST_FORM_BYTES,
  onError: () => {
    throw new Failure(413, "too-large", "The form holds more than a message can.");
  },
});

/** The fields of a form in their order. */
export async function formOf(c: Context): Promise<Input> {
  const type = (c.req.header("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw new Failure(415, "not-a-form", "This takes forms alone.");
  }
  return [...new URLSearchParams(await c.req.text())];
}

export function sign(context: AppContext): Hono {
  const app = new Hono();

  app.post("/sign", formBody, async (c) => {
    const form = await formOf(c);
    const input = form.filter(([name]) => name !== "download");
    const outcome = await outcomeOf(context, input);
    const sheet = sheetOf(context, c);
    c.header("Cache-Control", "no-store");
    // Who asks for the file has been asked, or is a program.
    const isFile = form.length > input.length;
    const step = isFile ? null : await stepOf(context.node, input, outcome);
    if (step !== null) return show(c, signStepPage({ sheet, ...step }), outcome.ok ? 200 : 422);
    if (!outcome.ok) {
      const back = backTo(context, c);
      return show(c, signErrorsPage({ sheet, errors: outcome.errors, back }), 422);
    }
    const messages = linesOf(outcome);
    if (isFile) {
      return c.body(messages, 200, {
        "Content-Type": "application/x-ndjson; charset=utf-8",
        "Content-Disposition": 'attachment; filename="message.ndjson"',
      });
    }
    const origin = context.authority.publicUrl ?? new URL(c.req.url).origin;
    const warned = await warningsOn(context.node, outcome, input);
    const zone = zoneOf(input.find(([name]) => name === "timezone")?.[1] ?? "UTC");
    return show(c, signPage({ sheet, input, messages, zone, origin, ...warned }));
  });

  return app;
}

async function outcomeOf(context: AppContext, input: Input): Promise<FormOutcome> {
  const accepts = input.find(([name]) => name === "accepts")?.[1];
  if (accepts !== undefined) return await acceptanceOf(context, accepts);
  if (isAnswers(input)) return answersFromForm(input, {});
  const policies = POLICY_FORMS;
  if (!isProposal(input)) {
    return messagesFromForm(input, { ...await formContext(context, input), policies });
  }
  const about = await formContext(context, formOfProposed(input));
  return proposalFromForm(input, { ...about, policies });
}

/** What the form is about, as this node knows it. */
async function formContext(context: AppContext, input: Input): Promise<FormContext> {
  const { query } = context.node;
  const value = (name: string) => input.find(([one]) => one === name)?.[1] ?? "";
  const [schema, action, id, author] = ["schema", "action", "id", "author"].map(value);
  if (schema === "user") {
    if (action === "delete") return { updates: await updatesIn(context, author!) };
    const current = ID.test(author!) ? await query.user(author!) : null;
    return current === null ? {} : { current };
  }
  if (action === "create") {
    if (schema === "nesting") {
      const child = ID.test(value("child")) ? await query.festival(value("child")) : null;
      if (child === null || !child.known) throw notFound("festival");
      return { current: child };
    }
    const event = schema === "request" ? value("event") : "";
    const requests = ID.test(event) ? await query.requestsOfEvent(event) : [];
    return { requests, resources: await askedResources(context.node, idsIn(input)) };
  }
  if (action !== "update" && action !== "delete") return {};
  let current: CurrentDocument | null = null;
  if (ID.test(id!)) {
    if (schema === "festival") current = await query.festival(id!);
    else if (schema === "resource") current = await query.resource(id!);
    else if (schema === "event") current = await query.event(id!);
    else return {};
  }
  if (current === null) {
    throw notFound(schema === "festival" || schema === "resource" ? schema : "event");
  }
  const requests = schema === "event" ? await query.requestsOfEvent(id!) : [];
  const resources = schema === "event" ? await askedResources(context.node, idsIn(input)) : [];
  const updates = action === "delete" ? await updatesIn(context, id!) : [];
  const others = await othersOf(context, input, action);
  const all = [...requests, ...others.flatMap((other) => other.requests)];
  const asked = others.length === 0
    ? []
    : await askedResources(context.node, all.map(({ resource }) => resource));
  return {
    current,
    requests,
    updates,
    resources: [...resources, ...asked],
    others,
    alike: ALIKE,
  };
}

/** The others of a series that the form means, too. */
function othersOf(
  context: AppContext,
  input: Input,
  action: string,
): Promise<readonly SeriesEvent[]> {
  const { query } = context.node;
  return Promise.all(
    othersIn(input).map(async (id) => {
      const event = await query.event(id);
      if (event === null) throw notFound("event");
      const requests = await query.requestsOfEvent(id);
      return { event, requests, updates: action === "delete" ? await updatesIn(context, id) : [] };
    }),
  );
}

/** Ids of the entries that go with what is deleted. */
async function updatesIn({ node }: AppContext, id: string): Promise<string[]> {
  return (await allOf((page) => node.query.updatesOf(id, page))).map((update) => update.id);
}

/** A line each; what names a document that is not there yet names its line. */
function linesOf({ messages, links }: FormMessages): string {
  return messages.map((draft, i) => {
    const json = jsonOf(draft) as { fields?: Record<string, unknown> };
    for (const { message, created, field } of links) {
      if (message === i) json.fields = { ...json.fields, [field]: { $line: created + 1 } };
    }
    return `${JSON.stringify(json)}\n`;
  }).join("");
}

function jsonOf(draft: MessageDraft): unknown {
  const decoded = decodeCbor(encodeMessage(draft));
  if (!decoded.ok) throw new TypeError("a message of ours does not decode");
  return toJson(decoded.value);
}

/** The page that the form was on, if it was one of ours. */
function backTo(context: AppContext, c: Context): string {
  const url = URL.parse(c.req.header("referer") ?? "");
  return url !== null && context.authority.knows(url.host) && !url.pathname.startsWith("//")
    ? url.pathname + url.search
    : "/";
}
