/** By which names a node is reached, and whether the person at the machine operates it. */
export interface AuthoritySettings {
  /** As it was set: a name or an address to listen on. */
  readonly host: string;
  readonly publicUrl: string | null;
  readonly operatorToken: string;
  /** Addresses of the machine's interfaces; asked when the node listens on all of them. */
  readonly addresses: () => readonly string[];
}

export interface NodeAuthority {
  readonly local: boolean;
  readonly operatorToken: string;
  readonly publicUrl: string | null;
  knows(host: string): boolean;
}

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "::1"];
const EVERY_ADDRESS = ["0.0.0.0", "::"];

/**
 * Decides whose a `Host` is: another name that points here (DNS rebinding) would let a foreign page
 * speak to this node as if it were its own. Ports are not compared, since tunnels and containers
 * change them and a page cannot choose its name by choosing a port.
 */
export function createAuthority(settings: AuthoritySettings): NodeAuthority {
  const { publicUrl, operatorToken } = settings;
  const host = bareHost(settings.host) ?? settings.host;
  const names = new Set(LOOPBACK_NAMES);
  if (!EVERY_ADDRESS.includes(host)) names.add(host);
  if (publicUrl !== null) names.add(bareHost(new URL(publicUrl).host)!);
  return {
    local: publicUrl === null && isLoopback(host),
    operatorToken,
    publicUrl,
    knows(header) {
      const name = bareHost(header);
      if (name === null) return false;
      if (names.has(name)) return true;
      // Asked each time: a laptop gets other addresses where it goes.
      return EVERY_ADDRESS.includes(host) && /^[\d.]+$|:/.test(name) &&
        settings.addresses().some((address) => bareHost(address) === name);
    },
  };
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The addresses that this machine's interfaces have now. */
export function interfaceAddresses(): string[] {
  return Deno.networkInterfaces().map(({ address }) => address);
}

/** As it stands in a URL: IPv6 in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** A host without port, brackets or a last dot, as a URL would write it; null for what is none. */
function bareHost(host: string): string | null {
  // What a URL takes and a Host header never has.
  if (host === "" || /[\s/\\?#@%]/.test(host)) return null;
  const colons = host.split(":").length - 1;
  const url = URL.parse(`http://${colons > 1 ? hostInUrl(host) : host}/`);
  return url === null ? null : url.hostname.replace(/^\[|\]$|\.$/g, "");
}
