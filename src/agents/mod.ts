/** What acts for keys by itself: from the command line for one key, and in a node for those it keeps. */
export { type Agent, type AgentNews, type AgentParts, ASKER_SHARE, startAgent } from "./agent.ts";
export { eventsOf, type StreamEvent } from "./event_stream.ts";
export type { Timer } from "./timer.ts";
export { type StreamOptions, streamWakeups, type Wakeups } from "./wakeups.ts";
export { type AgentReport, type KeptKey, type NodeAgents, startNodeAgents } from "./node_agents.ts";
export type {
  CollectiveProfile,
  Collectives,
  KeyKeeper,
  MadeCollective,
  NodeAgentsParts,
} from "./node_agents.ts";
export { MEMBER_SHARE, SHARE_OF_ALL } from "./collective.ts";
