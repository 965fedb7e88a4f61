/** A key pair in a file: its seed as 64 hex digits and a newline, readable by its owner alone. */
import { SEED_BYTES } from "../../core/crypto/mod.ts";
import { fromHex, toHex } from "../../core/messages/mod.ts";
import { fileWeather, isMissing, writeNewFile } from "./files.ts";

/** What is wrong with a key file, in words for the person who named it. */
export class KeyFileError extends Error {
  override name = "KeyFileError";
}

/** Writes a seed (32 bytes) to a new file. @throws {KeyFileError} where there is one already. */
export function createKeyFile(path: string, seed: Uint8Array): void {
  try {
    writeNewFile(path, `${toHex(seed)}\n`);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new KeyFileError(`${path} is there already, and a key is never overwritten`);
    }
    if (isMissing(error)) throw new KeyFileError(`there is no folder for ${path}`);
    throw new KeyFileError(`${path}: ${fileWeather(error).message}`, { cause: error });
  }
}

/** Reads a seed (32 bytes). @throws {KeyFileError} */
export function readKeyFile(path: string): Uint8Array {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (isMissing(error)) {
      throw new KeyFileError(
        `there is no key in ${path}: make one with p2panda key create ${path}`,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new KeyFileError(`${path} could not be read: ${reason}`, { cause: error });
  }
  const seed = fromHex(text.trim().toLowerCase());
  if (seed === null || seed.length !== SEED_BYTES) {
    throw new KeyFileError(`${path} is no key: it must hold 64 hex digits`);
  }
  return seed;
}
