/** What can be set about a node: flags, and for every flag a variable. */
import { fromHex, ID_BYTES } from "../../core/messages/mod.ts";
import { defaultDataFolder } from "./data_folder.ts";
import { parseFlags, UsageError } from "./flags.ts";

export interface Settings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly data: string;
  readonly peers: readonly string[];
  /** Festival ids, 32 bytes each. */
  readonly follow: readonly Uint8Array[];
  /** Without a slash at its end. */
  readonly publicUrl: string | null;
  readonly discovery: boolean;
}

export const SETTINGS_HELP = `
  --host HOST         name or address to listen on (127.0.0.1)
  --port PORT         port to listen on; 0 takes a free one (8000)
  --data DIR          folder of the database and the node's own key
                      (${defaultDataFolderHint()})
  --peer URL          a node to connect to; repeatable, and remembered
  --follow FESTIVAL   id of a festival to follow, 64 hex digits; repeatable
  --public-url URL    where others reach this node, behind a reverse proxy say
  --no-discovery      looks for nobody by itself, only what --peer names

Every flag has a variable: P2PANDA_HOST, P2PANDA_PORT, P2PANDA_DATA, P2PANDA_PEER, P2PANDA_FOLLOW
(several with commas between them), P2PANDA_PUBLIC_URL, P2PANDA_DISCOVERY=off. A flag comes first.`;

function defaultDataFolderHint(): string {
  if (Deno.build.os === "windows") return "%APPDATA%\\p2panda";
  if (Deno.build.os === "darwin") return "~/Library/Application Support/p2panda";
  return "$XDG_DATA_HOME/p2panda, else ~/.local/share/p2panda";
}

/** Reads settings from arguments and variables. @throws {UsageError} which names what is wrong. */
export function readSettings(
  args: readonly string[],
  environment: (name: string) => string | undefined,
): Settings {
  const flags = parseFlags(args, {
    host: "text",
    port: "text",
    data: "text",
    peer: "list",
    follow: "list",
    "public-url": "text",
    "no-discovery": "switch",
  });
  if (flags.rest.length > 0) throw new UsageError(`what is ${JSON.stringify(flags.rest[0])}?`);

  /** The flag or else its variable (an empty one is not set), with the name to blame. */
  const read = <T>(flag: string, parse: (value: string, name: string) => T): T | undefined => {
    const given = flags.text(flag);
    if (given !== undefined) return parse(given, `--${flag}`);
    const name = variableOf(flag);
    const value = environment(name);
    return value ? parse(value, name) : undefined;
  };
  const readAll = <T>(flag: string, parse: (value: string, name: string) => T): T[] => {
    const given = flags.list(flag);
    if (given.length > 0) return given.map((value) => parse(value, `--${flag}`));
    const name = variableOf(flag);
    const values = (environment(name) ?? "").split(/[\s,]+/).filter((value) => value !== "");
    return values.map((value) => parse(value, name));
  };

  return {
    host: read("host", parseHost) ?? "127.0.0.1",
    port: read("port", parsePort) ?? 8_000,
    data: read("data", parseText) ?? defaultDataFolder(environment),
    peers: readAll("peer", parsePeer),
    follow: readAll("follow", parseFestival),
    publicUrl: read("public-url", parsePublicUrl) ?? null,
    discovery: flags.on("no-discovery")
      ? false
      : parseSwitch(environment("P2PANDA_DISCOVERY"), "P2PANDA_DISCOVERY"),
  };
}

function variableOf(flag: string): string {
  return `P2PANDA_${flag.toUpperCase().replaceAll("-", "_")}`;
}

function parseText(value: string, name: string): string {
  if (value === "") throw new UsageError(`${name} must not be empty`);
  return value;
}

function parseHost(value: string, name: string): string {
  const host = value.replace(/^\[(.*)\]$/, "$1");
  const url = URL.parse(`http://${host.includes(":") ? `[${host}]` : host}/`);
  if (host === "" || /[\s/\\?#@%]/.test(host) || url === null || url.port !== "") {
    throw new UsageError(
      `${name} must be a name or an address, without a port: got ${quote(value)}`,
    );
  }
  return host;
}

function parsePort(value: string, name: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(`${name} must be a number from 0 to 65535: got ${quote(value)}`);
  }
  return port;
}

function parsePeer(value: string, name: string): string {
  const url = URL.parse(value);
  if (url === null || !["http:", "https:", "ws:", "wss:"].includes(url.protocol)) {
    throw new UsageError(
      `${name} must be an address like https://node.example: got ${quote(value)}`,
    );
  }
  return url.href;
}

function parseFestival(value: string, name: string): Uint8Array {
  const id = fromHex(value.toLowerCase());
  if (id === null || id.length !== ID_BYTES) {
    throw new UsageError(`${name} must be a festival's id, 64 hex digits: got ${quote(value)}`);
  }
  return id;
}

function parsePublicUrl(value: string, name: string): string {
  const url = URL.parse(value);
  if (
    url === null || !["http:", "https:"].includes(url.protocol) || url.search !== "" ||
    url.hash !== "" || url.username !== "" || url.pathname !== "/"
  ) {
    throw new UsageError(
      `${name} must be an address like https://festival.example, without a path: got ${
        quote(value)
      }`,
    );
  }
  return url.origin;
}

function parseSwitch(value: string | undefined, name: string): boolean {
  if (value === undefined || value === "") return true;
  if (["on", "1", "true", "yes"].includes(value.toLowerCase())) return true;
  if (["off", "0", "false", "no"].includes(value.toLowerCase())) return false;
  throw new UsageError(`${name} must be on or off: got ${quote(value)}`);
}

function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
