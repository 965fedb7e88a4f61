import type { FestivalDocument, Hex } from "../../node/mod.ts";
import { Button, Folded, TextField } from "../fields.tsx";
import { OperatorToken } from "../operator.tsx";
import { type Arrival, ArrivalWords, type Peer, PeerRow, PeersPicture } from "../peers.tsx";
import { Empty, Live, Shell } from "../shell.tsx";
import type { Sheet } from "../sheet.ts";
import { Heart } from "../states.tsx";
import { t, tx } from "../strings/mod.ts";
import { Hash, Title, titleText } from "../text.tsx";

export interface FollowedFestival {
  readonly festival: FestivalDocument;
  readonly arrival: Arrival | null;
}

export interface NetworkProps {
  sheet: Sheet;
  agent: Hex;
  version: string;
  entries: number;
  peers: readonly Peer[];
  /** All for the operator, the public ones for others. */
  follows: readonly FollowedFestival[];
  more: string | null;
  revision: number;
  /** Where the operator's programs find the API. */
  origin: string;
  /** What was typed, and what went wrong with it. */
  follow: {
    readonly festival: string;
    readonly peer: string;
    readonly problem: "not-an-id" | "taken" | "not-a-peer" | null;
  };
  add: { readonly address: string; readonly wrong: boolean };
  /** The form whose token was wrong. */
  denied: "follow" | "add-peer" | null;
}

export function networkPage(props: NetworkProps) {
  const { sheet } = props;
  const { lang } = sheet;
  return (
    <Shell
      sheet={sheet}
      title={t(lang, "network")}
      description={t(lang, "network.what")}
      stream={{ festivals: [], revision: props.revision }}
      at="network"
    >
      <div class="hero">
        <h1>{t(lang, "network")}</h1>
        <p>{t(lang, "network.what")}</p>
      </div>
      <Live sheet={sheet} on="peers">
        <Health {...props} />
        {props.peers.length > 0 && (
          <section id="peers" aria-labelledby="peers-heading">
            <h2 id="peers-heading">{t(lang, "network.peers")}</h2>
            <ul class="rows" role="list">
              {props.peers.map((peer, i) => <PeerRow sheet={sheet} peer={peer} place={i + 1} />)}
            </ul>
          </section>
        )}
        <Follows {...props} />
        <ThisNode {...props} />
      </Live>
      {!sheet.operator && (
        <section id="operate" aria-labelledby="operate-heading">
          <h2 id="operate-heading">{t(lang, "network.operate")}</h2>
          <p>{t(lang, "follow.operator")}</p>
        </section>
      )}
      <p>
        <a href="/shared">{t(lang, "share.open")}</a>
      </p>
      <div class="columns">
        <FollowForm {...props} />
        <AddPeerForm {...props} />
      </div>
      {!sheet.operator && <ForPrograms {...props} />}
    </Shell>
  );
}

function Health({ sheet, peers }: NetworkProps) {
  const { lang } = sheet;
  const connected = sheet.nodes ?? 0;
  return (
    <section aria-labelledby="health-heading" class="network-health">
      <h2 id="health-heading">{t(lang, "network.health")}</h2>
      <p class="health">
        <Heart sheet={sheet} />
      </p>
      {peers.length > 0 && <PeersPicture peers={peers} />}
      {connected > 0
        ? <p>{t(lang, "network.connected", { n: connected })}</p>
        : sheet.operator
        ? (
          <Empty
            text={t(lang, "network.alone")}
            href="#add-peer"
            action={t(lang, "peer.add")}
          />
        )
        : <Empty text={t(lang, "network.alone")} />}
    </section>
  );
}

function Follows({ sheet, follows, more }: NetworkProps) {
  const { lang } = sheet;
  return (
    <section id="follows" aria-labelledby="follows-heading">
      <h2 id="follows-heading">{t(lang, "network.festivals")}</h2>
      {follows.length === 0
        ? (
          <Empty
            text={t(lang, "network.follows.none")}
            href="/#announce-festival"
            action={t(lang, "festival.announce")}
          />
        )
        : (
          <ul class="rows" role="list">
            {follows.map(({ festival, arrival }) => (
              <li class="row follow">
                <div>
                  <p class="row-title">
                    <a href={`/festivals/${festival.id}`}>
                      {festival.known
                        ? <Title sheet={sheet} text={festival.title} />
                        : <Hash hex={festival.id} digits={16} />}
                    </a>
                    {festival.known && festival.visibility === "unlisted" && [
                      " ",
                      <span class="badge">{t(lang, "visibility.unlisted")}</span>,
                    ]}
                  </p>
                  <p class="row-facts">
                    <ArrivalWords sheet={sheet} known={festival.known} arrival={arrival} />
                  </p>
                </div>
                {sheet.operator && <Unfollow sheet={sheet} festival={festival} />}
              </li>
            ))}
          </ul>
        )}
      {more !== null && (
        <p>
          <a class="more-link" href={more}>{t(lang, "more.festivals")}</a>
        </p>
      )}
      {!sheet.operator && <p class="hint">{t(lang, "network.unlisted")}</p>}
    </section>
  );
}

/** It stays open, and under the hand, while the list around it changes. */
function Unfollow({ sheet, festival }: { sheet: Sheet; festival: FestivalDocument }) {
  const { lang } = sheet;
  const title = festival.known ? titleText(sheet, festival.title) : festival.id.slice(0, 16);
  return (
    <Folded
      id={`unfollow-${festival.id.slice(0, 16)}`}
      label={tx(lang, "unfollow", { festival: <span class="hidden">{title}</span> })}
      kind="quiet"
      kept
    >
      <p>{t(lang, "unfollow.means")}</p>
      <form method="post" action="/network/unfollow">
        <input type="hidden" name="festival" value={festival.id} />
        <p class="buttons">
          <Button kind="danger">{t(lang, "unfollow.go")}</Button>
        </p>
      </form>
    </Folded>
  );
}

function ThisNode(props: NetworkProps) {
  const { lang } = props.sheet;
  return (
    <section aria-labelledby="node-heading">
      <h2 id="node-heading">{t(lang, "network.node")}</h2>
      <dl class="facts">
        <div>
          <dt>{t(lang, "network.agent")}</dt>
          <dd>
            <Hash hex={props.agent} />
          </dd>
        </div>
        <div>
          <dt>{t(lang, "network.entries")}</dt>
          <dd>{t(lang, "count.entries", { n: props.entries })}</dd>
        </div>
        <div>
          <dt>{t(lang, "network.version")}</dt>
          <dd>{props.version}</dd>
        </div>
      </dl>
      <p>
        <a href="/collectives">{t(lang, "collectives.see")}</a>
      </p>
    </section>
  );
}

function FollowForm(props: NetworkProps) {
  const { sheet, follow, denied } = props;
  const { lang } = sheet;
  const { problem } = follow;
  const says = problem === null ? undefined : t(lang, `follow.${problem}`);
  return (
    <section id="follow" aria-labelledby="follow-heading">
      <h2 id="follow-heading">{t(lang, "network.follow")}</h2>
      <p>{t(lang, "follow.how")}</p>
      <form method="post" action="/network/follow#follow">
        <TextField
          sheet={sheet}
          form="follow"
          name="festival"
          label={t(lang, "follow.festival")}
          hint={t(lang, "follow.hint")}
          value={follow.festival}
          most={500}
          required
          problem={problem === "not-a-peer" ? undefined : says}
        />
        <TextField
          sheet={sheet}
          form="follow"
          name="peer"
          label={t(lang, "follow.peer")}
          hint={t(lang, "follow.peer.hint")}
          value={follow.peer}
          most={500}
          inputmode="url"
          problem={problem === "not-a-peer" ? says : undefined}
        />
        <OperatorToken sheet={sheet} form="follow" denied={denied === "follow"} />
        <p class="buttons">
          <Button>{t(lang, "follow.go")}</Button>
          {!sheet.operator && (
            <Button kind="quiet" to="/network/unfollow#follow">{t(lang, "unfollow.go")}</Button>
          )}
        </p>
      </form>
    </section>
  );
}

function AddPeerForm(props: NetworkProps) {
  const { sheet, add, denied } = props;
  const { lang } = sheet;
  return (
    <section id="add-peer" aria-labelledby="add-peer-heading">
      <h2 id="add-peer-heading">{t(lang, "peer.add")}</h2>
      <p>{t(lang, "peer.add.how")}</p>
      <form method="post" action="/network/peers#add-peer">
        <TextField
          sheet={sheet}
          form="add-peer"
          name="address"
          label={t(lang, "peer.address")}
          hint={t(lang, "peer.address.hint")}
          value={add.address}
          most={500}
          inputmode="url"
          required
          problem={add.wrong ? t(lang, "peer.address.wrong") : undefined}
        />
        <OperatorToken sheet={sheet} form="add-peer" denied={denied === "add-peer"} />
        <p class="buttons">
          <Button>{t(lang, "peer.add.go")}</Button>
          {!sheet.operator && (
            <Button kind="quiet" to="/network/peers/forget#add-peer">
              {t(lang, "peer.forget.go")}
            </Button>
          )}
        </p>
      </form>
    </section>
  );
}

/** Whoever operates a node that others reach, too, can do it by the API as well. */
function ForPrograms({ sheet, origin }: NetworkProps) {
  const { lang } = sheet;
  const command = `curl ${origin}/api/v1/follow \\
  -H "Authorization: Bearer $(cat DIR/operator-token)" \\
  -H "Content-Type: application/json" \\
  -d '{"festival": "ID", "peer": "http://host:port"}'`;
  return (
    <details class="more">
      <summary>{t(lang, "network.operate.more")}</summary>
      <p>{t(lang, "network.operate.how")}</p>
      <pre class="command" tabindex={0}>{command}</pre>
      <p>
        <a href="/api/v1/openapi.json">{t(lang, "about.api")}</a>
      </p>
    </details>
  );
}
