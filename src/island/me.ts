/** Who signs here: the key, its journal, its signer. One of each, made when it is first needed. */
import { Signer } from "../client/mod.ts";
import { primitives } from "./ed25519.ts";
import { IdbJournal } from "./idb_journal.ts";
import { type MyKey, myKey, pastOf, signingKey } from "./my_key.ts";
import { client } from "./node.ts";

export interface Me {
  readonly key: MyKey;
  readonly journal: IdbJournal;
  readonly signer: Signer;
}

let made: Me | null = null;

/** Null where this browser has no key. */
export async function whoAmI(): Promise<Me | null> {
  const key = await myKey();
  if (key === null) return made = null;
  if (made?.key !== key) {
    const journal = new IdbJournal(key.publicKey);
    const signer = new Signer({
      key: signingKey(key),
      journal,
      client,
      primitives,
      past: (logId) => pastOf(key, logId),
      onSent: (logId, seqNum) => journal.markSent(logId, seqNum),
    });
    made = { key, journal, signer };
  }
  return made;
}

/** Sends what a node lacked when it was signed; true where anything of that is sent now. */
export async function sendKept(): Promise<boolean> {
  const me = await whoAmI();
  if (me === null) return false;
  const { journal, signer } = me;
  let any = false;
  for (const { festival } of await journal.unsent()) {
    any = await signer.resend(festival) === null || any;
  }
  return any;
}
