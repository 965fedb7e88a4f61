/** Who may talk to this node through a browser, and what its answers allow a browser to do. */
import type { Context, MiddlewareHandler } from "hono";
import type { Authority, RequestEnvironment } from "./context.ts";
import { Failure } from "./errors.ts";

/**
 * Refuses requests that a page of somebody else makes the browser send (`DESIGN.md` §9): by their
 * Origin, or, where a foreign name was pointed at this machine, by their Host.
 *
 * `Origin: null` (a sandboxed frame, a file, a redirect across sites) is foreign too.
 */
export function ownHostsOnly(authority: Authority): MiddlewareHandler {
  return (c, next) => {
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (!authority.knows(host)) {
      const message = "This node does not answer under this name: name it with --public-url.";
      throw new Failure(403, "foreign-host", message);
    }
    const origin = c.req.header("origin");
    if (origin !== undefined && !isOwnOrigin(origin, authority)) {
      throw new Failure(403, "foreign-origin", "This node takes nothing from other sites' pages.");
    }
    return next();
  };
}

function isOwnOrigin(origin: string, authority: Authority): boolean {
  const url = URL.parse(origin);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return false;
  return authority.knows(url.host);
}

/**
 * `Referrer-Policy` is not `no-referrer`, because under that browsers send `Origin: null` with the
 * forms of our own pages.
 */
const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
};

/** Sets what every answer carries, errors and files too. A route's own header stays. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};

/** What proxies add. */
const PASSED_ON = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Whether a proxy says that it passes the request on for somebody: it is not from this machine. */
export function isPassedOn(c: Context): boolean {
  return PASSED_ON.some((name) => c.req.header(name) !== undefined);
}

/** The other end of the connection; null behind a proxy that was named, where it is always that. */
export function addressOf(c: Context, authority: Authority): string | null {
  const { remoteAddress = null } = (c.env ?? {}) as Partial<RequestEnvironment>;
  return authority.publicUrl === null ? remoteAddress : null;
}

/**
 * Whether the request comes from this node's operator (`DESIGN.md` §9, "Local authority"). A proxy
 * that somebody put before a node on loopback, without telling it, makes nobody one.
 */
export function isOperator(c: Context, authority: Authority): boolean {
  if (authority.local && !isPassedOn(c)) return true;
  const given = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return given !== undefined && isOperatorToken(given, authority);
}

/** Whether this is what `operator-token` in the data folder holds: a form has no header for it. */
export function isOperatorToken(given: string, authority: Authority): boolean {
  return sameSecret(given.trim(), authority.operatorToken.trim());
}

export function operatorOnly(authority: Authority): MiddlewareHandler {
  return (c, next) => {
    if (isOperator(c, authority)) return next();
    const message =
      "Only this node's operator may do this: send `Authorization: Bearer` and the contents of operator-token in its data folder.";
    throw new Failure(403, "not-the-operator", message);
  };
}

/** Compares in a time that does not tell how much of a guess is right. An empty secret is none. */
function sameSecret(given: string, secret: string): boolean {
  if (secret === "") return false;
  const a = new TextEncoder().encode(given);
  const b = new TextEncoder().encode(secret);
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i % b.length]!;
  return difference === 0;
}
