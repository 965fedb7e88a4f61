/** Where the parts are: told by the script around the base, which is made after them. */
type Loaders = Readonly<Record<string, () => Promise<unknown>>>;

let loaders: Loaders = {};

export function knowParts(known: Loaders): void {
  loaders = known;
}

/** Loads a part once (the browser keeps modules); a load that failed rejects, and can be tried again. */
export function loadKnown(name: string): Promise<unknown> {
  const load = loaders[name];
  return load === undefined ? Promise.reject(new TypeError(`no part ${name}`)) : load();
}
