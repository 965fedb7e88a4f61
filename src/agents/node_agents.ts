/** The agents that run in a node as long as it does: its own, which can be anybody's deputy. */
import {
  type ClientPrimitives,
  type Hex,
  type Journal,
  keyOfSeed,
  type NodeClient,
  Signer,
} from "../client/mod.ts";
import { type Agent, type AgentNews, startAgent } from "./agent.ts";
import type { Timer } from "./timer.ts";
import type { Wakeups } from "./wakeups.ts";

/** Where a node reports what happens. */
export interface AgentReport {
  info(event: string, facts?: Readonly<Record<string, string | number>>): void;
  warn(event: string, facts?: Readonly<Record<string, string | number>>): void;
  error(event: string, error: unknown): void;
}

/** A key that a node keeps, with the journal of what it signed. */
export interface KeptKey {
  readonly seed: Uint8Array;
  readonly journal: Journal & { close(): void };
}

export interface NodeAgentsParts {
  /** To the node itself. */
  readonly client: NodeClient;
  readonly wakeups: Wakeups;
  /** Unlisted festivals that the node follows. */
  readonly festivals: () => Promise<readonly Hex[]>;
  /** The key of the node's own agent. */
  readonly own: KeptKey;
  readonly timer: Timer;
  readonly primitives: ClientPrimitives;
  readonly report: AgentReport;
}

export interface NodeAgents {
  stop(): Promise<void>;
}

export function startNodeAgents(parts: NodeAgentsParts): NodeAgents {
  const running: { readonly agent: Agent; readonly key: KeptKey }[] = [];
  const start = (key: KeptKey) => {
    const { client, primitives, report } = parts;
    const signer = new Signer({
      key: keyOfSeed(key.seed),
      journal: key.journal,
      client,
      primitives,
    });
    const agent = startAgent({
      client,
      signer,
      wakeups: parts.wakeups,
      festivals: parts.festivals,
      timer: parts.timer,
      primitives,
      tell: (news) => tell(news, report),
      onError: (error) => report.error("agent.failed", error),
    });
    running.push({ agent, key });
  };
  start(parts.own);
  return {
    async stop() {
      await Promise.all(running.map(({ agent }) => agent.stop()));
      for (const { key } of running) key.journal.close();
    },
  };
}

function tell(news: AgentNews, report: AgentReport): void {
  switch (news.kind) {
    case "answered": {
      const { request, verdict } = news.answer;
      return report.info("agent.answered", { request: request.id, verdict });
    }
    case "resent":
      return report.info("agent.resent");
    case "barred": {
      const { code } = news.error;
      return report.warn("agent.barred", { festival: news.festival ?? "profile", code });
    }
    case "failed":
      return report.warn("agent.failed", { code: news.failure.code });
  }
}
