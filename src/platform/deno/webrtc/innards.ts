/**
 * What we use of werift that it does not declare: its version is pinned, and `guards_test.ts` fails
 * where another one looks different inside.
 */
import type { RTCPeerConnection } from "werift";

export interface DtlsMessage {
  readonly msg_type: number;
  readonly message_seq: number;
  readonly fragment: Uint8Array;
  serialize(): Uint8Array;
}

export interface DtlsSocket {
  connected: boolean;
  onHandleHandshakes(messages: DtlsMessage[]): Promise<void>;
  readonly dtls: {
    flight: number;
    readonly remoteExtendedMasterSecret: boolean;
    readonly sortedHandshakeCache: readonly DtlsMessage[];
  };
  readonly cipher: {
    readonly remoteCertificate?: Uint8Array;
    readonly localRandom?: { serialize(): Uint8Array };
    readonly remoteRandom?: { serialize(): Uint8Array };
  };
}

export interface IceConnection {
  stunServer: unknown;
  readonly localUsername: string;
  readonly localPassword: string;
  readonly protocols: readonly {
    readonly transport?: { onData: (data: Uint8Array, from: readonly [string, number]) => void };
  }[];
}

export interface DtlsTransport {
  readonly role: "client" | "server" | "auto";
  readonly dtls?: DtlsSocket;
  readonly localParameters: { readonly fingerprints: readonly { readonly value: string }[] };
  readonly onStateChange: Listenable<[string]>;
  dataReceiver: (data: Uint8Array) => void;
}

export interface SctpTransport {
  readonly sctp: {
    readonly advertisedRwnd: number;
    readonly sackMisOrdered: { readonly size: number };
    readonly inboundStreams: object;
    readonly onReceive: Listenable<[number, number, Uint8Array]>;
    handleData(data: Uint8Array): Promise<void>;
  };
  datachannelReceive(stream: number, kind: number, data: Uint8Array): Promise<void>;
}

interface Listenable<Args extends unknown[]> {
  subscribe(listener: (...args: Args) => void): unknown;
  allUnsubscribe(): void;
}

export interface Innards {
  readonly ice: IceConnection;
  readonly dtls: DtlsTransport;
  readonly sctp: SctpTransport;
}

/** Null until there is a data channel, or a remote description that wants one. */
export function innardsOf(connection: RTCPeerConnection): Innards | null {
  const [dtls] = connection.dtlsTransports;
  const sctp = connection.sctpTransport;
  if (dtls === undefined || sctp === undefined) return null;
  return {
    ice: dtls.iceTransport.connection as unknown as IceConnection,
    dtls: dtls as unknown as DtlsTransport,
    sctp: sctp as unknown as SctpTransport,
  };
}
