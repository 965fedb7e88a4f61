/** Other nodes: how they stand to this one, and how far what they share has come. */
import type { Hex, PeerState, PeerStatus } from "../node/mod.ts";
import { Button } from "./fields.tsx";
import { Avatar } from "./people.tsx";
import type { Sheet } from "./sheet.ts";
import { Mark, type Shape } from "./states.tsx";
import { hasText, type StringKey, t, tx } from "./strings/mod.ts";
import { Hash, Time, Title } from "./text.tsx";
import { DAY } from "./time.ts";

/** How far a festival has come on its way to this node. */
export interface Arrival {
  /** Entries that the peer with the most of them holds, and those of them that are here. */
  readonly total: number;
  readonly here: number;
  /** Whether a peer still sends what it held when we met. */
  readonly filling: boolean;
  /** Connected nodes that share it; none where those that had begun to send it have gone. */
  readonly nodes: number;
}

export interface SharedFestival {
  readonly id: Hex;
  /** Null while its own message has not arrived. */
  readonly title: string | null;
  readonly total: number;
  readonly here: number;
  readonly toSend: number;
  readonly inSync: boolean;
}

/** A peer as a page shows it: times are rounded, so that it stays the same as long as its words do. */
export interface Peer extends Pick<PeerStatus, "state" | "transport" | "inSync" | "trouble"> {
  /** For the operator only, as is the address. */
  readonly key: Hex | null;
  readonly address: string | null;
  /** Milliseconds until the next try, and Unix milliseconds of the last contact. */
  readonly tryIn: number | null;
  readonly seen: number | null;
  readonly shared: readonly SharedFestival[];
}

/** What no honest node does: it is shown as refused, not as unlucky. */
const OFFENCES: ReadonlySet<string> = new Set([
  "bad-proof",
  "unexpected-frame",
  "bad-frame",
  "not-shared",
  "wrong-entries",
  "too-many-logs",
  "invalid-entry",
  "cut-off",
]);

const SHAPES: { readonly [S in PeerState]: Shape } = {
  connected: "confirmed",
  connecting: "open",
  waiting: "line",
  self: "replaced",
};
const WORDS = {
  connected: "word-confirmed",
  connecting: "word-open",
  waiting: "word-waiting",
  self: "word-self",
} as const satisfies { readonly [S in PeerState]: string };

function shapeOf({ state, trouble }: Peer): Shape {
  return state === "waiting" && trouble !== null && OFFENCES.has(trouble)
    ? "denied"
    : SHAPES[state];
}

const MOST_SHARED = 12;

export function PeerRow({ sheet, peer, place }: { sheet: Sheet; peer: Peer; place: number }) {
  const { lang } = sheet;
  return (
    <li class="row peer">
      {peer.key === null
        ? <span class="peer-circle" aria-hidden="true"></span>
        : <Avatar id={peer.key} size={32} />}
      <div>
        <p class="row-title">
          <PeerName sheet={sheet} peer={peer} place={place} />
        </p>
        <p>
          <PeerWords sheet={sheet} peer={peer} />
        </p>
        {peer.state === "connected" && (sheet.operator && peer.shared.length > 0
          ? (
            <ul class="plain shared">
              {peer.shared.slice(0, MOST_SHARED).map((one) => (
                <Shared sheet={sheet} shared={one} />
              ))}
              {peer.shared.length > MOST_SHARED && (
                <li>{t(lang, "peer.shared.more", { n: peer.shared.length - MOST_SHARED })}</li>
              )}
            </ul>
          )
          : (
            <p class="row-facts">
              {peer.shared.length === 0
                ? t(lang, "peer.shared.none")
                : t(lang, "peer.shared", { n: peer.shared.length })}
              {peer.shared.length > 0 &&
                ` · ${t(lang, peer.inSync ? "peer.insync" : "peer.syncing")}`}
            </p>
          ))}
      </div>
      {sheet.operator && peer.address !== null && (
        <form method="post" action="/network/peers/forget">
          <input type="hidden" name="address" value={peer.address} />
          <Button kind="quiet">
            {tx(lang, "peer.forget", { address: <span class="hidden">{peer.address}</span> })}
          </Button>
        </form>
      )}
    </li>
  );
}

function PeerName({ sheet, peer, place }: { sheet: Sheet; peer: Peer; place: number }) {
  const { key, address } = peer;
  const { lang } = sheet;
  if (address === null && key === null) return <b>{t(lang, "peer.nth", { n: place })}</b>;
  const name = key === null ? null : <Hash hex={key} digits={12} />;
  if (address === null) return tx(lang, "peer.dialled", { key: name });
  return [<b>{address}</b>, name !== null && [" ", name]];
}

/** A shape and the words of its state, and why, if it is no good one. */
function PeerWords({ sheet, peer }: { sheet: Sheet; peer: Peer }) {
  const { lang } = sheet;
  const { state, trouble } = peer;
  const shape = shapeOf(peer);
  return (
    <>
      <Mark shape={shape} />{" "}
      <span class={`word ${shape === "denied" ? "word-denied" : WORDS[state]}`}>
        {state === "connected" && peer.transport !== null
          ? t(lang, `peer.connected.${peer.transport}`)
          : state === "waiting" && peer.tryIn !== null
          ? waitWords(sheet, peer.tryIn)
          : t(lang, `peer.${state}`)}
      </span>
      {state !== "connected" && state !== "self" && trouble !== null && (
        <span class="why">{` · ${troubleWords(sheet, trouble)}`}</span>
      )}
      {state !== "connected" && state !== "self" && (
        <span class="row-facts">
          {" · "}
          {peer.seen === null
            ? t(lang, "peer.never")
            : tx(lang, "peer.seen", { when: <Ago sheet={sheet} at={peer.seen} /> })}
        </span>
      )}
    </>
  );
}

function troubleWords({ lang }: Sheet, trouble: string): string {
  const key = `trouble.${trouble}`;
  return hasText(key) ? t(lang, key) : t(lang, "trouble.other", { code: trouble });
}

const SOON = 5_000;
const MINUTE = 60_000;

function waitWords({ lang }: Sheet, ms: number): string {
  if (ms <= SOON) return t(lang, "peer.again.soon");
  return ms <= MINUTE
    ? t(lang, "peer.again.seconds", { n: Math.ceil(ms / 10_000) * 10 })
    : t(lang, "peer.again.minutes", { n: Math.ceil(ms / MINUTE) });
}

/** In words as long as those are short, else the day. */
function Ago({ sheet, at }: { sheet: Sheet; at: number }) {
  const ms = Math.max(0, sheet.now - at);
  if (ms >= DAY) return <Time sheet={sheet} at={at} style="date" />;
  const [key, n]: [StringKey, number] = ms < MINUTE
    ? ["ago.now", 0]
    : ms < 60 * MINUTE
    ? ["ago.minutes", Math.floor(ms / MINUTE)]
    : ["ago.hours", Math.floor(ms / (60 * MINUTE))];
  return <time datetime={new Date(at).toISOString()}>{t(sheet.lang, key, { n })}</time>;
}

function Shared({ sheet, shared }: { sheet: Sheet; shared: SharedFestival }) {
  const { lang } = sheet;
  return (
    <li>
      <a href={`/festivals/${shared.id}`}>
        {shared.title === null
          ? <Hash hex={shared.id} digits={16} />
          : <Title sheet={sheet} text={shared.title} />}
      </a>: {shared.here < shared.total
        ? <Progress sheet={sheet} here={shared.here} total={shared.total} />
        : shared.toSend > 0
        ? t(lang, "peer.tosend", { n: shared.toSend })
        : t(lang, shared.inSync ? "peer.insync" : "peer.comparing")}
    </li>
  );
}

/** A bar, and the same in words. */
export function Progress({ sheet, here, total }: { sheet: Sheet; here: number; total: number }) {
  const words = t(sheet.lang, "progress.entries", { n: total, here });
  return (
    <span class="progress">
      <progress max={total} value={here} aria-label={words}></progress> <span>{words}</span>
    </span>
  );
}

/** In a row or on a card: how a festival that is followed stands. */
export function ArrivalWords(
  { sheet, known, arrival }: { sheet: Sheet; known: boolean; arrival: Arrival | null },
) {
  if (arrival?.filling || arrival?.nodes === 0) return <Progress sheet={sheet} {...arrival} />;
  const { lang } = sheet;
  if (!known) return <span>{t(lang, "arrival.waits")}</span>;
  return (
    <span>
      {t(lang, arrival === null ? "heart.none" : "heart.nodes", { n: arrival?.nodes ?? 0 })}
    </span>
  );
}

/** Why a festival's page is not all there yet; nothing where it is. */
export function ArrivalNotice(
  { sheet, id, known, followed, arrival }: {
    sheet: Sheet;
    id: Hex;
    known: boolean;
    followed: boolean;
    arrival: Arrival | null;
  },
) {
  const { lang } = sheet;
  if (!followed) {
    return (
      <div class="warning" role="note">
        <p>{t(lang, "arrival.unfollowed")}</p>
        {sheet.operator && (
          <form method="post" action="/network/follow">
            <input type="hidden" name="festival" value={id} />
            <p class="buttons">
              <Button>{t(lang, "follow.again")}</Button>
            </p>
          </form>
        )}
      </div>
    );
  }
  const broken = arrival?.nodes === 0;
  if (known && !arrival?.filling && !broken) return null;
  return (
    <div class="warning arriving" role="note">
      <p>
        {t(
          lang,
          broken
            ? "arrival.broken"
            : arrival?.filling
            ? known ? "arrival.filling" : "arrival.coming"
            : arrival !== null
            ? "arrival.nobody"
            : sheet.nodes === 0
            ? "arrival.alone"
            : "arrival.waiting",
        )}
      </p>
      {arrival !== null && (arrival.filling || broken) && (
        <p>
          <Progress sheet={sheet} here={arrival.here} total={arrival.total} />
        </p>
      )}
      {!arrival?.filling && (
        <p>
          {sheet.operator
            ? <a class="button" href="/network#add-peer">{t(lang, "peer.add")}</a>
            : t(lang, "arrival.operator")}
        </p>
      )}
    </div>
  );
}

const MOST_DRAWN = 12;
const [WIDTH, HEIGHT] = [320, 180];

/** This node in the middle, those it knows around it; the list beside it says the same in words. */
export function PeersPicture({ peers }: { peers: readonly Peer[] }) {
  const drawn = peers.slice(0, MOST_DRAWN).map((peer, i, { length }) => {
    const angle = 2 * Math.PI * (i / length) - (length <= 2 ? 0 : Math.PI / 2);
    const [x, y] = [Math.cos(angle) * 120 + WIDTH / 2, Math.sin(angle) * 66 + HEIGHT / 2];
    return { peer, x: Math.round(x), y: Math.round(y) };
  });
  return (
    <svg
      class="peers-picture"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      {drawn.map(({ peer, x, y }) => (
        <path
          class={peer.state === "connected" ? "wire" : "wire dashed"}
          d={`M${WIDTH / 2} ${HEIGHT / 2}L${x} ${y}`}
        />
      ))}
      {drawn.map(({ peer, x, y }) => (
        <use href={`#shape-${shapeOf(peer)}`} x={x - 18} y={y - 18} width="36" height="36" />
      ))}
      <circle class="flat-blue outline" cx={WIDTH / 2} cy={HEIGHT / 2} r="28" />
      <path
        class="heart-mine"
        transform={`translate(${WIDTH / 2 - 14} ${HEIGHT / 2 - 13})scale(1.17)`}
        d="M12 21C4 15 1.5 11.5 1.5 7.5a5 5 0 0 1 10.5-2 5 5 0 0 1 10.5 2C22.5 11.5 20 15 12 21z"
      />
    </svg>
  );
}
