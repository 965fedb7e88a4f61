/**
 * What one gesture of a person means in messages, where that is more than one: whether a booking
 * stands never depends on its event (DESIGN.md §5), so who moves or takes back an event says the
 * same of its requests.
 */
import type { CborValue, MessageDraft } from "../messages/mod.ts";
import type { Span } from "../spans/mod.ts";
import type { CurrentEvent, EventRequest } from "./documents.ts";
import { bytesOf, withdraw } from "./request_form.ts";

/** Takes back every request of the event's own author. */
export function withdrawAll(
  event: CurrentEvent,
  requests: readonly EventRequest[],
  at: number | undefined,
): MessageDraft[] {
  return ownRequests(event, requests).map((request) => withdrawal(request, at));
}

/**
 * Asks again, for the event's new time, for each request of its author that is neither withdrawn nor
 * denied: a no stays a no until somebody asks anew. The new request names the old one in `replaces`, so that a standing booking is kept until the new
 * one is confirmed; what does not stand is withdrawn at once, so that no owner answers it in vain.
 *
 * A request that another one replaces already is not asked for twice. The chain goes on from its end,
 * and names the booking in it that stands, since it is that one whose room the new request takes over.
 */
export function askAgain(
  event: CurrentEvent,
  requests: readonly EventRequest[],
  moved: { readonly title: string; readonly span: Span },
  at: number | undefined,
): MessageDraft[] {
  const own = ownRequests(event, requests).filter(({ status }) => status !== "denied");
  const replaced = new Set(own.map((request) => request.replaces));
  const ends = own.filter(({ id }) => !replaced.has(id));
  return [
    ...ends.map((end) => newRequest(event, end, standingOf(end, own) ?? end, moved, at)),
    ...own.filter(({ status }) => status !== "confirmed").map((one) => withdrawal(one, at)),
  ];
}

/** The nearest request of a chain that is confirmed, from its end backwards. */
function standingOf(end: EventRequest, own: readonly EventRequest[]): EventRequest | undefined {
  const seen = new Set<EventRequest>();
  let request: EventRequest | undefined = end;
  while (request !== undefined && request.status !== "confirmed" && !seen.has(request)) {
    seen.add(request);
    const replaces: string | null = request.replaces;
    request = own.find(({ id }) => id === replaces);
  }
  return request?.status === "confirmed" ? request : undefined;
}

function ownRequests(event: CurrentEvent, requests: readonly EventRequest[]) {
  return requests.filter((request) =>
    request.event === event.id && request.author === event.author && request.status !== "withdrawn"
  );
}

function newRequest(
  event: CurrentEvent,
  request: EventRequest,
  replaced: EventRequest,
  { title, span }: { readonly title: string; readonly span: Span },
  at: number | undefined,
): MessageDraft {
  const { start, end } = shifted(request, event, span);
  const fields: { [name: string]: CborValue } = {
    event: bytesOf(request.event),
    resource: bytesOf(request.resource),
    start,
    end,
    quantity: request.quantity,
    replaces: bytesOf(replaced.id),
  };
  if (title !== "") fields["eventTitle"] = title;
  if (request.eventFestival !== null) fields["eventFestival"] = bytesOf(request.eventFestival);
  if (request.note !== null) fields["note"] = request.note;
  if (request.answer !== null) fields["answer"] = request.answer;
  const festival = bytesOf(request.festival);
  return { action: "create", schema: "request", version: 1, festival, at, fields };
}

/**
 * `Choice:` a request that begins an hour before its event still does so after the move, and one
 * that ends with it still ends with it; where that leaves nothing, it keeps its length instead.
 */
function shifted(request: Span, event: Span, moved: Span): Span {
  const start = request.start + moved.start - event.start;
  const end = request.end + moved.end - event.end;
  return { start, end: start < end ? end : start + request.end - request.start };
}

function withdrawal(request: EventRequest, at: number | undefined): MessageDraft {
  return { ...withdraw("request", bytesOf(request.id), at), festival: bytesOf(request.festival) };
}
