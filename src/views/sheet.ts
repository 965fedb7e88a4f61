import type { PolicyForms } from "../core/policies/mod.ts";
import type { Piece } from "./drawn.ts";
import type { Lang } from "./strings/mod.ts";

/** What every page knows besides its own data. */
export interface Sheet {
  readonly lang: Lang;
  /** Unix milliseconds. */
  readonly now: number;
  /** The address of a file of `static/`. */
  readonly asset: (name: string) => string;
  /** Whether who reads is the person at the machine, who may operate the node. */
  readonly operator: boolean;
  /** How many other nodes are connected: the heart. Null where nobody could be asked. */
  readonly nodes: number | null;
  /** Where others find this node: the public address, else the one that was asked. */
  readonly origin?: string;
  /** This page's path and query: what a live region asks for again. */
  readonly address: string;
  /** How owners can decide, and what each of these ways asks. */
  readonly policies: PolicyForms;
  /** Parts of the page that are bytes already, where it is made of them (`drawn.ts`). */
  readonly pieces?: Piece[];
  /** Public key of the node's own agent, which can be anybody's deputy. */
  readonly agent?: string;
  /** Where forms propose what they say, instead of signing it. */
  readonly propose?: {
    readonly schema: string;
    /** To be changed; null: a new one is to be made, by `for`. */
    readonly document: string | null;
    readonly for: string | null;
    /** Who may; anybody where it is not said. */
    readonly only?: readonly string[];
  };
}

/** For a page where nothing could be asked. */
export const NO_POLICIES: PolicyForms = {
  defaultName: "",
  policies: () => [],
  policyNamed: () => undefined,
  paramsOf: () => null,
  paramInput: () => "",
  paramsFromInputs: () => null,
  inputsOfParams: () => new Map(),
  answersIn: () => new Map(),
  answerText: () => undefined,
  explain: () => null,
  askedBy: () => [],
};
