/**
 * The rules of the projections (DESIGN.md §5) a second time: naive, from the text alone, and with no
 * regard for speed. What the store says is held against it.
 *
 * Nothing here has an order of arrival: {@link project} is a function of a set of logs. Where the
 * text leaves a choice, the most literal reading is taken and marked `Choice:`.
 */
import {
  applyUpdate,
  type CborValue,
  type JsonValue,
  type Message,
  parseMessage,
  rulesHold,
  type SchemaName,
  toHex,
  toJson,
  type Values,
  type ValuesOfSchema,
} from "../../src/core/messages/mod.ts";
import type { IgnoredCode } from "../../src/node/ignored.ts";

export interface World {
  readonly logs: readonly WorldLog[];
}

export interface WorldLog {
  /** Public key, 32 bytes. */
  readonly author: Uint8Array;
  /** The whole id; null: log 0. */
  readonly festival: Uint8Array | null;
  /** Contiguous from seqnum 1, ascending. */
  readonly entries: readonly WorldEntry[];
  /** The lowest seqnum that a proof names, or null. */
  readonly cut: number | null;
}

export interface WorldEntry {
  readonly seqNum: number;
  /** YAMF, 66 bytes. */
  readonly hash: Uint8Array;
  /** Null where it has not arrived. */
  readonly payload: Uint8Array | null;
  /** Changes no rule of the projections: the entry and its payload count. */
  readonly endOfLog?: boolean;
}

type Hex = string;
type Fields = { readonly [name: string]: JsonValue };
export type Status = "withdrawn" | "denied" | "conflict" | "confirmed" | "pending";

/** What the logs add up to: plain data, each list sorted by its ids, bytes as hex. */
export interface Projection {
  readonly festivals: readonly {
    readonly id: Hex;
    readonly author: Hex;
    readonly fields: Fields;
  }[];
  readonly profiles: readonly { readonly id: Hex; readonly fields: Fields }[];
  readonly documents: { readonly [S in DocumentSchema]: readonly Document[] };
  readonly requests: readonly RequestState[];
  readonly authorizations: readonly Document[];
  /** Of each event: its own author's requests that are not withdrawn. */
  readonly tallies: readonly (Tally & { readonly event: Hex })[];
  readonly tombstones: readonly TombstoneState[];
  readonly ignored: readonly {
    readonly author: Hex;
    readonly festival: Hex | null;
    readonly seqNum: number;
    readonly code: IgnoredCode | null;
  }[];
}

export const DOCUMENT_SCHEMAS = ["resource", "event", "nesting", "vote", "proposal"] as const;
export type DocumentSchema = typeof DOCUMENT_SCHEMAS[number];

export interface Document {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly fields: Fields;
}

/** `owner`, `deputy`, `reason` and `fields` are null for a deleted one, of which only a tombstone is left. */
export interface RequestState {
  readonly id: Hex;
  readonly author: Hex;
  readonly festival: Hex;
  readonly status: Status;
  readonly owner: Hex | null;
  readonly deputy: Hex | null;
  /** Of the answer that counts. */
  readonly reason: string | null;
  readonly fields: Fields | null;
}

export interface Tally {
  readonly total: number;
  readonly confirmed: number;
  readonly pending: number;
  readonly denied: number;
  readonly conflict: number;
}

export interface TombstoneState {
  readonly id: Hex;
  readonly author: Hex;
  /** Null in log 0. */
  readonly festival: Hex | null;
  readonly schema: string;
}

/** A log, read: what is void in it, and what its deletes leave. */
interface Log {
  readonly author: Hex;
  readonly festival: Hex | null;
  readonly isCut: boolean;
  /** Those that count: strictly before the cut. */
  readonly entries: readonly Entry[];
  readonly atOrAfterCut: readonly number[];
  readonly voided: ReadonlySet<Entry>;
  /** Those of them that a delete of another schema than `request` names: what they held is gone. */
  readonly erased: ReadonlySet<Entry>;
  /** By the id of the voided entry: the earliest effective delete that names it. */
  readonly deletes: ReadonlyMap<Hex, Entry>;
}

interface Entry {
  readonly seqNum: number;
  /** The first 32 bytes of the digest: the id of the document that it may create. */
  readonly id: Hex;
  readonly message: Message | null;
  /** Why there is no message. */
  readonly problem: IgnoredCode | null;
}

/** The fold of a create and its updates; `void` ones have no effect but in chains of requests. */
interface Folded {
  readonly log: Log;
  readonly create: Entry;
  readonly schema: SchemaName;
  readonly id: Hex;
  readonly values: Values;
  readonly isVoid: boolean;
  readonly holds: boolean;
}

interface Resource {
  readonly owner: Hex;
  readonly deputy: Hex | null;
  readonly quantity: number;
}

export function project(world: World): Projection {
  const logs = world.logs.map(readLog);
  const folds = logs.flatMap(foldsOf);
  const festivals = folds.filter((one) => one.schema === "festival" && hasEffect(one));
  const profiles = folds.filter((one) => one.schema === "user" && hasEffect(one));

  /** The resource of an id in a festival, or null where it is unknown there. */
  function resourceOf(festival: Hex | null, id: Hex): Resource | null {
    for (const one of folds) {
      if (one.schema !== "resource" || one.id !== id || one.log.festival !== festival) continue;
      if (!hasEffect(one)) continue;
      const { quantity, deputy } = one.values as ValuesOfSchema<"resource">;
      return {
        owner: one.log.author,
        deputy: deputy === undefined ? null : toHex(deputy),
        quantity,
      };
    }
    for (const log of logs) {
      const remove = log.festival === festival ? log.deletes.get(id) : undefined;
      if (remove?.message?.schema !== "resource") continue;
      return { owner: log.author, deputy: null, quantity: 0 };
    }
    return null;
  }

  const requests = folds.filter((one) => one.schema === "request").map((fold) => {
    const values = fold.values as ValuesOfSchema<"request">;
    return { ...fold, values, resource: resourceOf(fold.log.festival, toHex(values.resource)) };
  });
  type Request = typeof requests[number];

  /**
   * Whether there is something to be answered.
   * `Choice:` a deleted request whose payload is at hand, and not erased, can still be answered: the
   * answer counts in what that request replaced.
   */
  const isKnown = (request: Request) => request.holds && request.resource !== null;

  /** By one author on one request, in the order of their log. */
  function answersBy(author: Hex | null, request: Request): Folded[] {
    return folds.filter((one) =>
      one.schema === "authorization" && !one.isVoid &&
      one.log.author === author && one.log.festival === request.log.festival &&
      toHex((one.values as ValuesOfSchema<"authorization">).request) === request.id
    ).toSorted((a, b) => a.create.seqNum - b.create.seqNum);
  }
  const verdictOf = (one: Folded) => (one.values as ValuesOfSchema<"authorization">).verdict;

  const ownersAnswers = (request: Request) => answersBy(request.resource!.owner, request);
  const deputysAnswers = (request: Request) => answersBy(request.resource!.deputy, request);

  /** The owner's answers where there are any, else those of the present deputy. */
  function deciding(request: Request): { by: "owner" | "deputy"; answers: Folded[] } {
    const owners = ownersAnswers(request);
    return owners.length > 0
      ? { by: "owner", answers: owners }
      : { by: "deputy", answers: deputysAnswers(request) };
  }
  const latestAnswer = (request: Request) => deciding(request).answers.at(-1) ?? null;

  const wasEverConfirmed = (request: Request) =>
    [...ownersAnswers(request), ...deputysAnswers(request)]
      .some((answer) => verdictOf(answer) === "confirmed");

  /**
   * `Choice:` a link of a chain may itself be deleted, if its payload is at hand and not erased; one
   * that breaks a rule across its fields links nothing.
   */
  function isReplaced(request: Request): boolean {
    return requests.some((later) =>
      isKnown(later) && later.log === request.log &&
      later.create.seqNum > request.create.seqNum &&
      toHex(later.values.resource) === toHex(request.values.resource) &&
      later.values.replaces !== undefined && toHex(later.values.replaces) === request.id &&
      (wasEverConfirmed(later) || isReplaced(later))
    );
  }

  const isWithdrawn = (request: Request) => request.isVoid || isReplaced(request);

  const isBooked = (request: Request) => {
    if (!isKnown(request) || isWithdrawn(request)) return false;
    const latest = latestAnswer(request);
    return latest !== null && verdictOf(latest) === "confirmed";
  };

  /** Compared place by place: less ranks before. */
  function rankOf(request: Request): [number, number, number] {
    const { by, answers } = deciding(request);
    const lastDenial = answers.findLastIndex((answer) => verdictOf(answer) === "denied");
    const first = answers[lastDenial + 1]!;
    return [request.log.isCut ? 1 : 0, by === "owner" ? 0 : 1, first.create.seqNum];
  }
  function ranksBefore(one: Request, other: Request): boolean {
    const [a, b] = [rankOf(one), rankOf(other)];
    const place = a.findIndex((value, i) => value !== b[i]);
    return place >= 0 && a[place]! < b[place]!;
  }

  /**
   * `Choice:` "at every instant" is every instant of the request's own interval. What others take
   * changes only where one of them starts, so these instants and its own start are enough.
   */
  function stands(request: Request): boolean {
    const { start, end } = request.values;
    const quantity = request.resource!.quantity;
    const before = requests.filter((one) =>
      one !== request && isBooked(one) && one.log.festival === request.log.festival &&
      toHex(one.values.resource) === toHex(request.values.resource) &&
      one.values.quantity <= quantity && ranksBefore(one, request)
    );
    const instants = [start, ...before.map((one) => one.values.start)]
      .filter((instant) => start <= instant && instant < end);
    return instants.every((instant) => {
      // As bigints: sums of large quantities are beyond what a number holds exactly.
      let taken = BigInt(request.values.quantity);
      for (const one of before) {
        if (one.values.start <= instant && instant < one.values.end) {
          taken += BigInt(one.values.quantity);
        }
      }
      return taken <= BigInt(quantity);
    });
  }

  function statusOf(request: Request): Status {
    if (isWithdrawn(request)) return "withdrawn";
    const latest = latestAnswer(request);
    if (latest !== null && verdictOf(latest) === "denied") return "denied";
    if (latest === null) return "pending";
    return stands(request) ? "confirmed" : "conflict";
  }

  /** Why an entry that counts has no effect; null where it has one. */
  function codeOf(log: Log, entry: Entry): IgnoredCode | null {
    if (log.voided.has(entry)) return "deleted";
    const { message } = entry;
    if (message === null) return entry.problem;
    const earlier = log.entries.filter((one) => one.seqNum < entry.seqNum);
    if (message.action === "delete") {
      return earlier.some((one) => one.id === toHex(message.id)) ? null : "unknown-document";
    }
    const fold = folds.find((one) =>
      one.log === log && one.schema === message.schema &&
      (message.action === "create" ? one.create === entry : one.id === toHex(message.id)) &&
      one.create.seqNum <= entry.seqNum
    );
    if (message.action === "update") {
      if (fold !== undefined) return hasEffect(fold) ? null : "rule-broken";
      if (message.schema === "festival") return "unknown-document";
      return earlier.some((one) => one.id === toHex(message.id))
        ? "document-without-effect"
        : "unknown-document";
    }
    // A festival or a profile of which another create counts.
    if (fold === undefined) return "replaced";
    if (!fold.holds) return "rule-broken";
    if (message.schema === "request") {
      return requests.find((one) => one.create === entry)!.resource === null
        ? "unknown-resource"
        : null;
    }
    if (message.schema === "authorization" || message.schema === "vote") {
      const { request: id } = message.values as ValuesOfSchema<"authorization">;
      const request = requests.find((one) =>
        one.id === toHex(id) && one.log.festival === log.festival && isKnown(one)
      );
      if (request === undefined) return "unknown-request";
      const { owner, deputy } = request.resource!;
      const mayAnswer = log.author === owner || log.author === deputy;
      return message.schema === "authorization" && !mayAnswer ? "not-the-owner" : null;
    }
    return null;
  }

  /** From the parent upwards, at most 8, each id once. */
  function ancestorsOf(festival: Hex): Hex[] {
    const met = [festival];
    while (met.length <= 8) {
      const last = festivals.find((one) => one.id === met.at(-1));
      const parent = (last?.values as ValuesOfSchema<"festival"> | undefined)?.parent;
      if (parent === undefined || met.includes(toHex(parent))) break;
      met.push(toHex(parent));
    }
    return met.slice(1);
  }

  const standing = requests.filter((one) => !one.isVoid && isKnown(one));
  const documents = folds.filter((one) =>
    hasEffect(one) && one.log.festival !== null && codeOf(one.log, one.create) === null
  );
  const documentsOf = (schema: SchemaName): Document[] =>
    sorted(
      documents.filter((one) => one.schema === schema).map((one) => ({
        id: one.id,
        author: one.log.author,
        festival: one.log.festival!,
        fields: plain(one),
      })),
    );
  const tombstones: TombstoneState[] = logs.flatMap((log) =>
    [...log.deletes].map(([id, { message }]) => ({
      id,
      author: log.author,
      festival: log.festival,
      schema: message!.schema,
    }))
  );

  return {
    festivals: sorted(
      festivals.map((one) => ({ id: one.id, author: one.log.author, fields: plain(one) })),
    ),
    profiles: sorted(profiles.map((one) => ({ id: one.log.author, fields: plain(one) }))),
    documents: {
      resource: documentsOf("resource"),
      event: documentsOf("event"),
      nesting: documentsOf("nesting"),
      vote: documentsOf("vote"),
      proposal: documentsOf("proposal"),
    },
    requests: sorted([
      ...standing.map((one): RequestState => ({
        id: one.id,
        author: one.log.author,
        festival: one.log.festival!,
        status: statusOf(one),
        owner: one.resource!.owner,
        deputy: one.resource!.deputy,
        reason: reasonOf(latestAnswer(one)),
        fields: plain(one),
      })),
      ...tombstones.filter((one) => one.schema === "request" && one.festival !== null).map((
        { id, author, festival },
      ): RequestState => ({
        id,
        author,
        festival: festival!,
        status: "withdrawn",
        owner: null,
        deputy: null,
        reason: null,
        fields: null,
      })),
    ]),
    authorizations: documentsOf("authorization"),
    tallies: documentsOf("event").map((event) => {
      const places = [event.festival, ...ancestorsOf(event.festival)];
      const statuses = standing.filter((one) =>
        toHex(one.values.event) === event.id && one.log.author === event.author &&
        places.includes(one.log.festival!)
      ).map(statusOf).filter((status) => status !== "withdrawn");
      const count = (status: Status) => statuses.filter((one) => one === status).length;
      return {
        event: event.id,
        total: statuses.length,
        confirmed: count("confirmed"),
        pending: count("pending"),
        denied: count("denied"),
        conflict: count("conflict"),
      };
    }),
    tombstones: sorted(tombstones),
    ignored: logs.toSorted(byLog).flatMap((log) => {
      const { author, festival } = log;
      return [
        ...log.entries.map((entry) => ({
          author,
          festival,
          seqNum: entry.seqNum,
          code: codeOf(log, entry),
        })),
        ...log.atOrAfterCut.map((seqNum) => ({ author, festival, seqNum, code: "cut" as const })),
      ];
    }),
  };
}

function readLog({ author, festival, entries: given, cut }: WorldLog): Log {
  const counts = (entry: WorldEntry) => cut === null || entry.seqNum < cut;
  const entries = given.filter(counts).map((entry): Entry => {
    const seqNum = entry.seqNum;
    const id = toHex(entry.hash.subarray(2, 2 + 32));
    if (entry.payload === null) return { seqNum, id, message: null, problem: "no-payload" };
    const parsed = parseMessage(entry.payload, { author, festival });
    return parsed.ok
      ? { seqNum, id, message: parsed.message, problem: null }
      : { seqNum, id, message: null, problem: parsed.refusal.code };
  });

  // From the last entry back: when a delete is judged, all that could void it has been.
  const voided = new Set<Entry>();
  const erased = new Set<Entry>();
  const deletes = new Map<Hex, Entry>();
  for (const entry of entries.toReversed()) {
    if (voided.has(entry) || entry.message?.action !== "delete") continue;
    const named = toHex(entry.message.id);
    const target = entries.find((one) => one.id === named && one.seqNum < entry.seqNum);
    if (target === undefined) continue;
    voided.add(target);
    if (entry.message.schema !== "request") erased.add(target);
    deletes.set(named, entry); // the earliest is the last one set
  }
  return {
    author: toHex(author),
    festival: festival === null ? null : toHex(festival),
    isCut: cut !== null,
    entries,
    atOrAfterCut: given.filter((entry) => !counts(entry)).map((entry) => entry.seqNum),
    voided,
    erased,
    deletes,
  };
}

/** Seqnums of the entries of a log whose payloads nobody needs. */
export function erasedIn(log: WorldLog): number[] {
  return [...readLog(log).erased].map(({ seqNum }) => seqNum);
}

/**
 * All documents of a log: what its creates and their updates add up to. Of a festival the first valid
 * create and of a profile the last are there; of what is void, requests alone, unless they are erased.
 *
 * `Choice:` a create is valid if it parses and is not void. So a festival whose fold breaks a rule has
 * no effect, and no second create takes its place.
 */
function foldsOf(log: Log): Folded[] {
  const creates = log.entries.filter((one) => one.message?.action === "create");
  const valid = creates.filter((one) => !log.voided.has(one));
  const counting = creates.filter((one) => {
    switch (one.message!.schema) {
      case "festival":
        return one === valid.find((other) => other.message!.schema === "festival");
      case "user":
        return one === valid.findLast((other) => other.message!.schema === "user");
      case "request":
        return !log.erased.has(one);
      default:
        return valid.includes(one);
    }
  });
  return counting.map((create): Folded => {
    const message = create.message as Extract<Message, { action: "create" }>;
    const id = message.id === null ? create.id : toHex(message.id);
    let values = message.values;
    for (const { seqNum, message: change } of log.entries.filter((one) => !log.voided.has(one))) {
      if (seqNum <= create.seqNum || change?.action !== "update") continue;
      if (change.schema !== message.schema || toHex(change.id) !== id) continue;
      values = applyUpdate(values, change.values);
    }
    const { schema } = message;
    const isVoid = log.voided.has(create);
    return { log, create, schema, id, values, isVoid, holds: rulesHold(schema, values) };
  });
}

const hasEffect = (fold: Folded) => !fold.isVoid && fold.holds;

function reasonOf(answer: Folded | null): string | null {
  return (answer?.values as ValuesOfSchema<"authorization"> | undefined)?.reason ?? null;
}

/** Fields as the API has them: bytes that the schema names as hex, others as `{"$bytes": hex}`. */
function plain({ schema, values }: Folded): Fields {
  const json = toJson({ schema, fields: values as { [name: string]: CborValue } });
  return (json as { fields: Fields }).fields;
}

function sorted<T extends { readonly id: Hex }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function byLog(a: Log, b: Log): number {
  const name = (log: Log) => `${log.author} ${log.festival ?? ""}`;
  return name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0;
}
