export class AddressError extends Error {
  override name = "AddressError";
}

/** `http://host:port` of what somebody typed; throws {@link AddressError}. */
export function addressOf(given: string): string {
  let url: URL;
  try {
    url = new URL(given.includes("://") ? given : `http://${given}`);
  } catch {
    throw new AddressError(`${given} is no address: write it like http://192.168.1.20:8000`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new AddressError(`${given} is no address of a node: it begins with http:// or https://`);
  }
  return url.origin;
}
