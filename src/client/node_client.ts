/**
 * A node's HTTP API, typed. What goes wrong is returned, never thrown: a node that cannot be reached
 * is an everyday thing for a client.
 */
import { toHex } from "../core/messages/mod.ts";
import type {
  EntryAnswer,
  EntryResult,
  EventAnswer,
  FestivalAnswer,
  Hex,
  LogEntryAnswer,
  NextAnswer,
  Page,
  ProposalAnswer,
  RequestAnswer,
  ResourceAnswer,
  UserAnswer,
  VoteAnswer,
} from "./documents.ts";

const TIMEOUT_MS = 20_000;

export interface Failure {
  /** The API's code, or `unreachable`, `timeout`, `not-a-node` from here. */
  readonly code: string;
  /** A sentence in English. */
  readonly message: string;
  /** Of the answer; null where there was none. */
  readonly status: number | null;
  /** Seconds to wait, where the node said so. */
  readonly retryAfter: number | null;
  /** What stands beside the code in the answer. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

/** Whether the same call may work later without any change: no answer, too many, or a fault there. */
export function isPassing({ status }: Failure): boolean {
  return status === null || status === 429 || status >= 500;
}

export interface NodeClientOptions {
  /** `http://127.0.0.1:8000`; empty for the node that served the page. */
  readonly base: string;
  /** The operator's token, which lets a new festival be followed; null or empty where there is none. */
  readonly token?: () => string | null;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export class NodeClient {
  readonly #base: string;
  readonly #token: () => string | null;
  readonly #fetch: typeof fetch;
  readonly #timeoutMs: number;

  constructor(options: NodeClientOptions) {
    this.#base = options.base.replace(/\/+$/, "");
    this.#token = options.token ?? (() => null);
    // Called as a function: browsers refuse their fetch as another object's method.
    const given = options.fetch ?? globalThis.fetch;
    this.#fetch = (input, init) => given(input, init);
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  next(author: Uint8Array, festival: Uint8Array | null): Promise<Answer<NextAnswer>> {
    return this.#get("/api/v1/next", {
      author: toHex(author),
      festival: festival === null ? undefined : toHex(festival),
    });
  }

  /** At most 100 entries and 8 MiB. Refused ones are in the results too. */
  async publish(
    entries: readonly { readonly entry: Uint8Array; readonly payload: Uint8Array }[],
  ): Promise<Answer<readonly EntryResult[]>> {
    const body = JSON.stringify({
      entries: entries.map(({ entry, payload }) => ({
        entry: toHex(entry),
        payload: toHex(payload),
      })),
    });
    const token = this.#token();
    const headers = {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const answer = await this.#call<{ readonly results: readonly EntryResult[] }>(
      "/api/v1/entries",
      { method: "POST", headers, body },
      // 422 with results is an answer: it says which were refused.
      (status, json) => status === 422 && isObject(json) && Array.isArray(json["results"]),
    );
    if (!answer.ok) return answer;
    const { results } = answer.value;
    return Array.isArray(results) && results.length === entries.length
      ? { ok: true, value: results }
      : notANode(null);
  }

  /** The public festivals that the node follows: the first page. */
  festivals(limit: number): Promise<Answer<Page<FestivalAnswer>>> {
    return this.#get("/api/v1/festivals", { limit });
  }

  festival(id: Hex): Promise<Answer<FestivalAnswer>> {
    return this.#get(`/api/v1/festivals/${id}`);
  }

  event(id: Hex): Promise<Answer<EventAnswer>> {
    return this.#get(`/api/v1/events/${id}`);
  }

  /** A festival's events that overlap a span, by one author. */
  events(
    festival: Hex,
    filter: { readonly author?: Hex; readonly from?: number; readonly to?: number },
  ): Promise<Answer<readonly EventAnswer[]>> {
    return this.#all(`/api/v1/festivals/${festival}/events`, filter);
  }

  resource(id: Hex): Promise<Answer<ResourceAnswer>> {
    return this.#get(`/api/v1/resources/${id}`);
  }

  /** Of a deleted request only id, author, festival and status are sure. */
  request(id: Hex): Promise<Answer<RequestAnswer>> {
    return this.#get(`/api/v1/requests/${id}`);
  }

  user(key: Hex): Promise<Answer<UserAnswer>> {
    return this.#get(`/api/v1/users/${key}`);
  }

  entry(hash: Hex): Promise<Answer<EntryAnswer>> {
    return this.#get(`/api/v1/entries/${hash}`);
  }

  /** A page of a log, ascending. The log of an unlisted festival needs `festival`. */
  log(
    author: Hex,
    logId: number,
    query: { readonly from?: number; readonly limit?: number; readonly festival?: Hex | undefined },
  ): Promise<Answer<Page<LogEntryAnswer>>> {
    return this.#get(`/api/v1/logs/${author}/${logId}`, query);
  }

  /** Requests for a festival's resources, in the order in which the node received them. */
  requests(
    festival: Hex,
    filter: {
      readonly event?: Hex;
      readonly resource?: Hex;
      readonly author?: Hex;
      /** Of the resource. */
      readonly owner?: Hex;
      readonly status?: string;
    },
  ): Promise<Answer<readonly RequestAnswer[]>> {
    return this.#all(`/api/v1/festivals/${festival}/requests`, filter);
  }

  /** Requests that wait for a key, in the order in which the node received them. */
  desk(
    key: Hex,
    filter: { readonly status?: string; readonly festival?: readonly Hex[] } = {},
    isKept: (request: RequestAnswer) => boolean = () => true,
  ): Promise<Answer<readonly RequestAnswer[]>> {
    return this.#all("/api/v1/desk", { key, ...filter }, isKept);
  }

  /** The latest of each who voted on a request. */
  votes(request: Hex): Promise<Answer<readonly VoteAnswer[]>> {
    return this.#all(`/api/v1/requests/${request}/votes`, {});
  }

  proposal(id: Hex): Promise<Answer<ProposalAnswer>> {
    return this.#get(`/api/v1/proposals/${id}`);
  }

  /** Proposals for the documents of a key, or for itself, in the order in which they came. */
  proposals(
    key: Hex,
    filter: { readonly status?: string; readonly festival?: readonly Hex[] } = {},
    isKept: (proposal: ProposalAnswer) => boolean = () => true,
  ): Promise<Answer<readonly ProposalAnswer[]>> {
    return this.#all("/api/v1/desk/proposals", { key, ...filter }, isKept);
  }

  /** Ids of the entries that change a document. */
  updatesOf(document: Hex): Promise<Answer<readonly { readonly id: Hex }[]>> {
    return this.#all(`/api/v1/documents/${document}/updates`, {});
  }

  /** Where server-sent events come from. */
  streamAddress(festival?: Hex): string {
    return this.#base + this.#address("/api/v1/stream", { festival });
  }

  /**
   * All requests of an event by its own author: in its festival's log, and in those of the festivals
   * around it, whose resources it may ask for too.
   */
  async requestsOfEvent(
    event: { readonly id: Hex; readonly author: Hex; readonly festival: Hex },
  ): Promise<Answer<readonly RequestAnswer[]>> {
    const found: RequestAnswer[] = [];
    const seen = new Set<Hex>();
    let festival: Hex | null = event.festival;
    while (festival !== null && !seen.has(festival) && seen.size <= MAX_ANCESTORS) {
      seen.add(festival);
      const here: Answer<readonly RequestAnswer[]> = await this.requests(festival, {
        event: event.id,
        author: event.author,
      });
      // A festival around it that the node does not follow holds nothing here.
      if (!here.ok && here.failure.status === 404 && seen.size > 1) break;
      if (!here.ok) return here;
      found.push(...here.value);
      const around: Answer<FestivalAnswer> = await this.festival(festival);
      if (!around.ok) return around;
      festival = around.value.parent;
    }
    return { ok: true, value: found };
  }

  /** All pages of a list; of what strangers can make long, only what is kept is held at once. */
  async #all<Item>(
    path: string,
    query: Query,
    isKept: (item: Item) => boolean = () => true,
  ): Promise<Answer<readonly Item[]>> {
    const items: Item[] = [];
    let cursor: string | undefined;
    while (true) {
      const page: Answer<Page<Item>> = await this.#get(path, { ...query, cursor, limit: 200 });
      if (!page.ok) return page;
      items.push(...page.value.items.filter(isKept));
      if (page.value.next === null) return { ok: true, value: items };
      cursor = page.value.next;
    }
  }

  #get<Value>(path: string, query: Query = {}): Promise<Answer<Value>> {
    return this.#call(this.#address(path, query), {});
  }

  #address(path: string, query: Query): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      const values = typeof value === "object" ? value : value === undefined ? [] : [value];
      for (const one of values) search.append(name, String(one));
    }
    const text = search.toString();
    return text === "" ? path : `${path}?${text}`;
  }

  async #call<Value>(
    path: string,
    init: RequestInit,
    isAnswer: (status: number, json: unknown) => boolean = () => false,
  ): Promise<Answer<Value>> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.#timeoutMs);
    try {
      const response = await this.#fetch(this.#base + path, { ...init, signal: stop.signal });
      const json: unknown = await response.json().catch(() => null);
      if (stop.signal.aborted) return timedOut();
      if (response.ok || isAnswer(response.status, json)) {
        return json === null ? notANode(response.status) : { ok: true, value: json as Value };
      }
      return { ok: false, failure: failureOf(response, json) };
    } catch (cause) {
      if (stop.signal.aborted) return timedOut();
      const message = `The node cannot be reached (${
        cause instanceof Error ? cause.message : cause
      }).`;
      return { ok: false, failure: { ...NO_ANSWER, code: "unreachable", message } };
    } finally {
      clearTimeout(timer);
    }
  }
}

const MAX_ANCESTORS = 8;

const NO_ANSWER = { status: null, retryAfter: null, facts: {} };

function timedOut(): { readonly ok: false; readonly failure: Failure } {
  const message = "The node did not answer in time.";
  return { ok: false, failure: { ...NO_ANSWER, code: "timeout", message } };
}

function notANode(status: number | null): { readonly ok: false; readonly failure: Failure } {
  const message = "This address answers, but not as a node does.";
  return { ok: false, failure: { ...NO_ANSWER, code: "not-a-node", message, status } };
}

function failureOf(response: Response, json: unknown): Failure {
  const error = isObject(json) && isObject(json["error"]) ? json["error"] : null;
  if (error === null) return notANode(response.status).failure;
  const { code, message, ...facts } = error;
  const retryAfter = Number(response.headers.get("retry-after") ?? NaN);
  return {
    code: String(code),
    message: String(message),
    status: response.status,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
    facts,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
